"""The form by which anybody answers a call."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

import httpx2 as httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.storage.work import Work
from shared.access.actor import Role
from shared.database.transactions import Transactions
from shared.documents import DocumentKind
from shared.documents.contents import ProposalContent
from shared.events import Classification, Fact, Recorded
from shared.events.call import ApplicationLinked, ApplicationUnlinked, CallResultsReleased
from shared.events.public import CallWithdrawn
from shared.japanese.era import day_in_japan, wareki
from tests.intake.domain.test_calls import MEANS
from tests.intake.web.conftest import a_proposal, hidden, sign_in

F = TypeVar("F", bound=Fact)
TODAY = day_in_japan(datetime.now(UTC))
_KEEP = text(
    "INSERT INTO intake.public_call VALUES ('miono', :number, 4, :opens, :closes, false, '移動支援',"
    " '提案を求めます。', CAST(:fields AS jsonb), false)"
)


async def calls(transactions: Transactions[Work]) -> None:
    """Keep one call that is open, one that is not yet, one whose day has passed."""
    day = timedelta(days=1)
    # Midnight may come while the tests run.
    days = {
        "FR8-0001": (TODAY, TODAY + day),
        "BR8-0001": (TODAY, TODAY + day),
        "BR8-0002": (TODAY + 2 * day, TODAY + 2 * day),
        "BR8-0003": (TODAY - day, TODAY - day),
    }
    fields = json.dumps([MEANS.model_dump(mode="json")])
    async with transactions.begin() as work:
        for number, (opens, closes) in days.items():
            said = {"number": number, "opens": opens, "closes": closes, "fields": fields}
            await work.connection.execute(_KEEP, said)


async def received(transactions: Transactions[Work]) -> tuple[str | None, dict[str, str]]:
    """Return the call the one proposal answers, and what its fields say."""
    async with transactions.begin() as work:
        told = (
            await work.connection.execute(
                text("SELECT aggregate_id, data ->> 'call' AS call FROM intake.event_log WHERE type LIKE 'proposal.r%'")
            )
        ).one()
        (document,) = await work.documents.open_all(told.aggregate_id, DocumentKind.PROPOSAL)
    content = ProposalContent.model_validate_json(document.content)
    return told.call, {one.key: one.value for one in content.fields}


async def test_an_application_answers_the_questions_of_its_call_and_names_it(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    await calls(worker_transactions)
    page = await client.get("/propose?call=BR8-0001")

    missing = await client.post("/propose?call=BR8-0001", data=hidden(page.text) | a_proposal())
    filled = a_proposal(call_1="販売車3台")
    confirmed = await client.post("/propose?call=BR8-0001", data=hidden(page.text) | filled)
    sent = await client.post("/propose/send?call=BR8-0001", data=hidden(confirmed.text))

    assert "移動支援" in page.text
    # What the call says already is not asked; nobody is told that any theme will do.
    assert ("テーマは問いません" in page.text, 'name="proposal_type"' in page.text) == (False, False)
    assert (missing.status_code, confirmed.status_code, sent.status_code) == (422, 200, 303)
    assert "実証に使える設備をご入力ください。" in missing.text
    assert 'action="/propose/send?call=BR8-0001"' in confirmed.text
    call, fields = await received(worker_transactions)
    assert (call, fields["call_1"], fields["call"]) == ("BR8-0001", "販売車3台", "BR8-0001 移動支援")
    assert (fields["proposal_type"][:4], fields["theme_number"]) == ("テーマ型", "BR8-0001")


async def test_before_it_opens_after_it_closes_and_where_there_is_none_the_page_says_so(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    await calls(worker_transactions)
    fields: dict[str, Any] = hidden((await client.get("/propose")).text) | a_proposal(call_1="販売車3台")

    before = await client.get("/propose?call=BR8-0002")
    after = await client.get("/propose?call=BR8-0003")
    too_late = await client.post("/propose/send?call=BR8-0003", data=fields)
    nothing = await client.get("/propose?call=BR8-0009")
    async with worker_transactions.begin() as work:
        await work.connection.execute(text("UPDATE intake.public_call SET gone = true WHERE number = 'BR8-0001'"))
    gone = await client.get("/propose?call=BR8-0001")
    by_program = await client.post(
        "/api/proposals?call=BR8-0003", json=a_proposal(), headers={"Idempotency-Key": "call-1"}
    )

    answers = (before, after, too_late, nothing, by_program, gone)
    assert [one.status_code for one in answers] == [409, 409, 409, 404, 409, 404]
    assert re.search("BR8-0001の募集は、令和[^。]+日に公表を取り下げました。", gone.text)
    assert f"{wareki(TODAY + timedelta(days=2))}から始まります" in before.text
    assert "受付は終了しました" in after.text
    assert "この番号の募集は見つかりませんでした" in nothing.text


async def test_what_was_sent_before_its_call_closed_is_answered_as_then_and_nothing_else_is_taken(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    await calls(worker_transactions)
    page = await client.get("/propose?call=BR8-0001")
    confirmed = await client.post("/propose?call=BR8-0001", data=hidden(page.text) | a_proposal(call_1="販売車3台"))
    said = hidden(confirmed.text)
    first = await client.post("/propose/send?call=BR8-0001", data=said)
    async with worker_transactions.begin() as work:
        await work.connection.execute(text("UPDATE intake.public_call SET closed = true WHERE number = 'BR8-0001'"))

    again = await client.post("/propose/send?call=BR8-0001", data=said)
    new = await client.post("/propose/send?call=BR8-0001", data=said | {"key": str(uuid4())})
    wrong = await client.post("/propose/send?call=BR8-0001", data=said | {"key": str(uuid4()), "title": ""})

    assert [one.status_code for one in (first, again, new, wrong)] == [303, 303, 409, 409]
    assert (again.headers["location"], again.headers["set-cookie"]) == (
        first.headers["location"],
        first.headers["set-cookie"],
    )
    assert (await received(worker_transactions))[0] == "BR8-0001"


async def test_a_program_and_a_department_answer_a_call_alike(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work], admin: AsyncEngine
) -> None:
    await calls(worker_transactions)

    sent = await client.post(
        "/api/proposals?call=BR8-0001",
        json=a_proposal(call_1="販売車3台"),
        headers={"Idempotency-Key": "call-2"},
    )
    await sign_in(client, admin, Role.DEPARTMENT, department="kanko")
    page = await client.get("/propose/department?call=BR8-0001")

    assert (sent.status_code, page.status_code) == (202, 200)
    call, fields = await received(worker_transactions)
    assert (call, fields["call_1"]) == ("BR8-0001", "販売車3台")
    assert "実証に使える設備" in page.text


async def test_an_idea_for_a_forum_is_a_proposal_that_names_the_forum(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    await calls(worker_transactions)
    page = await client.get("/propose?forum=FR8-0001")

    confirmed = await client.post("/propose?forum=FR8-0001", data=hidden(page.text) | a_proposal(call_1="2名"))
    sent = await client.post("/propose/send?forum=FR8-0001", data=hidden(confirmed.text))
    as_a_call = await client.get("/propose?call=FR8-0001")
    nothing = await client.get("/propose?forum=BR8-0001")

    assert [one.status_code for one in (page, confirmed, sent)] == [200, 200, 303]
    assert "参加する意見交換会" in page.text
    assert [one.status_code for one in (as_a_call, nothing)] == [404, 404]
    assert "この番号の意見交換会は見つかりませんでした" in nothing.text
    async with worker_transactions.begin() as work:
        statement = text("SELECT data ->> 'forum', data ->> 'call' FROM intake.event_log WHERE type LIKE 'proposal.r%'")
        told = (await work.connection.execute(statement)).one()
    assert tuple(told) == ("FR8-0001", None)


async def test_an_applicant_reads_what_they_wait_for_until_the_result_is_told(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    await calls(worker_transactions)
    asked = a_proposal(call_1="販売車3台")
    sent = await client.post("/api/proposals?call=BR8-0001", json=asked, headers={"Idempotency-Key": "call-9"})
    await client.get(str(sent.json()["status_url"]).removeprefix("http://127.0.0.1:8080"))
    linked = ApplicationLinked(number="BR8-0001", receipt=sent.json()["receipt"], case_id=uuid4())
    released = CallResultsReleased(officer=uuid4(), told=(linked.receipt,))

    call, pages = uuid4(), []
    # Told in another order than it happened: what is known already is not undone.
    for fact, version in ((linked, 5), (released, 9), (linked, 5)):
        await hear(worker_transactions, fact, version, call)
        pages.append((await client.get("/status")).text)

    assert ["「移動支援」への応募として受け付けました" in page for page in pages] == [True, False, False]
    assert "これからデスクが内容を確認します" in pages[1]


async def test_what_is_told_of_one_call_says_nothing_of_another_the_same_proposal_answers(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    await calls(worker_transactions)
    asked = a_proposal(call_1="販売車3台")
    sent = await client.post("/api/proposals?call=BR8-0001", json=asked, headers={"Idempotency-Key": "call-7"})
    await client.get(str(sent.json()["status_url"]).removeprefix("http://127.0.0.1:8080"))
    receipt, first, second = sent.json()["receipt"], uuid4(), uuid4()
    taken_off = ApplicationUnlinked(receipt=receipt, reason_id=uuid4())
    linked = ApplicationLinked(number="BR8-0002", receipt=receipt, case_id=uuid4(), by_hand=True)

    pages = []
    for fact, version, call in ((taken_off, 30, first), (linked, 5, second), (taken_off, 6, second)):
        await hear(worker_transactions, fact, version, call)
        pages.append((await client.get("/status")).text)

    assert [">BR8-0002</span>「移動支援」への応募" in page for page in pages] == [False, True, False]


async def test_a_call_is_taken_back_on_the_day_it_is_in_japan(worker_transactions: Transactions[Work]) -> None:
    await calls(worker_transactions)
    at_eight_in_japan = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)

    async with worker_transactions.begin() as work:
        await work.calls.withdraw(told_of(CallWithdrawn(number="BR8-0001"), 9, uuid4(), at=at_eight_in_japan))

    async with worker_transactions.begin() as work:
        assert await work.calls.withdrawn_on("miono", "BR8-0001") == date(2026, 11, 24)


async def test_a_company_that_calls_is_answered_by_municipalities_alone(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    await calls(worker_transactions)
    async with worker_transactions.begin() as work:
        await work.connection.execute(text("UPDATE intake.public_call SET reverse = true"))

    page = await client.get("/propose?call=BR8-0001")
    refused = await client.post(
        "/api/proposals?call=BR8-0001", json=a_proposal(call_1="3台"), headers={"Idempotency-Key": "call-8"}
    )

    assert ("市町村と県の所属が応募するための様式" in page.text, 'name="proposer_kind"' in page.text) == (True, False)
    assert (refused.status_code, [one["pointer"] for one in refused.json()["errors"]]) == (422, ["#/proposer_kind"])


def told_of(fact: F, version: int, call: UUID, *, at: datetime) -> Recorded[F]:
    """Return one fact of the call as it is told."""
    return Recorded(
        id=uuid4(),
        fact=fact,
        source="routing",
        desk_id="miono",
        aggregate_id=call,
        aggregate_version=version,
        actor="service.routing",
        rule_version="miono/1",
        occurred_at=at,
        classification=Classification.LIMITED,
        correlation_id=uuid4(),
    )


async def hear(transactions: Transactions[Work], fact: Fact, version: int, call: UUID) -> None:
    """Let the reader of calls hear one fact of the call."""
    told = told_of(fact, version, call, at=datetime.now(UTC))
    async with transactions.begin() as work:
        if isinstance(fact, ApplicationLinked):
            await work.applications.waiting(told, [fact.receipt], number=fact.number or "")
        elif isinstance(fact, CallResultsReleased):
            await work.applications.settled(told, fact.told)
        elif isinstance(fact, ApplicationUnlinked):
            await work.applications.settled(told, [fact.receipt])
