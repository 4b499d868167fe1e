"""Replay and discard as forms, without JavaScript."""

import re
from uuid import UUID

import httpx2
import pytest

from shared.access.actor import Role
from tests.operations.conftest import READER, Stage, Visit, until


def _page(event_id: UUID) -> str:
    return f"/operations/parked/{READER}/{event_id}"


async def _token(client: httpx2.AsyncClient, path: str) -> str:
    (token, *_) = re.findall(r'name="csrf_token" value="([^"]+)"', (await client.get(path)).text)
    return str(token)


async def test_an_operator_replays_a_parked_delivery_with_one_button(stage: Stage, visit: Visit) -> None:
    event_id = await stage.park("R8-0030")
    stage.failing.clear()
    client = await visit(Role.OPERATOR)
    token = await _token(client, _page(event_id))

    answer = await client.post(_page(event_id) + "/replay", data={"csrf_token": token})

    async def resolved() -> bool:
        return await stage.states() == ["resolved"]

    await until(resolved)
    page = (await client.get(_page(event_id))).text
    assert (answer.status_code, answer.headers["location"]) == (303, _page(event_id))
    assert stage.handled == ["R8-0030"]
    assert "解決済み" in page
    assert "試験 operator" in page


async def test_a_discard_without_a_reason_comes_back_with_what_is_missing(stage: Stage, visit: Visit) -> None:
    event_id = await stage.park("R8-0031")
    client = await visit(Role.OPERATOR)
    token = await _token(client, _page(event_id))

    answer = await client.post(_page(event_id) + "/discard", data={"csrf_token": token, "reason": " "})

    assert answer.status_code == 422
    assert "理由を入力してください。" in answer.text
    assert await stage.states() == ["parked"]


async def test_a_discard_with_a_reason_shows_who_did_it_and_why(stage: Stage, visit: Visit) -> None:
    event_id = await stage.park("R8-0032")
    client = await visit(Role.OPERATOR)
    token = await _token(client, _page(event_id))

    answer = await client.post(
        _page(event_id) + "/discard", data={"csrf_token": token, "reason": "<b>重複した</b>試験データ"}
    )

    page = (await client.get(_page(event_id))).text
    assert answer.status_code == 303
    assert "&lt;b&gt;重複した&lt;/b&gt;試験データ" in page
    assert "試験 operator" in page
    assert await stage.states() == ["discarded"]


async def test_an_administrator_sees_no_button_and_is_refused(stage: Stage, visit: Visit) -> None:
    event_id = await stage.park("R8-0033")
    client = await visit(Role.ADMINISTRATOR)
    page = (await client.get(_page(event_id))).text
    token = await _token(client, _page(event_id))

    answers = [
        await client.post(_page(event_id) + "/replay", data={"csrf_token": token}),
        await client.post(_page(event_id) + "/discard", data={"csrf_token": token, "reason": "理由"}),
    ]

    assert "やり直す" not in page
    assert "やり直しと破棄は、運用担当が行います" in page
    assert [answer.status_code for answer in answers] == [403, 403]
    assert await stage.states() == ["parked"]


@pytest.mark.parametrize("act", ["replay", "discard"])
async def test_a_form_from_elsewhere_does_nothing(stage: Stage, visit: Visit, act: str) -> None:
    event_id = await stage.park("R8-0034")
    client = await visit(Role.OPERATOR)

    answer = await client.post(f"{_page(event_id)}/{act}", data={"csrf_token": "no", "reason": "理由"})

    assert answer.status_code == 403
    assert await stage.states() == ["parked"]
