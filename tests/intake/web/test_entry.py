"""What came over the counter, by telephone, fax or post: the same form, the same numbers, a sheet to hand over."""

import re
from typing import Any

import httpx2 as httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.storage.work import Work
from shared.access.actor import Role
from shared.database.transactions import Transactions
from shared.documents import DocumentKind
from shared.documents.contents import ProposalContent
from tests.intake.web.conftest import a_proposal, hidden, proposals, sign_in

CALLED = {
    "entry.channel": "telephone",
    "entry.received_on-year": "2026",
    "entry.received_on-month": "3",
    "entry.received_on-day": "31",
    "entry.received_by": "受付 花子",
    "title": "朝市の送り迎え",
    "summary": "朝市の日に小さなバスを走らせたいとのお電話でした。",
}


async def write_down(client: httpx.AsyncClient, **changes: str) -> tuple[httpx.Response, httpx.Response]:
    """Fill in, confirm and send; return the page that asked and the one that answered."""
    fields = hidden((await client.get("/entry")).text)
    confirmation = await client.post("/entry", data=fields | CALLED | changes, files=[])
    return confirmation, await client.post("/entry/send", data=hidden(confirmation.text))


async def test_a_call_becomes_a_proposal_of_the_year_it_was_received_in(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]
) -> None:
    await sign_in(client, admin, Role.DESK)
    confirmation, sent = await write_down(client)
    slip = await client.get(sent.headers["location"])

    assert await proposals(worker_transactions) == [("R7-0001", "telephone", "unknown")]
    assert re.findall(r"<dt>(受付の方法|実際の受付日|受けた職員)</dt><dd>([^<]*)<", confirmation.text) == [
        ("受付の方法", "電話"),
        ("実際の受付日", "令和8年3月31日（火）"),
        ("受けた職員", "受付 花子"),
    ]
    assert [part in slip.text for part in ("R7-0001", "令和8年3月31日（火）", "/status/", "朝市の送り迎え")] == [
        True
    ] * 4
    said, told = await kept(worker_transactions)
    assert {one.label: one.value for one in said.fields}["受けた職員"] == "受付 花子"
    assert (told["actor"].startswith("account."), told["answerable"]) == (True, False)
    async with admin.connect() as connection:
        looks = (await connection.execute(text("SELECT action FROM access.content_read"))).scalars()
        assert list(looks) == ["mail_see"]


async def kept(transactions: Transactions[Work]) -> tuple[ProposalContent, dict[str, Any]]:
    async with transactions.begin() as work:
        proposal_id = await work.connection.scalar(text("SELECT proposal_id FROM intake.proposal"))
        (document,) = await work.documents.open_all(proposal_id, DocumentKind.PROPOSAL)
        told = text(
            "SELECT actor, (data->>'answerable')::boolean AS answerable FROM intake.event_log"
            " WHERE type = 'proposal.received.v1'"
        )
        row = (await work.connection.execute(told)).one()
    return ProposalContent.model_validate_json(document.content), {"actor": row.actor, "answerable": row.answerable}


async def test_a_double_click_is_one_proposal_and_an_address_is_written_to(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]
) -> None:
    await sign_in(client, admin, Role.DESK)
    confirmation, first = await write_down(client, contact_email="a@kigyo.example.jp")
    second = await client.post("/entry/send", data=hidden(confirmation.text))

    assert first.headers["location"] == second.headers["location"]
    assert len(await proposals(worker_transactions)) == 1
    assert (await kept(worker_transactions))[1]["answerable"] is True


async def test_what_is_wrong_is_named_and_what_is_missing_may_be(client: httpx.AsyncClient, admin: AsyncEngine) -> None:
    await sign_in(client, admin, Role.DESK)
    fields = hidden((await client.get("/entry")).text)
    wrong = {"entry.channel": "mail", "entry.received_on-year": "2099", "title": "", "contact_email": "なし"}
    page = await client.post("/entry", data=fields | CALLED | wrong, files=[])

    assert page.status_code == 422
    assert re.findall(r'<li><a href="#f-([^"]+)"', page.text) == [
        "entry.channel",
        "entry.received_on",
        "title",
        "contact_email",
    ]


async def test_what_staff_did_not_write_down_has_no_slip_and_its_secret_address_stays_secret(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]
) -> None:
    sent = await client.post("/api/proposals", headers={"Idempotency-Key": "1"}, json=a_proposal())
    async with worker_transactions.begin() as work:
        proposal_id = await work.connection.scalar(text("SELECT proposal_id FROM intake.proposal"))
    await sign_in(client, admin, Role.DESK)

    slip = await client.get(f"/entry/{proposal_id}/slip")

    assert (sent.status_code, slip.status_code) == (202, 404)
    assert "/status/" not in slip.text
    async with admin.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM access.content_read")) == 0


async def test_only_the_desk_writes_down_and_prints(client: httpx.AsyncClient, admin: AsyncEngine) -> None:
    await sign_in(client, admin, Role.DESK)
    _, sent = await write_down(client)
    await sign_in(client, admin, Role.DEPARTMENT, department="suisan")

    answers = [await client.get(path) for path in ("/entry", sent.headers["location"])]

    assert [answer.status_code for answer in answers] == [403, 403]
