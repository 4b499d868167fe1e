"""The form by which anybody answers a call."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2 as httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.storage.work import Work
from shared.access.actor import Role
from shared.database.transactions import Transactions
from shared.documents import DocumentKind
from shared.documents.contents import ProposalContent
from shared.japanese.era import day_in_japan, wareki
from tests.intake.domain.test_calls import MEANS
from tests.intake.web.conftest import a_proposal, hidden, sign_in

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
    assert (missing.status_code, confirmed.status_code, sent.status_code) == (422, 200, 303)
    assert "実証に使える設備をご入力ください。" in missing.text
    assert 'action="/propose/send?call=BR8-0001"' in confirmed.text
    call, fields = await received(worker_transactions)
    assert (call, fields["call_1"], fields["call"]) == ("BR8-0001", "販売車3台", "BR8-0001 移動支援")


async def test_before_it_opens_after_it_closes_and_where_there_is_none_the_page_says_so(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    await calls(worker_transactions)
    fields: dict[str, Any] = hidden((await client.get("/propose")).text) | a_proposal(call_1="販売車3台")

    before = await client.get("/propose?call=BR8-0002")
    after = await client.get("/propose?call=BR8-0003")
    too_late = await client.post("/propose/send?call=BR8-0003", data=fields)
    nothing = await client.get("/propose?call=BR8-0009")
    by_program = await client.post(
        "/api/proposals?call=BR8-0003", json=a_proposal(), headers={"Idempotency-Key": "call-1"}
    )

    answers = (before, after, too_late, nothing, by_program)
    assert [one.status_code for one in answers] == [409, 409, 409, 404, 409]
    assert f"{wareki(TODAY + timedelta(days=2))}から始まります" in before.text
    assert "受付は終了しました" in after.text
    assert "この番号の募集は見つかりませんでした" in nothing.text


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
