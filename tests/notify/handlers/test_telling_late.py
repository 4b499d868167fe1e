"""A fact says what was; a person is told only what still holds when the fact arrives, however late that is."""

import asyncio
from datetime import date
from uuid import UUID, uuid4

import pytest

from services.notify.consumers import staff_inbox
from shared.events import AccessChanged, CaseOpened, Direction, Fact, MailHeld, OfferMade, Recorded
from tests.notify.conftest import NOW, House, told
from tests.statements import noting_statements
from tests.waiting import until

RECEIPT = "R8-0012"
DUE = date(2026, 12, 11)


async def case(house: House, *, stage: str = "reviewing") -> UUID:
    """Put a case into routing."""
    case_id = uuid4()
    await house.change(
        "INSERT INTO routing.desk_case (case_id, desk_id, proposal_id, receipt, direction, proposer_kind, channel,"
        " stage, confirmed, classification, correlation_id, scheme_version, next_day, version, head_hash) VALUES (:id,"
        " 'miono', :id, :receipt, 'to_departments', 'company', 'mail', :stage, true, 'limited', :id, 1, :day, 7, '')",
        id=case_id,
        receipt=f"R8-{case_id.int % 9000 + 1000}",
        stage=stage,
        day=DUE,
    )
    return case_id


async def offer(
    house: House, case_id: UUID, department: str = "sangyo", *, state: str = "asked", version: int = 4
) -> Recorded[Fact]:
    """Put an offer into routing and return the fact that told it."""
    fact = OfferMade(offer_id=uuid4(), receipt=RECEIPT, department=department, lead=True, due=DUE)
    await house.change(
        "INSERT INTO routing.offer (offer_id, case_id, department, lead, due, state)"
        " VALUES (:id, :case, :department, true, :due, :state)",
        id=fact.offer_id,
        case=case_id,
        department=department,
        due=DUE,
        state=state,
    )
    return told(fact, about=case_id, version=version)


async def answer(house: House, made: Recorded[Fact], state: str) -> None:
    """Let the offer be answered."""
    assert isinstance(made.fact, OfferMade)
    await house.change(
        "UPDATE routing.offer SET state = :state WHERE offer_id = :id", id=made.fact.offer_id, state=state
    )


def access(case_id: UUID, *offered: str, version: int) -> Recorded[Fact]:
    return told(AccessChanged(offered=offered, taken_up=()), about=case_id, version=version)


async def inbox(house: House) -> list[tuple[str, str, str | None]]:
    rows = await house.rows("SELECT recipient, kind, read_by FROM notify.notification ORDER BY recipient, kind")
    return [(row["recipient"], row["kind"], row["read_by"]) for row in rows]


@pytest.mark.parametrize("state", ["taken_up", "judged", "returned", "expired", "recalled"])
async def test_a_late_word_of_an_offer_that_waits_for_nobody_calls_nobody(house: House, state: str) -> None:
    case_id = await case(house)
    late = await offer(house, case_id, state=state)
    standing = await offer(house, case_id, "norin")

    await house.collect(late, standing)

    assert await inbox(house) == [("norin", "offer_made", None)]
    assert await house.rows("SELECT 1 FROM notify.mail_send") == []


async def test_a_case_somebody_has_taken_on_is_no_news_to_the_desk(house: House) -> None:
    begun, waiting = await case(house, stage="confirming"), await case(house, stage="received")
    opened = CaseOpened(proposal_id=uuid4(), receipt=RECEIPT, direction=Direction.TO_DEPARTMENTS)

    await house.collect(told(opened, about=begun), told(opened, about=waiting))

    assert await house.rows("SELECT about_id FROM notify.notification") == [{"about_id": waiting}]
    assert await house.rows("SELECT case_id FROM notify.untold_case") == [{"case_id": begun}]
    assert await house.rows("SELECT case_id FROM notify.balance_notice ORDER BY 1") == [
        {"case_id": case_id} for case_id in sorted([begun, waiting])
    ]


async def test_a_held_mail_that_was_decided_on_calls_nobody(house: House) -> None:
    decided, open_ = uuid4(), uuid4()
    for raw_id in (decided, open_):
        await house.change(
            "INSERT INTO intake.raw_message (raw_id, desk_id, channel, received_at, size_bytes, sha256)"
            " VALUES (:id, 'miono', 'mail', :now, 1, '')",
            id=raw_id,
            now=NOW,
        )
        await house.change(
            "INSERT INTO intake.holding (raw_id, desk_id, reason, held_at) VALUES (:id, 'miono', 'unparseable', :now)",
            id=raw_id,
            now=NOW,
        )
    await house.change(
        "UPDATE intake.holding SET decision = 'spam', decided_by = :id, decided_at = :now WHERE raw_id = :id",
        id=decided,
        now=NOW,
    )

    await house.collect(*(told(MailHeld(reason="unparseable"), about=raw_id) for raw_id in (decided, open_)))

    assert await house.rows("SELECT about_id FROM notify.notification") == [{"about_id": open_}]


async def test_a_department_that_lost_the_case_has_nothing_unread_about_it(house: House) -> None:
    case_id, other_case = await case(house), await case(house)
    made = [await offer(house, case_id, department) for department in ("sangyo", "norin")]
    await house.collect(*made, await offer(house, other_case), access(case_id, "sangyo", "norin", version=5))
    await answer(house, made[0], "returned")

    await house.collect(access(case_id, "norin", version=8))

    rows = await house.rows("SELECT case_id, recipient, read_by FROM notify.notification ORDER BY recipient, read_by")
    assert [(row["case_id"] == case_id, row["recipient"], row["read_by"]) for row in rows] == [
        (True, "norin", None),
        (True, "sangyo", "notify"),
        (False, "sangyo", None),
    ]


async def test_what_a_person_has_read_stays_theirs(house: House) -> None:
    case_id = await case(house)
    made = await offer(house, case_id)
    await house.collect(made)
    await house.change("UPDATE notify.notification SET read_at = now(), read_by = 'somebody'")
    await answer(house, made, "recalled")

    await house.collect(access(case_id, version=8))

    assert await inbox(house) == [("sangyo", "offer_made", "somebody")]


async def test_an_old_word_that_takes_the_case_does_not_silence_an_offer_made_anew(house: House) -> None:
    case_id = await case(house)
    await offer(house, case_id, state="returned", version=4)
    await house.collect(await offer(house, case_id, version=8))

    await house.collect(access(case_id, version=6))

    assert await inbox(house) == [("sangyo", "offer_made", None)]


async def test_of_two_words_about_access_in_one_batch_the_newer_counts(house: House) -> None:
    case_id = uuid4()

    await house.collect(access(case_id, "norin", version=9), access(case_id, "sangyo", version=5))

    assert await house.rows("SELECT offered, version FROM notify.case_access") == [{"offered": ["norin"], "version": 9}]


@pytest.mark.parametrize("count", [1, 3])
async def test_a_batch_costs_as_many_statements_as_one_fact(house: House, count: int) -> None:
    cases = [await case(house, stage="received") for _ in range(count)]
    opened = CaseOpened(proposal_id=uuid4(), receipt=RECEIPT, direction=Direction.TO_DEPARTMENTS)
    batches = (
        [told(opened, about=case_id) for case_id in cases],
        [await offer(house, case_id) for case_id in cases],
        [access(case_id, "sangyo", version=5) for case_id in cases],
    )
    costs = []

    for facts in batches:
        with noting_statements(house.transactions.engine) as asked:
            await house.hear_many(*facts)
        costs.append(len(asked))

    # Telling is two statements: the inboxes, and who is told by mail. Before it: the cases, still waiting; in turn,
    # access known, still asked, who plays which role. And: in turn, access kept, what is unread, and of whom.
    assert costs == [4, 6, 6]


@pytest.mark.parametrize("count", [1, 3])
async def test_a_batch_of_proposals_is_acknowledged_with_two_statements(house: House, count: int) -> None:
    received = [
        house.received(await house.proposal(receipt=f"R8-000{number}"), receipt=f"R8-000{number}")
        for number in range(count)
    ]

    with noting_statements(house.transactions.engine) as asked:
        await house.hear_many(*received, reader=house.proposer_mail)

    assert len(asked) == 2
    assert len(await house.rows("SELECT 1 FROM notify.mail_send")) == count


async def test_a_proposal_without_a_contact_fails_alone(house: House) -> None:
    lonely = house.received(uuid4(), receipt="R8-0009")
    others = [house.received(await house.proposal(receipt=f"R8-000{n}"), receipt=f"R8-000{n}") for n in range(2)]

    await house.collect(others[0], lonely, others[1], others[0], reader=house.proposer_mail)

    rows = await house.rows("SELECT receipt, state FROM notify.mail_send ORDER BY receipt")
    assert [(row["receipt"], row["state"]) for row in rows] == [("R8-0000", "created"), ("R8-0001", "created")]
    assert await house.rows("SELECT event_id, error_class FROM notify.delivery_issue") == [
        {"event_id": lonely.id, "error_class": "NoContact"}
    ]


async def test_a_notice_that_another_worker_has_not_committed_yet_is_taken_back_all_the_same(house: House) -> None:
    case_id = await case(house)
    made = await offer(house, case_id)

    async with house.transactions.begin() as one:
        await staff_inbox().handle([made], one)
        await answer(house, made, "recalled")
        other = asyncio.create_task(house.hear(access(case_id, version=5)))
        await until(lambda: waits_or_is_over(house, other))
        waited = not other.done()
    await other

    assert (waited, await inbox(house)) == (True, [("sangyo", "offer_made", "notify")])


async def waits_or_is_over(house: House, task: asyncio.Task[None]) -> bool:
    waiting = await house.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    return task.done() or waiting != []
