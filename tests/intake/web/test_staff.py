"""The desk's pages: the holding box and single messages."""

import re
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import httpx2 as httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import ParsedMail, Unreadable
from services.intake.handlers.mail_door import MailAtTheDoor, accept_mails
from services.intake.mailbox.reading import MailReading
from services.intake.ports import UnreadMail
from services.intake.storage.work import Work
from shared.access.actor import Role
from shared.database.transactions import Transactions
from shared.scheme.model import DeskScheme
from tests.intake.conftest import DESK, LINK_SECRET, NOW
from tests.intake.mails import a_mail
from tests.intake.web.conftest import a_proposal, hidden, proposals, sign_in

Deliver = Callable[[bytes], Awaitable[UUID]]


class ReaderOfPlainMail:
    """Reads in this process and cannot read what says so."""

    async def read(self, mails: Sequence[UnreadMail]) -> list[ParsedMail | Unreadable]:
        return [
            Unreadable() if b"unreadable" in mail.content else parse_mail(mail.content, return_path=mail.return_path)
            for mail in mails
        ]


@pytest.fixture
def read(worker_transactions: Transactions[Work], scheme: DeskScheme) -> Callable[[], Awaitable[int]]:
    """Read what waits."""
    reading = MailReading(
        worker_transactions,
        ReaderOfPlainMail(),
        {scheme.desk_id: scheme},
        lambda: NOW,
        at_once=2,
        link_secret=LINK_SECRET,
    )
    return reading.read_once


@pytest.fixture
def deliver(worker_transactions: Transactions[Work], scheme: DeskScheme, read: Callable[[], Awaitable[int]]) -> Deliver:
    """Deliver a mail and have it read."""

    async def deliver(content: bytes) -> UUID:
        mail = MailAtTheDoor(recipient=DESK, mail_from="a@b.example", rcpt_to=(DESK,), content=content)
        async with worker_transactions.begin() as work:
            (raw_id,) = await accept_mails([(mail, scheme)], work, now=NOW)
        await read()
        return raw_id

    return deliver


def token(page: httpx.Response) -> dict[str, str]:
    return {"csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[0]}


async def reads(admin: AsyncEngine) -> list[tuple[str, bool]]:
    async with admin.connect() as connection:
        rows = await connection.execute(text("SELECT action, break_glass FROM access.content_read ORDER BY id"))
        return [(row.action, row.break_glass) for row in rows]


async def outcome(transactions: Transactions[Work], raw_id: UUID) -> str:
    async with transactions.begin() as work:
        found = text("SELECT outcome FROM intake.raw_message WHERE raw_id = :raw_id")
        return str(await work.connection.scalar(found, {"raw_id": raw_id}))


async def test_a_mail_that_cannot_be_read_waits_in_the_holding_box_with_its_raw_bytes(
    client: httpx.AsyncClient, admin: AsyncEngine, deliver: Deliver
) -> None:
    raw_id = await deliver(b"unreadable \xff\x00")
    await sign_in(client, admin, Role.DESK)

    page = await client.get("/holding")
    held = await client.get(f"/holding/{raw_id}")
    raw = await client.get(f"/mail/{raw_id}/raw")

    assert re.findall(r'href="(/holding/[^"]+)"', page.text) == [f"/holding/{raw_id}"]
    assert "自動では読み取れませんでした" in held.text
    assert raw.content == b"unreadable \xff\x00"
    assert raw.headers["content-disposition"] == (
        f"attachment; filename=\"{raw_id}.eml\"; filename*=UTF-8''{raw_id}.eml"
    )
    # The list shows who writes about what, so it is a look as well.
    assert await reads(admin) == [("holding_see", False), ("holding_see", False), ("mail_see_raw", False)]


async def test_the_holding_box_says_what_our_server_found_out_about_the_sender(
    client: httpx.AsyncClient, admin: AsyncEngine, deliver: Deliver
) -> None:
    raw_id = await deliver(a_mail("【自動送信】提案フォーム"))
    await sign_in(client, admin, Role.DESK)

    held = await client.get(f"/holding/{raw_id}")

    assert "確認していません" in held.text
    assert "受信サーバーの確認結果を使う設定になっていません。" in held.text


async def test_a_held_mail_can_be_made_a_proposal_although_nothing_can_be_read(
    client: httpx.AsyncClient,
    admin: AsyncEngine,
    deliver: Deliver,
    read: Callable[[], Awaitable[int]],
    worker_transactions: Transactions[Work],
) -> None:
    raw_id = await deliver(b"unreadable")
    await sign_in(client, admin, Role.DESK)
    fields = token(await client.get(f"/holding/{raw_id}"))

    first = await client.post(f"/holding/{raw_id}/proposal", data=fields)
    second = await client.post(f"/holding/{raw_id}/proposal", data=fields)
    await read()

    assert (first.status_code, second.status_code) == (303, 409)
    assert [channel for _, channel, _ in await proposals(worker_transactions)] == ["mail"]
    page = await client.get(f"/mail/{raw_id}")
    assert re.findall(r'desk-files__name"[^>]*>([^<]*)<', page.text) == ["original.eml"]
    async with worker_transactions.begin() as work:
        actors = await work.connection.execute(text("SELECT type, actor FROM intake.event_log ORDER BY seq"))
        (decider,) = (await work.connection.execute(text("SELECT decided_by FROM intake.holding"))).scalars()
    assert [tuple(row) for row in actors] == [
        ("mail.received.v1", "door.mail"),
        ("mail.held.v1", "service.intake"),
        ("proposal.received.v1", f"account.{decider}"),
    ]


async def test_a_held_mail_is_set_aside_only_with_a_reason(
    client: httpx.AsyncClient, admin: AsyncEngine, deliver: Deliver, worker_transactions: Transactions[Work]
) -> None:
    raw_id = await deliver(b"unreadable")
    await sign_in(client, admin, Role.DESK)
    fields = token(await client.get(f"/holding/{raw_id}"))

    without = await client.post(f"/holding/{raw_id}/not-for-us", data=fields | {"reason": " "})
    before = await outcome(worker_transactions, raw_id)
    after = await client.post(f"/holding/{raw_id}/not-for-us", data=fields | {"reason": "他県宛ての誤送信"})

    assert (without.status_code, before) == (422, "held")
    assert (after.status_code, await outcome(worker_transactions, raw_id)) == (303, "not_for_us")


async def test_a_reason_that_is_too_long_is_refused_with_the_limit(
    client: httpx.AsyncClient, admin: AsyncEngine, deliver: Deliver, worker_transactions: Transactions[Work]
) -> None:
    raw_id = await deliver(b"unreadable")
    await sign_in(client, admin, Role.DESK)
    fields = token(await client.get(f"/holding/{raw_id}"))

    long = await client.post(f"/holding/{raw_id}/not-for-us", data=fields | {"reason": "あ" * 1001})
    still = await outcome(worker_transactions, raw_id)
    whole = await client.post(f"/holding/{raw_id}/not-for-us", data=fields | {"reason": "あ" * 1000})

    assert (long.status_code, still, whole.status_code) == (422, "held", 303)
    assert re.findall(r'href="#[^"]*reason">([^<]*)<', long.text) == [
        "対象外とする理由は、1,000文字以内でご入力ください。"
    ]


async def test_an_administrator_may_look_through_the_glass_but_not_decide(
    client: httpx.AsyncClient, admin: AsyncEngine, deliver: Deliver, worker_transactions: Transactions[Work]
) -> None:
    raw_id = await deliver(b"unreadable")
    await sign_in(client, admin, Role.ADMINISTRATOR)
    fields = token(await client.get(f"/holding/{raw_id}"))

    answer = await client.post(f"/holding/{raw_id}/proposal", data=fields)

    assert (answer.status_code, await outcome(worker_transactions, raw_id)) == (403, "held")
    assert await reads(admin) == [("holding_see", True)]


async def test_a_department_sees_neither_the_box_nor_a_mail(
    client: httpx.AsyncClient, admin: AsyncEngine, deliver: Deliver
) -> None:
    raw_id = await deliver(a_mail())
    await sign_in(client, admin, Role.DEPARTMENT, department="suisan")

    answers = [await client.get(path) for path in ("/holding", f"/mail/{raw_id}", f"/mail/{raw_id}/raw")]

    assert [answer.status_code for answer in answers] == [403, 404, 404]
    assert await reads(admin) == []


async def test_a_stranger_is_sent_to_sign_in(client: httpx.AsyncClient) -> None:
    answer = await client.get("/holding")

    assert (answer.status_code, answer.headers["location"]) == (303, "/signin?next=/holding")


async def test_the_desk_sees_a_mail_as_it_was_read_and_nothing_of_it_as_markup(
    client: httpx.AsyncClient, admin: AsyncEngine, deliver: Deliver
) -> None:
    raw_id = await deliver(a_mail(subject="<b>提案</b>", files=(("<i>a</i>.txt", b"x"),)))
    await sign_in(client, admin, Role.DESK)

    page = await client.get(f"/mail/{raw_id}")

    assert re.findall(r"<h1>(.*)</h1>", page.text) == ["&lt;b&gt;提案&lt;/b&gt;"]
    assert "<i>a" not in page.text
    assert await reads(admin) == [("mail_see", False)]


async def test_the_html_of_a_mail_is_shown_on_request_and_stays_what_a_stranger_wrote(
    client: httpx.AsyncClient, admin: AsyncEngine, deliver: Deliver
) -> None:
    html = "<p>ご提案<script>alert(1)</script><img src=x></p>"
    raw_id = await deliver(a_mail(text=html).replace(b"text/plain", b"text/html"))
    await sign_in(client, admin, Role.DESK)

    page = await client.get(f"/mail/{raw_id}")
    shown = await client.get(f"/mail/{raw_id}/html")

    assert re.findall(rf'href="(/mail/{raw_id}/html)"', page.text) == [f"/mail/{raw_id}/html"]
    assert re.findall(r"(?s)<hr>\n(.*)\n</main>", shown.text) == ["<p>ご提案</p>\n"]
    assert shown.headers["content-security-policy"].startswith("sandbox; default-src 'none'; style-src 'none'")
    assert await reads(admin) == [("mail_see", False), ("mail_see", False)]


async def test_a_department_proposes_to_companies_through_the_same_form(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]
) -> None:
    await sign_in(client, admin, Role.DEPARTMENT, department="suisan")
    fields = hidden((await client.get("/propose/department")).text)
    confirmation = await client.post("/propose/department", data=fields | a_proposal(), files=[])
    await client.post("/propose/department/send", data=hidden(confirmation.text))

    assert [(channel, kind) for _, channel, kind in await proposals(worker_transactions)] == [
        ("department", "department")
    ]
    async with worker_transactions.begin() as work:
        told = await work.connection.scalar(
            text("SELECT data->>'department' FROM intake.event_log WHERE type = 'proposal.received.v1'")
        )
        assert told == "suisan"
