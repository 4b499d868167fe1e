"""What was sorted out is listed, can be opened, and a person can still make a proposal of it."""

from collections.abc import Awaitable, Callable

import httpx2 as httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.storage.work import Work
from shared.access.actor import Role
from shared.database.transactions import Transactions
from tests.intake.mails import a_mail
from tests.intake.web.conftest import sign_in
from tests.intake.web.test_staff import Deliver, deliver, outcome, read, token

__all__ = ["deliver", "read"]
SPAM = b"X-Spam-Flag: YES\n" + a_mail()
MACHINE = b"Auto-Submitted: auto-replied\n" + a_mail()


@pytest.mark.parametrize(
    ("content", "show", "because"),
    [(SPAM, "spam", "受信サーバーが迷惑メールと判定（x-spam-flag）"), (MACHINE, "machine", "自動返信")],
)
async def test_the_desk_sees_why_a_mail_was_sorted_out_and_what_it_says(
    client: httpx.AsyncClient, admin: AsyncEngine, deliver: Deliver, content: bytes, show: str, because: str
) -> None:
    raw_id = await deliver(content)
    await sign_in(client, admin, Role.DESK)

    page = await client.get(f"/mail?show={show}")
    opened = await client.get(f"/mail/{raw_id}")

    assert because in page.text
    assert f"/mail/{raw_id}" in page.text
    assert ("移動販売車による見守りのご提案" in page.text, "集落" in page.text) == (True, False)
    assert "移動販売車による見守りのご提案" in opened.text


@pytest.mark.parametrize("content", [SPAM, MACHINE])
async def test_a_person_makes_a_proposal_of_it_and_it_is_never_answered_when_a_machine_sent_it(
    client: httpx.AsyncClient,
    admin: AsyncEngine,
    deliver: Deliver,
    read: Callable[[], Awaitable[int]],
    worker_transactions: Transactions[Work],
    content: bytes,
) -> None:
    raw_id = await deliver(content)
    await sign_in(client, admin, Role.DESK)
    opened = await client.get(f"/mail/{raw_id}")
    held = await client.get(f"/holding/{raw_id}")

    made = await client.post(f"/holding/{raw_id}/proposal", data=token(held))
    await read()

    assert f'href="/holding/{raw_id}"' in opened.text
    assert made.status_code == 303
    assert await outcome(worker_transactions, raw_id) == "case"
    async with admin.connect() as connection:
        answerable = await connection.scalar(text("SELECT answerable FROM intake.proposal"))
    assert answerable is False


async def test_a_department_sees_none_of_it(client: httpx.AsyncClient, admin: AsyncEngine, deliver: Deliver) -> None:
    raw_id = await deliver(SPAM)
    await sign_in(client, admin, Role.DEPARTMENT, department="suisan")

    answers = [await client.get("/mail"), await client.get(f"/mail/{raw_id}")]

    assert [answer.status_code for answer in answers] == [403, 404]
