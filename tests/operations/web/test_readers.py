"""One reader as a page: stopped with a reason, shown as stopped, let go on."""

import re

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.access.actor import Role
from tests.operations.conftest import READER, Visit
from tests.operations.rows import run

PAGE = f"/operations/readers/{READER}"


async def _token(client: httpx2.AsyncClient) -> str:
    (token, *_) = re.findall(r'name="csrf_token" value="([^"]+)"', (await client.get(PAGE)).text)
    return str(token)


async def _paused(admin: AsyncEngine) -> list[str]:
    return [row.name for row in await run(admin, "SELECT name FROM routing.reader WHERE paused_at IS NOT NULL")]


async def test_a_reader_is_paused_and_resumed_by_forms(visit: Visit, admin: AsyncEngine) -> None:
    client = await visit(Role.OPERATOR)
    token = await _token(client)

    paused = await client.post(f"{PAGE}/pause", data={"csrf_token": token, "reason": "組織の反映中"})
    during = await _paused(admin)
    overview = (await client.get("/operations")).text
    page = (await client.get(PAGE)).text
    resumed = await client.post(f"{PAGE}/resume", data={"csrf_token": token})

    assert [(answer.status_code, answer.headers["location"]) for answer in (paused, resumed)] == [(303, PAGE)] * 2
    assert (during, await _paused(admin)) == ([READER], [])
    assert ["組織の反映中" in text and "試験 operator" in text for text in (overview, page)] == [True, True]
    assert "再開する" in page


async def test_a_pause_without_a_reason_comes_back(visit: Visit, admin: AsyncEngine) -> None:
    client = await visit(Role.OPERATOR)

    answer = await client.post(f"{PAGE}/pause", data={"csrf_token": await _token(client), "reason": " "})

    assert (answer.status_code, await _paused(admin)) == (422, [])
    assert "理由を入力してください。" in answer.text


async def test_an_administrator_looks_only(visit: Visit, admin: AsyncEngine) -> None:
    client = await visit(Role.ADMINISTRATOR)
    page = (await client.get(PAGE)).text

    answer = await client.post(f"{PAGE}/pause", data={"csrf_token": await _token(client), "reason": "理由"})

    assert "一時停止と再開は、運用担当が行います" in page
    assert (answer.status_code, await _paused(admin)) == (403, [])


@pytest.mark.parametrize("act", ["pause", "resume"])
async def test_a_form_from_elsewhere_stops_nothing(visit: Visit, admin: AsyncEngine, act: str) -> None:
    answer = await (await visit(Role.OPERATOR)).post(f"{PAGE}/{act}", data={"csrf_token": "no", "reason": "理由"})

    assert (answer.status_code, await _paused(admin)) == (403, [])


async def test_a_reader_nobody_has_is_a_page_that_says_so(visit: Visit) -> None:
    answer = await (await visit(Role.OPERATOR)).get("/operations/readers/pg_catalog.x")

    assert answer.status_code == 404
    assert "その名前の読み手はありません" in answer.text
