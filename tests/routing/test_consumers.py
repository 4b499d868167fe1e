"""What routing hears, in batches as the broker delivers it."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from services.routing.consumers import readers
from services.routing.domain.history import GENESIS, Entry, chain
from services.routing.storage.tables import given, messaging
from services.routing.storage.work import RoutingWork, work_on
from shared.database.transactions import Transactions
from shared.documents import DocumentKind, Documents, KeeperKind
from shared.events import AttachmentInspected, Fact, ProposalReceived, Recorded
from shared.messaging.collector import Collector
from shared.messaging.reader import Reader
from tests.collecting import collect as collect_by
from tests.routing.conftest import DESK, TITLE, House
from tests.statements import noting_statements


async def collect(house: House, reader: Reader[RoutingWork], *facts: Recorded[Fact]) -> None:
    """Let the reader's collector take the facts as one batch."""
    both = Transactions(
        house.worker.engine, lambda connection: (connection, work_on(connection, house.keyring, house.schemes))
    )
    await collect_by(Collector(reader, messaging, both), *facts)


async def received(house: House, count: int) -> list[Recorded[ProposalReceived]]:
    return [await house.proposal(title=f"{TITLE}{number}", receipt=f"R8-000{number}") for number in range(count)]


async def destroy(house: House, proposal_id: UUID) -> None:
    async with house.admin.begin() as connection:
        await connection.execute(
            text("UPDATE intake.keeper SET wrapped_key = NULL, destroyed_at = now() WHERE keeper_id = :id"),
            {"id": proposal_id},
        )


async def issues(house: House) -> list[dict[str, Any]]:
    return [dict(row) for row in await house.rows("SELECT event_id, state, error_class FROM routing.delivery_issue")]


async def test_a_batch_of_proposals_opens_a_case_for_each_with_its_words_keys_and_facts(house: House) -> None:
    facts = await received(house, 3)

    await collect(house, readers()[0], *facts)

    rows = await house.rows(
        "SELECT c.proposal_id, c.receipt, c.head_hash, w.title, w.proposer, e.causation_id, e.correlation_id,"
        " (SELECT array_agg(kind ORDER BY kind) FROM routing.keeper k WHERE k.keeper_id = c.case_id) AS keys"
        " FROM routing.desk_case c JOIN routing.case_words w USING (case_id)"
        " JOIN routing.event_log e ON e.aggregate_id = c.case_id JOIN routing.outbox o USING (event_id)"
        " ORDER BY c.receipt"
    )
    assert [
        (row["proposal_id"], row["receipt"], row["title"], row["proposer"], row["causation_id"], row["correlation_id"])
        for row in rows
    ] == [
        (fact.aggregate_id, fact.fact.receipt, f"{TITLE}{number}", "株式会社みお", fact.id, fact.correlation_id)
        for number, fact in enumerate(facts)
    ]
    assert [row["keys"] for row in rows] == [["case_decided", "case_given"]] * 3
    history = {
        row["case_id"]: chain(GENESIS, Entry(**{name: row[name] for name in Entry.__slots__}))
        for row in await house.rows("SELECT * FROM routing.case_history")
    }
    assert sorted(history.values()) == sorted(row["head_hash"] for row in rows)


async def test_a_proposal_told_twice_in_one_batch_has_one_case(house: House) -> None:
    first, second = await received(house, 2)

    await collect(house, readers()[0], first, second, first, house.told(first.aggregate_id))

    assert len(await house.rows("SELECT 1 FROM routing.desk_case")) == 2
    assert len(await house.rows("SELECT 1 FROM routing.outbox")) == 2
    assert len(await house.rows("SELECT 1 FROM routing.handled")) == 3
    assert await issues(house) == []


async def test_a_proposal_whose_content_was_destroyed_fails_alone(house: House) -> None:
    facts = await received(house, 3)
    await destroy(house, facts[1].aggregate_id)

    await collect(house, readers()[0], *facts)

    assert [row["receipt"] for row in await house.rows("SELECT receipt FROM routing.desk_case ORDER BY receipt")] == [
        "R8-0000",
        "R8-0002",
    ]
    assert await issues(house) == [{"event_id": facts[1].id, "state": "retrying", "error_class": "KeyDestroyed"}]


async def test_a_receipt_number_that_stands_on_another_case_fails_alone(house: House) -> None:
    first, second, third = await received(house, 3)
    clashing = replace(second, fact=second.fact.model_copy(update={"receipt": first.fact.receipt}))

    await collect(house, readers()[0], first, clashing, third)

    assert len(await house.rows("SELECT 1 FROM routing.desk_case")) == 2
    assert await issues(house) == [{"event_id": second.id, "state": "retrying", "error_class": "IntegrityError"}]


async def test_a_proposal_that_was_never_written_still_has_its_case(house: House) -> None:
    await collect(house, readers()[0], house.told(uuid4()))

    assert await house.rows("SELECT title, proposer FROM routing.case_words") == [{"title": "", "proposer": ""}]


@pytest.mark.parametrize("count", [1, 3])
async def test_a_batch_costs_as_many_statements_as_one_proposal(house: House, count: int) -> None:
    cases, suggestions, *_ = readers()
    facts = await received(house, count)

    with noting_statements(house.worker.engine) as opening:
        async with house.worker.begin() as work:
            await cases.handle(facts, work)
    told = await house.openings()
    with noting_statements(house.worker.engine) as reading:
        async with house.worker.begin() as work:
            await suggestions.handle(told, work)
    with noting_statements(house.worker.engine) as again:
        async with house.worker.begin() as work:
            await suggestions.handle(told, work)

    # The schemes in force, the case, what was given, and the rest: history, facts with their pointers, keys, words.
    assert len(opening) == 4
    # What was given, its terms, and by what it is compared: itself and its marks.
    assert (len(reading), len(again)) == (4, 3)


async def terms(house: House) -> dict[UUID, set[str]]:
    """Return the stored terms of each case."""
    rows = await house.rows("SELECT case_id, desk_id, terms FROM routing.case_terms")
    assert {row["desk_id"] for row in rows} <= {DESK}
    return {row["case_id"]: set(row["terms"]) for row in rows}


async def test_the_cases_of_a_batch_are_read_and_a_second_telling_changes_nothing(house: House) -> None:
    cases, suggestions, *_ = readers()
    await collect(house, cases, *await received(house, 3))
    told = await house.openings()

    await collect(house, suggestions, *told, told[0], replace(told[1], id=uuid4()))

    found = await terms(house)
    assert sorted(found) == sorted(fact.aggregate_id for fact in told)
    assert all({"森林", "木材"} <= one for one in found.values())
    assert await issues(house) == []


async def test_a_case_whose_content_was_destroyed_is_not_read_and_the_others_are(house: House) -> None:
    cases, suggestions, *_ = readers()
    facts = await received(house, 3)
    await collect(house, cases, *facts)
    told = await house.openings()
    await destroy(house, facts[0].aggregate_id)

    await collect(house, suggestions, *told)

    assert len(await terms(house)) == 2
    assert [issue["error_class"] for issue in await issues(house)] == ["KeyDestroyed"]


async def test_a_thick_annex_is_read_as_a_short_text_is(house: House) -> None:
    cases, suggestions, *_ = readers()
    await collect(house, cases, await house.proposal(title="森林と木材" + "を" * 30_000))

    await collect(house, suggestions, *await house.openings())

    (found,) = (await terms(house)).values()
    assert {"森林", "木材", "県産"} <= found


async def test_a_file_that_is_read_later_adds_its_words_also_after_the_case_was_offered(house: House) -> None:
    cases, suggestions, *_ = readers()
    (proposal,) = await received(house, 1)
    await collect(house, cases, proposal)
    await collect(house, suggestions, *await house.openings())
    async with house.admin.begin() as connection:
        await connection.execute(text("UPDATE routing.desk_case SET stage = 'confirming', version = version + 1"))
        await connection.execute(text("UPDATE routing.desk_case SET stage = 'offered', version = version + 1"))
    await write_text(house, proposal.aggregate_id, "渡船場の改修")

    await collect(house, suggestions, inspected(proposal))

    (found,) = (await terms(house)).values()
    assert {"森林", "渡船場"} <= found


async def test_two_workers_read_the_same_cases_in_other_orders_and_both_end(house: House) -> None:
    cases, suggestions, *_ = readers()
    proposals = await received(house, 3)
    await collect(house, cases, *proposals)
    told = await house.openings()
    files = [inspected(proposal) for proposal in proposals]

    await asyncio.gather(
        collect(house, suggestions, *told),
        collect(house, suggestions, *files),
        collect(house, suggestions, *reversed([replace(one, id=uuid4()) for one in files])),
        collect(house, suggestions, *reversed([replace(one, id=uuid4()) for one in told])),
    )

    assert len(await terms(house)) == 3
    assert await issues(house) == []


async def write_text(house: House, proposal_id: UUID, said: str) -> None:
    """Let intake write the text of a file of a proposal."""
    async with house.intake.begin() as connection:
        await Documents(connection, given, house.keyring).write(
            DocumentKind.EXTRACTED_TEXT,
            said.encode(),
            keeper_id=proposal_id,
            keeper_kind=KeeperKind.PROPOSAL,
            desk_id=DESK,
        )


def inspected(proposal: Recorded[ProposalReceived]) -> Recorded[Fact]:
    """Return the fact that a file of the proposal was read."""
    fact = AttachmentInspected(
        proposal_id=proposal.aggregate_id,
        receipt=proposal.fact.receipt,
        has_text=True,
        locked=False,
        answerable=True,
    )
    said = {name: getattr(proposal, name) for name in Recorded.__slots__}
    return Recorded(**said | {"id": uuid4(), "aggregate_id": uuid4(), "fact": fact})
