"""The doors over HTTP and the pages while intake pauses."""

import re
from uuid import uuid4

import httpx2 as httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.storage.work import Work
from shared.access.actor import Role
from shared.database.transactions import Transactions
from shared.scheme.model import DeskScheme
from tests.intake.desk import Desk
from tests.intake.web.conftest import a_proposal, proposals, sign_in
from tests.intake.web.test_gateway import BEARING, a_record

WORDS = "庁舎の改修のため、受付を停止しています。"


async def pause(client: httpx.AsyncClient, until: str = "") -> httpx.Response:
    return await client.post("/pause", data=token_of(await client.get("/pause")) | {"notice": WORDS, "until": until})


def token_of(page: httpx.Response) -> dict[str, str]:
    return {"csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[0]}


async def test_the_desk_pauses_and_the_public_reads_the_notice_instead_of_the_form(
    client: httpx.AsyncClient, admin: AsyncEngine
) -> None:
    await sign_in(client, admin, Role.DESK)
    answer = await pause(client, "2099-01-04")
    page = (await client.get("/pause")).text
    client.cookies.clear()
    front, form = await client.get("/"), await client.get("/propose")

    assert answer.status_code == 303
    assert ("試験 太郎" in page, WORDS in page, "受付を再開する" in page) == (True, True, True)
    # Whoever changes the words does not lose the day by it.
    assert 'name="until" value="2099-01-04"' in page
    for public in (front, form):
        assert (public.status_code, WORDS in public.text, 'href="/propose"' in public.text) == (200, True, False)
        assert "令和81年1月4日" in public.text
        assert "試験 太郎" not in public.text


async def test_a_program_is_told_when_to_come_again(client: httpx.AsyncClient, admin: AsyncEngine) -> None:
    before = {"Idempotency-Key": str(uuid4())}
    first = await client.post("/api/proposals", json=a_proposal(), headers=before)
    await sign_in(client, admin, Role.ADMINISTRATOR)
    await pause(client, "2099-01-04")
    client.cookies.clear()

    refused = await client.post("/api/proposals", json=a_proposal(), headers={"Idempotency-Key": str(uuid4())})
    repeated = await client.post("/api/proposals", json=a_proposal(), headers=before)

    assert refused.status_code == 503
    assert refused.headers["content-type"] == "application/problem+json"
    assert int(refused.headers["retry-after"]) > 365 * 24 * 3600
    assert WORDS in refused.json()["detail"]
    # What was accepted before the pause is answered as it was.
    assert (repeated.status_code, repeated.json()) == (202, first.json())


async def test_nobody_knows_when_to_come_again_where_no_day_is_set(
    client: httpx.AsyncClient, admin: AsyncEngine
) -> None:
    await sign_in(client, admin, Role.DESK)
    await pause(client)

    refused = await client.post("/api/proposals", json=a_proposal(), headers={"Idempotency-Key": str(uuid4())})

    assert (refused.status_code, "retry-after" in refused.headers) == (503, False)


async def test_a_gateway_that_never_sends_again_is_kept_until_the_end(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    desk = Desk(worker_transactions, scheme)
    await sign_in(client, admin, Role.DESK)
    await pause(client)
    delivered = await client.post("/gateway/kintone", json=a_record(), headers=BEARING)
    held = await desk.outcomes()
    page = await client.get("/pause")
    await client.post("/pause/resume", data=token_of(page))

    now = (await desk.rows("SELECT clock_timestamp()"))[0][0]
    let_in = await desk.let_in(at=now)
    await desk.read(at=now)

    assert (delivered.status_code, delivered.json()) == (202, {"receipt": None})
    assert held == [("held", "paused")]
    assert ("mail.held.v1", {"reason": "paused", "answerable": True}) in await desk.facts()
    assert re.search(r"お預かりしている数</dt>\s*<dd[^>]*>\s*1件", page.text)
    assert let_in == 1
    assert [(channel, kind) for _, channel, kind in await proposals(worker_transactions)] == [("gateway", "company")]


async def test_a_department_goes_on_proposing(client: httpx.AsyncClient, admin: AsyncEngine) -> None:
    await sign_in(client, admin, Role.DESK)
    await pause(client)
    await sign_in(client, admin, Role.DEPARTMENT, department="sangyo-seisaku")

    form = await client.get("/propose/department")

    assert (form.status_code, "課から提案する" in form.text, WORDS in form.text) == (200, True, False)


async def test_a_day_that_is_over_is_shown_beside_its_field(client: httpx.AsyncClient, admin: AsyncEngine) -> None:
    await sign_in(client, admin, Role.DESK)

    answer = await pause(client, "2020-01-01")

    assert (answer.status_code, "これからの日をご指定ください" in answer.text, WORDS in answer.text) == (
        422,
        True,
        True,
    )


async def test_only_the_desk_and_administrators_may_pause(client: httpx.AsyncClient, admin: AsyncEngine) -> None:
    await sign_in(client, admin, Role.DEPARTMENT, department="sangyo-seisaku")

    assert (await client.get("/pause")).status_code == 403
