"""Lists of proposals: their columns named once, tried, taken in, compared; nothing doubled, one bad line alone."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2 as httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.storage.import_rows import ImportRun
from services.intake.storage.work import Work
from shared.access.actor import Role
from shared.database.transactions import DatabaseActor, Transactions
from shared.settings import PROJECT
from tests.intake.conftest import NOW
from tests.intake.web.conftest import BEARER, hidden, proposals, sign_in

EXPORT = (PROJECT / "deploy" / "desks" / "gateways" / "samples" / "kintone-export.csv").read_bytes()
NOTICE = (PROJECT / "deploy" / "desks" / "gateways" / "samples" / "kintone.json").read_bytes()
STAFF = DatabaseActor(kind="staff", desk="miono", roles=frozenset({"desk"}))
BEARING = {"Authorization": f"Bearer {BEARER}"}
LIST = """案の名前,中身,メール,備考
朝市の図書,本を置きます。,a@b.example.jp,=1+1
直らない案,ことば,アドレスなし,
朝市の図書,本を置きます。,a@b.example.jp,=1+1
""".encode("cp932")
CHOSEN = {"column.0": "title", "column.1": "summary", "column.2": "contact_email", "name": "朝市の一覧"}


async def bring(client: httpx.AsyncClient, content: bytes, plan: str = "") -> str:
    """Choose a file and return where the page leads."""
    fields = hidden((await client.get("/import")).text) | {"plan": plan}
    answer = await client.post("/import", data=fields, files={"file": ("一覧.csv", content, "text/csv")})
    assert answer.status_code == 303
    return str(answer.headers["location"])


async def take(client: httpx.AsyncClient, check: str, **ticked: str) -> httpx.Response:
    """Take in what the page of the trial shows, and return the page of what came of it."""
    page = await client.get(check)
    action = re.findall(r'action="(/import/[^"]+/run)"', page.text)[0]
    done = await client.post(action, data=hidden(page.text) | ticked)
    return await client.get(done.headers["location"])


def counts(page: httpx.Response) -> tuple[str, ...]:
    return re.findall(r"取り込み (\d+)件 ／ 重複 (\d+)件 ／ エラー (\d+)件", page.text)[0]  # type: ignore[no-any-return]


async def acknowledged(transactions: Transactions[Work]) -> list[Any]:
    async with transactions.begin() as work:
        told = text(
            "SELECT data->>'acknowledge' FROM intake.event_log WHERE type = 'proposal.received.v1' ORDER BY seq"
        )
        return list((await work.connection.execute(told)).scalars())


async def test_columns_are_named_once_and_trying_and_taking_in_say_the_same(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]
) -> None:
    await sign_in(client, admin, Role.DESK)
    columns = await bring(client, LIST)
    saved = await client.post(columns, data=hidden((await client.get(columns)).text) | CHOSEN)

    tried = await client.get(saved.headers["location"])
    nothing_yet = await proposals(worker_transactions)
    done = await take(client, saved.headers["location"])

    assert (counts(tried), counts(done), nothing_yet) == (("1", "1", "1"), ("1", "1", "1"), [])
    assert await proposals(worker_transactions) == [("R8-0001", "import", "unknown")]
    assert await acknowledged(worker_transactions) == ["false"]
    assert "このファイルの中で重なっている行（1件）" in tried.text
    assert "すでに受け付けている行" not in tried.text
    assert "このファイルの中で重なっていた行（1件）" in done.text
    assert "3行目" in done.text
    assert "アドレスなし" not in done.text


async def test_the_same_file_again_doubles_nothing_and_wrong_lines_come_back_mended(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]
) -> None:
    await sign_in(client, admin, Role.DESK)
    columns = await bring(client, LIST)
    await client.post(columns, data=hidden((await client.get(columns)).text) | CHOSEN)
    await take(client, await bring(client, LIST, "list:朝市の一覧"))

    again = await bring(client, LIST, "list:朝市の一覧")
    known = await client.get(again)
    errors = await client.get(again.replace("/check", "/errors"))
    mended = errors.content.replace("アドレスなし".encode(), b"c@d.example.jp")
    done = await take(client, await bring(client, mended, "list:朝市の一覧"), acknowledge="yes")

    assert counts(known) == ("0", "2", "1")
    assert "このファイルの中で重なって" not in known.text
    assert errors.content.startswith(b"\xef\xbb\xbf")
    assert counts(done) == ("1", "0", "0")
    assert await acknowledged(worker_transactions) == ["false", "true"]
    assert len(await proposals(worker_transactions)) == 2


async def test_a_cell_that_would_be_a_formula_is_defused_in_the_file_of_wrong_lines(
    client: httpx.AsyncClient, admin: AsyncEngine
) -> None:
    await sign_in(client, admin, Role.DESK)
    columns = await bring(client, "案,メール\n=1+1,x\n".encode())
    chosen = {"column.0": "title", "column.1": "contact_email", "name": "式"}
    check = await client.post(columns, data=hidden((await client.get(columns)).text) | chosen)

    errors = await client.get(check.headers["location"].replace("/check", "/errors"))

    assert errors.content.decode("utf-8-sig").splitlines()[1].split(",")[:3] == ["'=1+1", "x", "2"]


async def test_what_a_gateway_missed_is_found_and_a_later_notification_doubles_nothing(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]
) -> None:
    await sign_in(client, admin, Role.DESK)
    await client.post("/gateway/kintone", content=NOTICE, headers=BEARING)
    later = NOTICE.replace(b'"201"', b'"202"').replace(b"2c1b7a52", b"2c1b7a53")

    check = await bring(client, EXPORT, "gateway:kintone")
    compared = await client.get(check)
    await take(client, check)
    late = await client.post("/gateway/kintone", content=later, headers=BEARING)
    settled = await client.get(check)

    assert (counts(compared), counts(settled)) == (("1", "1", "0"), ("0", "2", "0"))
    assert 'href="/cases/R8-0001"' in compared.text
    # It says something else than the list did, so a person looks at it; it is no second proposal.
    assert (late.status_code, late.json()) == (202, {"receipt": None})
    assert [channel for _, channel, _ in await proposals(worker_transactions)] == ["gateway", "import"]


async def test_who_compares_is_warned_of_what_came_before_records_were_known(
    client: httpx.AsyncClient, admin: AsyncEngine
) -> None:
    await sign_in(client, admin, Role.DESK)
    await client.post("/gateway/kintone", content=NOTICE, headers=BEARING)
    known = await client.get(await bring(client, EXPORT, "gateway:kintone"))
    async with admin.begin() as connection:
        await connection.execute(text("DELETE FROM intake.source_record"))

    check = await bring(client, EXPORT, "gateway:kintone")
    compared = await client.get(check)
    await take(client, check)
    settled = await client.get(check)

    warned = ["控えていない提案が1件" in page.text for page in (known, compared, settled)]
    assert (warned, counts(compared)) == ([False, True, True], ("2", "0", "0"))


async def test_a_notification_that_comes_after_the_list_is_the_same_proposal(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]
) -> None:
    await sign_in(client, admin, Role.DESK)
    await take(client, await bring(client, EXPORT, "gateway:kintone"))

    late = await client.post("/gateway/kintone", content=NOTICE, headers=BEARING)

    assert late.json() == {"receipt": "R8-0001"}
    assert [channel for _, channel, _ in await proposals(worker_transactions)] == ["import", "import"]


async def test_a_large_list_goes_on_behind_the_page_that_answered(
    client: httpx.AsyncClient,
    admin: AsyncEngine,
    door_transactions: Transactions[Work],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("services.intake.web.imports.AT_ONCE_LINES", 1)
    await sign_in(client, admin, Role.DESK)
    begun = ImportRun.begun(draft_id=None, plan="list:朝市", acknowledge=False, at=datetime.now(UTC))
    async with door_transactions.begin(STAFF) as work:
        await work.imports.begin_run(begun, desk_id="miono", file_sha256=b"", by=begun.run_id)

    going_on = await client.get(f"/import/runs/{begun.run_id}")
    done = await take(client, await bring(client, EXPORT, "gateway:kintone"))

    assert "取り込んでいます" in going_on.text
    assert counts(done) == ("2", "0", "0")


async def test_a_run_that_broke_off_says_what_to_do(
    client: httpx.AsyncClient, admin: AsyncEngine, door_transactions: Transactions[Work]
) -> None:
    await sign_in(client, admin, Role.DESK)
    run = ImportRun.begun(draft_id=None, plan="list:朝市", acknowledge=False, at=NOW - timedelta(days=1))
    async with door_transactions.begin(STAFF) as work:
        await work.imports.begin_run(run, desk_id="miono", file_sha256=b"", by=run.run_id)

    page = await client.get(f"/import/runs/{run.run_id}")

    assert "同じファイルをもう一度取り込んでください。" in page.text


async def test_a_wrong_file_a_wrong_choice_and_a_stranger_are_told_so(
    client: httpx.AsyncClient, admin: AsyncEngine
) -> None:
    stranger = await client.get("/import")
    await sign_in(client, admin, Role.DEPARTMENT, department="suisan")
    department = await client.get("/import")
    await sign_in(client, admin, Role.DESK)
    page = await client.get("/import")
    nothing = await client.post("/import", data=hidden(page.text), files={"file": ("", b"", "text/csv")})
    unreadable = await client.get(await bring(client, b"\xd0\xcf\x11\xe0"))
    columns = await bring(client, LIST)
    unnamed = await client.post(columns, data=hidden((await client.get(columns)).text))
    gone = await client.get("/import/00000000-0000-4000-8000-000000000000")

    answers = (stranger, department, nothing, unreadable, unnamed, gone)
    assert [answer.status_code for answer in answers] == [303, 403, 422, 422, 422, 404]
    assert re.findall(r'href="#f-([^"]+)"', unnamed.text) == ["column.0", "name"]
