"""What a person decides in the holding box, with one click where a case is suggested, and about what was sorted."""

import re
from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx2 as httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.storage.work import Work
from shared.access.actor import Role
from shared.database.transactions import Transactions
from tests.intake.mails import a_mail
from tests.intake.web.conftest import proposals, sign_in
from tests.intake.web.test_staff import Deliver, deliver, outcome, read, reads, token

__all__ = ["deliver", "read"]

Read = Callable[[], Awaitable[int]]


async def replies(transactions: Transactions[Work]) -> list[tuple[str, bool, str]]:
    async with transactions.begin() as work:
        rows = await work.connection.execute(
            text("SELECT receipt, confirmed, attached FROM intake.reply JOIN intake.proposal USING (proposal_id)")
        )
        return [tuple(row) for row in rows]


async def test_a_mail_that_names_a_case_is_added_to_it_with_one_click(
    client: httpx.AsyncClient,
    admin: AsyncEngine,
    deliver: Deliver,
    read: Read,
    worker_transactions: Transactions[Work],
) -> None:
    await deliver(a_mail())
    raw_id = await deliver(a_mail("Re: R8-0001", "見積を送ります。\n\n> 前の内容\n", message_id="<2@kigyo.example.jp>"))
    await sign_in(client, admin, Role.DESK)
    page = await client.get(f"/holding/{raw_id}")
    suggested = re.findall(r'<input type="hidden" name="receipt" value="([^"]+)">', page.text)

    answer = await client.post(f"/holding/{raw_id}/attach", data=token(page) | {"receipt": suggested[0]})
    await read()

    assert (suggested, answer.status_code) == (["R8-0001"], 303)
    assert "件名に受付番号があるため" in page.text
    assert re.findall(r"<summary>([^<]+)</summary>", page.text) == ["引用された過去のやり取り（1行）"]
    assert (await outcome(worker_transactions, raw_id), await replies(worker_transactions)) == (
        "reply",
        [("R8-0001", True, "person")],
    )
    seen = await client.get(f"/mail/{raw_id}")
    assert "見積を送ります。" in seen.text
    assert 'href="/cases/R8-0001"' in seen.text


@pytest.mark.parametrize("typed", ["R8-0099", "ドローン", ""])
async def test_a_number_the_desk_never_gave_attaches_nothing(
    client: httpx.AsyncClient,
    admin: AsyncEngine,
    deliver: Deliver,
    worker_transactions: Transactions[Work],
    typed: str,
) -> None:
    await deliver(a_mail())
    raw_id = await deliver(a_mail("Re: R8-0001", message_id="<2@kigyo.example.jp>"))
    await sign_in(client, admin, Role.DESK)
    fields = token(await client.get(f"/holding/{raw_id}"))

    answer = await client.post(f"/holding/{raw_id}/attach", data=fields | {"receipt": typed})

    assert (answer.status_code, await outcome(worker_transactions, raw_id)) == (422, "held")
    assert "この受付番号の案件は見つかりません" in answer.text


async def test_a_mail_nobody_could_read_can_be_added_to_a_case_by_its_number(
    client: httpx.AsyncClient,
    admin: AsyncEngine,
    deliver: Deliver,
    read: Read,
    worker_transactions: Transactions[Work],
) -> None:
    await deliver(a_mail())
    raw_id = await deliver(b"unreadable")
    await sign_in(client, admin, Role.DESK)
    fields = token(await client.get(f"/holding/{raw_id}"))

    await client.post(f"/holding/{raw_id}/attach", data=fields | {"receipt": " ｒ８－０００１ "})
    await read()

    assert await replies(worker_transactions) == [("R8-0001", False, "person")]
    page = await client.get(f"/mail/{raw_id}")
    assert re.findall(r'desk-files__name"[^>]*>([^<]*)<', page.text) == ["original.eml"]


@pytest.mark.parametrize(
    ("sorted_mail", "became"),
    [
        (a_mail(message_id="<2@x.example>", Auto_Submitted="auto-replied"), "machine"),
        (a_mail(), "duplicate"),
    ],
    ids=["machine", "duplicate"],
)
async def test_what_was_sorted_otherwise_can_be_made_a_proposal_and_a_machine_is_still_not_answered(
    client: httpx.AsyncClient,
    admin: AsyncEngine,
    deliver: Deliver,
    read: Read,
    worker_transactions: Transactions[Work],
    sorted_mail: bytes,
    became: str,
) -> None:
    await deliver(a_mail())
    raw_id = await deliver(sorted_mail)
    before = await outcome(worker_transactions, raw_id)
    await sign_in(client, admin, Role.DESK)

    answer = await client.post(f"/holding/{raw_id}/proposal", data=token(await client.get(f"/holding/{raw_id}")))
    await read()

    assert (before, answer.status_code, await outcome(worker_transactions, raw_id)) == (became, 303, "case")
    async with worker_transactions.begin() as work:
        answerable = await work.connection.scalar(
            text("SELECT answerable FROM intake.proposal WHERE raw_id = :id"), {"id": raw_id}
        )
    async with admin.connect() as connection:
        outcomes = await connection.scalars(
            text("SELECT outcome FROM intake.balance_outcome WHERE raw_id = :id"), {"id": raw_id}
        )
    assert (answerable, list(outcomes)) == (became == "duplicate", ["case"])


async def test_what_waits_longest_stands_first(client: httpx.AsyncClient, admin: AsyncEngine, deliver: Deliver) -> None:
    first, second = await deliver(b"unreadable 1"), await deliver(b"unreadable 2")
    async with admin.begin() as connection:
        await connection.execute(
            text("UPDATE intake.holding SET held_at = held_at - interval '3 days' WHERE raw_id = :id"), {"id": second}
        )
    await sign_in(client, admin, Role.DESK)

    page = await client.get("/holding")

    assert [UUID(one) for one in re.findall(r'href="/holding/([^"]+)"', page.text)] == [second, first]
    assert "2件が待っています。" in page.text


async def test_who_may_only_look_is_offered_nothing_to_decide(
    client: httpx.AsyncClient, admin: AsyncEngine, deliver: Deliver, worker_transactions: Transactions[Work]
) -> None:
    await deliver(a_mail())
    raw_id = await deliver(a_mail("Re: R8-0001", message_id="<2@kigyo.example.jp>"))
    await sign_in(client, admin, Role.ADMINISTRATOR)
    page = await client.get(f"/holding/{raw_id}")
    acts = ("attach", "proposal", "not-for-us", "read-again")

    fields = token(page) | {"receipt": "R8-0001", "reason": "x"}
    answers = [await client.post(f"/holding/{raw_id}/{act}", data=fields) for act in acts]

    assert not any(f"/holding/{raw_id}/{act}" in page.text for act in acts)
    assert [answer.status_code for answer in answers] == [403] * 4
    assert await outcome(worker_transactions, raw_id) == "held"
    assert len(await proposals(worker_transactions)) == 1


async def test_a_decision_that_a_later_one_replaces_stays_on_the_page_with_who_and_why(
    client: httpx.AsyncClient,
    admin: AsyncEngine,
    deliver: Deliver,
    read: Read,
    worker_transactions: Transactions[Work],
) -> None:
    raw_id = await deliver(b"unreadable")
    await sign_in(client, admin, Role.DESK)
    fields = token(await client.get(f"/holding/{raw_id}"))
    await client.post(f"/holding/{raw_id}/not-for-us", data=fields | {"reason": "<b>宛先</b>が違います。"})

    await client.post(f"/holding/{raw_id}/proposal", data=fields)
    await read()

    for place in ("holding", "mail"):
        page = (await client.get(f"/{place}/{raw_id}")).text
        rows = page.partition("扱いの記録")[2].partition("</table>")[0]
        assert re.findall(r'data-column="扱い">([^<]+)<', rows) == ["対象外とする", "提案として受け付ける"]
        assert re.findall(r'data-column="決めた人">([^<]+)<', rows) == ["試験 太郎"] * 2
        assert "&lt;b&gt;宛先&lt;/b&gt;が違います。" in rows
    async with worker_transactions.begin() as work:
        with pytest.raises(DBAPIError, match="permission denied"):
            await work.connection.execute(text("UPDATE intake.decision SET decision = 'proposal'"))


async def test_the_box_tells_held_mails_apart_and_writes_down_who_looked(
    client: httpx.AsyncClient, admin: AsyncEngine, deliver: Deliver
) -> None:
    await deliver(a_mail("自動返信: <b>行政チャット</b>の提案" + "長" * 80, "自動返信の提案です。\n"))
    await deliver(a_mail("【自動送信】提案フォーム", message_id="<2@kigyo.example.jp>"))
    await sign_in(client, admin, Role.DESK)

    page = await client.get("/holding")

    cells = re.findall(r'<td data-column="(?:件名|差出人)">([^<]*)</td>', page.text)
    assert [cell[:31] for cell in cells[::2]] == [
        "自動返信: &lt;b&gt;行政チャット&lt;/b&gt;",
        "【自動送信】提案フォーム",
    ]
    assert all(cells[1::2])
    assert await reads(admin) == [("holding_see", False)] * 2


async def test_whoever_may_only_break_the_glass_reads_no_subjects_in_a_list(
    client: httpx.AsyncClient, admin: AsyncEngine, deliver: Deliver
) -> None:
    await deliver(a_mail("【自動送信】提案フォーム"))
    await sign_in(client, admin, Role.ADMINISTRATOR)

    page = await client.get("/holding")

    assert ("1件が待っています。" in page.text, "【自動送信】" in page.text) == (True, False)
    assert ("holding_see", True) not in await reads(admin)


@pytest.mark.parametrize("act", ["attach", "proposal", "read-again"])
async def test_the_page_behind_a_decision_says_what_was_decided(
    client: httpx.AsyncClient, admin: AsyncEngine, deliver: Deliver, act: str
) -> None:
    await deliver(a_mail())
    raw_id = await deliver(a_mail("Re: R8-0001", message_id="<2@kigyo.example.jp>"))
    await sign_in(client, admin, Role.DESK)
    fields = token(await client.get(f"/holding/{raw_id}")) | {"receipt": "R8-0001"}

    answer = await client.post(f"/holding/{raw_id}/{act}", data=fields)
    page = await client.get(answer.headers["location"])

    said = {
        "attach": "案件 R8-0001 に追加することにしました。",
        "proposal": "提案として受け付けることにしました。",
        "read-again": "もう一度読み取ることにしました。",
    }
    assert [words in page.text for words in said.values()] == [one == act for one in said]


async def test_the_box_says_what_was_set_aside_and_believes_no_address(
    client: httpx.AsyncClient, admin: AsyncEngine, deliver: Deliver
) -> None:
    raw_id, other = await deliver(b"unreadable 1"), await deliver(b"unreadable 2")
    await sign_in(client, admin, Role.DESK)
    fields = token(await client.get(f"/holding/{raw_id}")) | {"reason": "広告"}

    answer = await client.post(f"/holding/{raw_id}/not-for-us", data=fields)
    page = await client.get(answer.headers["location"])
    forged = await client.get(f"/holding?aside={other}")
    aside = await client.get(f"/holding/{raw_id}")

    assert "対象外としました。" in page.text
    assert "対象外としました。" not in forged.text
    assert re.findall(r"<h1>([^<]+)</h1>", aside.text) == ["対象外とした一通"]
