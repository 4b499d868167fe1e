"""Acts on many as pages that ask again, without JavaScript."""

import re
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.access.actor import Role
from tests.operations.conftest import READER, Stage, Visit, until
from tests.operations.rows import failed, run

GROUP = f"reader={READER}&cause=NoSuchDesk"


def _fields(page: str) -> dict[str, str]:
    """Return the hidden fields of the form that acts; the one to sign out stands before it."""
    form = page[page.index('action="/operations/parked/') :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


async def _states(admin: AsyncEngine) -> list[str]:
    return [row.state for row in await run(admin, "SELECT state FROM routing.delivery_issue ORDER BY 1")]


async def _acts(admin: AsyncEngine) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await run(admin, "SELECT act, count, reason FROM operations.operator_act")]


async def test_a_group_is_replayed_after_a_page_that_counts_it(stage: Stage, visit: Visit, admin: AsyncEngine) -> None:
    for number in range(3):
        await stage.park(f"R8-007{number}")
    stage.failing.clear()
    client = await visit(Role.OPERATOR)
    listed = (await client.get("/operations/parked")).text
    address = f"/operations/parked/replay?reader={READER}&amp;cause=CannotRead"

    asked = (await client.get(address.replace("&amp;", "&"))).text
    states_before = await stage.states()
    answer = await client.post("/operations/parked/replay", data=_fields(asked))

    async def resolved() -> bool:
        return await stage.states() == ["resolved"] * 3

    await until(resolved)
    assert address in listed
    assert "3件をやり直す" in asked
    assert states_before == ["parked"] * 3
    assert (answer.status_code, answer.headers["location"]) == (303, "/operations/acts")
    assert await _acts(admin) == [("replay", 3, None)]


async def test_a_kind_is_counted_for_each_reader(visit: Visit, admin: AsyncEngine) -> None:
    await failed(admin, READER)
    await failed(admin, "notify.proposer-mail")

    asked = (await (await visit(Role.OPERATOR)).get("/operations/parked/replay?type=proposal.received.v1")).text

    assert "2件をやり直す" in asked
    assert "提案者へ送るメールを用意します。" in asked


async def test_a_group_is_discarded_with_a_reason_and_stands_among_the_acts(visit: Visit, admin: AsyncEngine) -> None:
    for _ in range(2):
        await failed(admin, READER)
    client = await visit(Role.OPERATOR)
    fields = _fields((await client.get(f"/operations/parked/discard?{GROUP}")).text)

    without = await client.post("/operations/parked/discard", data=fields | {"reason": " "})
    answer = await client.post("/operations/parked/discard", data=fields | {"reason": "<i>試験</i>のため"})

    page = (await client.get(answer.headers["location"])).text
    assert (without.status_code, "理由を入力してください。" in without.text) == (422, True)
    assert await _states(admin) == ["discarded", "discarded"]
    assert "&lt;i&gt;試験&lt;/i&gt;のため" in page
    assert "2件" in page


async def test_what_is_parked_meanwhile_stays_parked(visit: Visit, admin: AsyncEngine) -> None:
    await failed(admin, READER)
    client = await visit(Role.OPERATOR)
    fields = _fields((await client.get(f"/operations/parked/replay?{GROUP}")).text)
    await failed(admin, READER, last_at=datetime(2030, 1, 1, tzinfo=UTC))

    await client.post("/operations/parked/replay", data=fields)

    assert await _states(admin) == ["parked", "retrying"]


@pytest.mark.parametrize("path", ["replay", "discard?reader=routing.cases", "discard?type=proposal.received.v1"])
async def test_a_page_without_an_aim_is_refused(visit: Visit, path: str) -> None:
    answer = await (await visit(Role.OPERATOR)).get(f"/operations/parked/{path}")

    assert answer.status_code == 422
    assert "対象を指定してください" in answer.text


async def test_a_group_that_is_gone_says_so(visit: Visit) -> None:
    answer = await (await visit(Role.OPERATOR)).get(f"/operations/parked/replay?{GROUP}")

    assert answer.status_code == 200
    assert "対象の留置はありません" in answer.text


@pytest.mark.parametrize("act", ["replay", "discard"])
async def test_an_administrator_is_not_even_asked(visit: Visit, admin: AsyncEngine, act: str) -> None:
    await failed(admin, READER)
    client = await visit(Role.ADMINISTRATOR)

    listed = (await client.get("/operations/parked")).text
    answer = await client.get(f"/operations/parked/{act}?{GROUP}")

    assert "まとめて" not in listed
    assert answer.status_code == 403


@pytest.mark.parametrize("act", ["replay", "discard"])
async def test_a_form_from_elsewhere_touches_nothing(visit: Visit, admin: AsyncEngine, act: str) -> None:
    await failed(admin, READER)
    client: httpx2.AsyncClient = await visit(Role.OPERATOR)

    answer = await client.post(
        f"/operations/parked/{act}",
        data={"csrf_token": "no", "reader": READER, "cause": "NoSuchDesk", "until": "2030-01-01", "reason": "理由"},
    )

    assert (answer.status_code, await _states(admin)) == (403, ["parked"])
