"""What the proposer does on the page of the proposal, and what the office told stands there."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2 as httpx
import pytest
from sqlalchemy import MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.consumers import show_progress
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from shared.documents import DocumentKind, Documents, KeeperKind, Keyring, NewKeeper
from shared.documents.tables import document_tables
from shared.events import (
    CaseDeclined,
    CaseExtended,
    CaseReopened,
    CaseWithdrawn,
    Classification,
    CompletionAsked,
    CompletionReceived,
    ConditionsAsked,
    CoordinationStarted,
    Fact,
    OfferAccepted,
    OwedBy,
    Recorded,
    TodoFinished,
    TodoSentBack,
    TodoSet,
    Verdict,
    VerdictGiven,
)
from shared.ids import new_id
from shared.settings import ServiceSettings
from tests.conftest import MASTER_KEY
from tests.intake.conftest import NOW
from tests.intake.web.test_status import accepted
from tests.kept_engines import kept_engine

RECEIPT = "R8-0001"
DESK = "miono"
OFFER = UUID(int=7)
HOUR = timedelta(hours=1)
LATER = NOW + timedelta(days=60)


async def entered(client: httpx.AsyncClient) -> None:
    """Send a proposal and open its page."""
    await client.get(await accepted(client), follow_redirects=True)


async def told(admin: AsyncEngine, words: str, *, case_id: UUID) -> UUID:
    """Let routing hold a case of the proposal, and words of the office to its proposer."""
    async with admin.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO routing.desk_case (case_id, desk_id, proposal_id, receipt, direction, proposer_kind,"
                " channel, stage, confirmed, classification, correlation_id, scheme_version, next_day, version,"
                " head_hash)"
                " SELECT :case, desk_id, proposal_id, receipt, 'to_departments', 'company', 'form', 'received', false,"
                " 'limited', proposal_id, 1, '2026-12-01', 1, '' FROM intake.proposal ON CONFLICT DO NOTHING"
            ),
            {"case": case_id},
        )
    engine = kept_engine(ServiceSettings("routing").worker_url, name="test-routing")
    async with engine.begin() as connection:
        documents = Documents(connection, document_tables(MetaData(schema="routing")), Keyring(MASTER_KEY))
        await documents.create_keepers([NewKeeper(keeper_id=case_id, kind=KeeperKind.CASE_DECIDED, desk_id=DESK)])
        return await documents.write(
            DocumentKind.NOTE_TO_PROPOSER,
            words.encode(),
            keeper_id=case_id,
            keeper_kind=KeeperKind.CASE_DECIDED,
            desk_id=DESK,
        )


async def heard(transactions: Transactions[Work], *facts: Fact, at: datetime = NOW) -> None:
    """Let the reader of progress hear what routing tells, each a minute after the one before."""
    steps = [
        Recorded(
            id=new_id(),
            fact=fact,
            source="routing",
            desk_id=DESK,
            aggregate_id=uuid4(),
            aggregate_version=version,
            actor="test",
            rule_version="miono.1",
            occurred_at=at + timedelta(minutes=version - 1),
            classification=Classification.LIMITED,
            correlation_id=uuid4(),
        )
        for version, fact in enumerate(facts, start=1)
    ]
    async with transactions.begin() as work:
        await show_progress(steps, work)


async def send(client: httpx.AsyncClient, path: str, page: str, **fields: Any) -> httpx.Response:
    """Send the form of the page with that address, filled in."""
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'action="{path}"' in one)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
    files = fields.pop("files", None)
    return await client.post(path, data=hidden | fields, files=files)


async def facts_of(admin: AsyncEngine) -> list[tuple[str, int]]:
    """Return what was told of the proposal after it was received."""
    async with admin.connect() as connection:
        rows = await connection.execute(
            text("SELECT type, aggregate_version FROM intake.event_log WHERE type LIKE 'proposal.%' ORDER BY seq")
        )
        return [(row.type, row.aggregate_version) for row in rows][1:]


async def test_a_completion_is_asked_answered_once_and_stands_in_the_thread(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]
) -> None:
    await entered(client)
    note = await told(admin, "費用の分担をお聞かせください。", case_id=uuid4())
    await heard(worker_transactions, CompletionAsked(receipt=RECEIPT, note_id=note, due=date(2026, 12, 4)))

    page = (await client.get("/status")).text
    again = (await client.get("/status")).text
    empty = await send(client, "/status/reply", again)
    files = [("files", ("体制.pdf", b"%PDF-1.7", "application/pdf"))]
    sent = [await send(client, "/status/reply", page, words="BAIT-折半します。", files=files) for _ in range(2)]

    assert "費用の分担をお聞かせください。" in page
    assert "補正を送る" in page
    assert (empty.status_code, [one.status_code for one in sent]) == (422, [303, 303])
    assert await facts_of(admin) == [("proposal.note_opened.v1", 2), ("proposal.reply_received.v1", 3)]
    async with admin.connect() as connection:
        rows = await connection.execute(
            text(
                "SELECT r.confirmed, r.attached, m.channel, m.outcome FROM intake.reply r JOIN intake.raw_message m"
                " USING (raw_id)"
            )
        )
        kinds = await connection.execute(
            text("SELECT d.kind FROM intake.document d JOIN intake.reply r ON d.keeper_id = r.reply_id ORDER BY 1")
        )
        assert [tuple(row) for row in rows] == [(True, "page", "page", "reply")]
        assert list(kinds.scalars()) == ["attachment", "reply"]
    await heard(worker_transactions, CompletionReceived(receipt=RECEIPT, reply_id=uuid4()))
    assert "内容の確認中" in (await client.get("/status")).text


async def test_what_was_completed_is_acknowledged_at_once_and_no_day_is_waited_for_any_more(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]
) -> None:
    await entered(client)
    note = await told(admin, "費用の分担をお聞かせください。", case_id=uuid4())
    await heard(worker_transactions, CompletionAsked(receipt=RECEIPT, note_id=note, due=date(2026, 12, 4)))
    asked = (await client.get("/status")).text
    await send(client, "/status/reply", asked, words="折半します。")

    sent = (await client.get("/status")).text
    await heard(worker_transactions, CompletionReceived(receipt=RECEIPT, reply_id=uuid4()))
    heard_of = (await client.get("/status")).text

    pages = (asked, sent, heard_of)
    assert ["補正の期限" in page for page in pages] == [True, False, False]
    assert ["延長後の期限" in page for page in pages] == [False, False, False]
    assert ["補正を受け取りました（" in page for page in pages] == [False, True, True]
    assert ["補正を送る" in page for page in pages] == [True, False, False]
    assert ["まもなく、デスクが内容の確認を再開します" in page for page in pages] == [False, True, False]
    assert ["（このページから）" in page for page in pages] == [False, True, True]


async def test_what_was_asked_and_completed_in_one_batch_waits_for_nothing(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]
) -> None:
    await entered(client)
    first = await told(admin, "体制をお聞かせください。", case_id=(case := uuid4()))
    second = await told(admin, "費用の分担をお聞かせください。", case_id=case)

    await heard(
        worker_transactions,
        CompletionAsked(receipt=RECEIPT, note_id=first, due=date(2026, 12, 4)),
        CompletionReceived(receipt=RECEIPT),
        CompletionAsked(receipt=RECEIPT, note_id=second, due=date(2026, 12, 11)),
    )
    page = (await client.get("/status")).text

    assert page.count("補正を受け取りました（") == 1
    assert re.findall(r'補正の期限：.*?datetime="([^"]+)"', page) == ["2026-12-11"]


async def test_the_day_of_an_extension_counts_down_only_in_the_stage_it_was_given_for(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]
) -> None:
    await entered(client)
    note = await told(admin, "現地の確認に時間を要しています。", case_id=uuid4())
    await heard(worker_transactions, CaseExtended(receipt=RECEIPT, until=date(2026, 12, 4), note_id=note), at=LATER)

    extended = (await client.get("/status")).text
    await heard(
        worker_transactions, CaseWithdrawn(receipt=RECEIPT, by_proposer=True, reason_id=uuid4()), at=LATER + HOUR
    )
    ended = (await client.get("/status")).text

    assert ["延長後の期限" in page for page in (extended, ended)] == [True, True]
    assert ["desk-due" in page for page in (extended, ended)] == [True, False]


async def test_what_the_proposer_is_asked_to_prepare_shows_the_day_it_was_asked_for(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]
) -> None:
    await entered(client)
    words = await told(admin, "図面をご準備ください。", case_id=uuid4())
    due = date(2026, 12, 4)
    todo = TodoSet(receipt=RECEIPT, todo_id=uuid4(), words_id=words, due=due, owed_by=OwedBy.COUNTERPART)
    await heard(worker_transactions, todo, at=LATER)

    page = (await client.get("/status")).text

    assert re.findall(r'お願いした期日：.*?datetime="([^"]+)"', page) == ["2026-12-04"]


async def test_what_is_asked_for_is_reported_once_sent_back_reported_again_and_confirmed(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]
) -> None:
    await entered(client)
    case_id, todo_id = uuid4(), uuid4()
    words = await told(admin, "図面をご準備ください。", case_id=case_id)
    missing = await told(admin, "縮尺をお書き添えください。", case_id=case_id)
    asked = TodoSet(receipt=RECEIPT, todo_id=todo_id, words_id=words, owed_by=OwedBy.COUNTERPART)
    await heard(worker_transactions, CoordinationStarted(receipt=RECEIPT), asked, at=LATER)
    path = f"/status/todos/{todo_id}"

    page = (await client.get("/status")).text
    files = [("files", ("図面.pdf", b"%PDF-1.7", "application/pdf"))]
    sent = [await send(client, path, page, words="BAIT-できました。", files=files) for _ in range(2)]
    reported = (await client.get("/status")).text
    late = await send(client, path, page, key=str(uuid4()))
    back = TodoSentBack(receipt=RECEIPT, todo_id=todo_id, words_id=missing, due=date(2027, 2, 1))
    await heard(worker_transactions, back, at=LATER + HOUR)
    again = (await client.get("/status")).text
    await send(client, path, again)
    await heard(worker_transactions, TodoFinished(receipt=RECEIPT, todo_id=todo_id), at=LATER + 2 * HOUR)
    done = (await client.get("/status")).text

    assert [one.status_code for one in (*sent, late)] == [303, 303, 409]
    assert [f'action="{path}"' in one for one in (page, reported, again, done)] == [True, False, True, False]
    assert ["縮尺をお書き添えください。" in one for one in (reported, again)] == [False, True]
    facts = [kind for kind, _ in await facts_of(admin) if kind != "proposal.note_opened.v1"]
    assert facts == ["proposal.reply_received.v1", *["proposal.todo_answered.v1"] * 2]


async def test_a_proposal_is_taken_back_after_a_second_look(client: httpx.AsyncClient, admin: AsyncEngine) -> None:
    await entered(client)

    asked = (await client.get("/status/withdraw")).text
    before = await facts_of(admin)
    gone = await send(client, "/status/withdraw", asked, words="事情が変わりました。")

    assert (before, gone.headers["location"]) == ([], "/status?done=withdrawn")
    assert await facts_of(admin) == [("proposal.reply_received.v1", 2), ("proposal.withdrawn.v1", 3)]
    assert "取下げの申出を承りました。" in (await client.get("/status?done=withdrawn")).text


def verdict(conditions_id: UUID) -> VerdictGiven:
    """Return what a department judged under conditions."""
    return VerdictGiven(
        offer_id=OFFER,
        receipt=RECEIPT,
        department="suisan",
        verdict=Verdict.CONDITIONAL,
        reason_id=uuid4(),
        conditions_id=conditions_id,
    )


def conditions_asked(conditions_id: UUID, note_id: UUID) -> ConditionsAsked:
    """Return that the desk let these conditions go to the proposer."""
    return ConditionsAsked(
        offer_id=OFFER, receipt=RECEIPT, conditions_id=conditions_id, note_id=note_id, due=date(2026, 12, 4)
    )


@pytest.mark.parametrize("answer", ["agree", "refuse"])
async def test_conditions_are_agreed_to_or_not_once(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work], answer: str
) -> None:
    await entered(client)
    case_id = uuid4()
    conditions = await told(admin, "費用をご負担いただけること。", case_id=case_id)
    note = await told(admin, "水産課から条件がありました。", case_id=case_id)
    judged = verdict(conditions)
    await heard(worker_transactions, OfferAccepted(offer_id=OFFER, receipt=RECEIPT, department="suisan"), judged)
    judged_alone = (await client.get("/status")).text
    await heard(worker_transactions, conditions_asked(conditions, note))

    page = (await client.get("/status")).text
    unchosen = await send(client, "/status/conditions", page, words="BAIT-考えています。")
    first = await send(client, "/status/conditions", page, answer=answer)
    second = await send(client, "/status/conditions", page, answer="agree")

    assert "費用をご負担いただけること。" not in judged_alone
    for words in ("水産課から条件がありました。", "費用をご負担いただけること。", "令和8年12月4日"):
        assert words in page
    assert (unchosen.status_code, first.status_code, second.status_code) == (422, 303, 409)
    assert ('<a href="#f-answer">' in unchosen.text, "BAIT-考えています。" in unchosen.text) == (True, True)
    async with admin.connect() as connection:
        (said,) = await connection.execute(
            text("SELECT data FROM intake.event_log WHERE type = 'proposal.conditions_answered.v1'")
        )
    assert said.data["conditions_id"] == str(conditions)
    assert (said.data["offer_id"], said.data["agreed"]) == (str(OFFER), answer == "agree")
    chosen = "同意します" if answer == "agree" else "同意しません"
    assert f"「{chosen}」とのご回答を承りました。" in (await client.get("/status")).text


async def test_conditions_that_were_judged_anew_wait_for_no_answer_from_the_page_of_before(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]
) -> None:
    await entered(client)
    case_id = uuid4()
    old, anew = [await told(admin, words, case_id=case_id) for words in ("費用の負担", "費用と人の負担")]
    notes = [await told(admin, "ご確認ください。", case_id=case_id) for _ in range(2)]
    began = OfferAccepted(offer_id=OFFER, receipt=RECEIPT, department="suisan")
    await heard(worker_transactions, began, verdict(old), conditions_asked(old, notes[0]))
    page = (await client.get("/status")).text
    await heard(worker_transactions, verdict(anew), conditions_asked(anew, notes[1]))

    late = await send(client, "/status/conditions", page, answer="agree")
    read = await send(client, "/status/conditions", (await client.get("/status")).text, answer="agree")

    assert (late.status_code, read.status_code) == (409, 303)


async def test_an_end_is_told_with_its_words_and_a_reopened_case_goes_on(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]
) -> None:
    await entered(client)
    note = await told(admin, "判断した所属：森林整備課", case_id=uuid4())
    declined = CaseDeclined(receipt=RECEIPT, ground="not-fit", reason_id=uuid4(), note_id=note)

    await heard(worker_transactions, OfferAccepted(offer_id=OFFER, receipt=RECEIPT, department="suisan"), declined)
    ended = (await client.get("/status")).text
    withdraw = await client.get("/status/withdraw")
    await heard(worker_transactions, CaseReopened(receipt=RECEIPT, reason_id=uuid4()))
    reopened = (await client.get("/status")).text

    assert "判断した所属：森林整備課" in ended
    assert "提案を取り下げる" not in ended
    assert withdraw.status_code == 409
    assert re.findall(r'aria-current="step">\s*<span class="desk-stages__name">([^<]+)<', reopened) == ["内容の確認中"]


async def test_nothing_is_done_without_the_secret_or_from_elsewhere(
    client: httpx.AsyncClient, admin: AsyncEngine
) -> None:
    await entered(client)
    page = (await client.get("/status")).text
    client.cookies.delete("desk_status")

    stolen = await send(client, "/status/reply", page, words="BAIT")
    forged = await client.post("/status/withdraw", data={"key": str(uuid4())})

    assert (stolen.status_code, forged.status_code) == (404, 403)
    assert await facts_of(admin) == []
