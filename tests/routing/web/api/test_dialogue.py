"""What was judged and said, as a program reads and writes it."""

from typing import Any

import httpx2 as httpx

from shared.access.actor import Role
from tests.routing.conftest import FOREST, House
from tests.routing.handlers.test_reviewing import FULL, judge
from tests.routing.web.api.conftest import program

CASE = "/api/cases/R8-0012"


async def do(client: httpx.AsyncClient, verb: str, **said: Any) -> httpx.Response:
    version = (await client.get(CASE)).json()["version"]
    return await client.post(f"{CASE}/commands/{verb}", json=said, headers={"If-Match": f'"{version}"'})


async def test_a_program_drafts_reads_and_releases_what_the_proposer_is_told(
    house: House, desk: httpx.AsyncClient
) -> None:
    await house.opened()

    drafted = await do(desk, "draft-note", words="候補地をお送りします。")
    waiting = (await desk.get(CASE)).json()
    released = await do(desk, "release-note")

    told = (await desk.get(CASE)).json()
    assert (drafted.status_code, released.status_code) == (200, 200)
    assert waiting["waiting_note"] == {
        "about": "連絡",
        "text": "候補地をお送りします。",
        "mine": True,
        "releasable": True,
    }
    assert (waiting["thread"], told["waiting_note"]) == ([], None)
    assert [(one["title"], one["text"]) for one in told["thread"]] == [("連絡", "候補地をお送りします。")]


async def test_a_program_reads_every_verdict_with_what_stands_beside_it(house: House, desk: httpx.AsyncClient) -> None:
    await house.offered("shinrin")
    await house.taken_up(FOREST)
    await judge(house, FULL)
    await judge(house, {**FULL, "verdict": "viable", "conditions": ""})

    (offer,) = (await desk.get(CASE)).json()["offers"]

    now, before = offer["verdicts"]
    assert (now["verdict"], before["verdict"], before["conditions"]) == ("viable", "conditional", FULL["conditions"])
    assert before["review"]["approval"] == {"number": "森第123号", "day": "2026-11-20"}


async def test_a_program_of_a_department_reads_notes_once_it_has_the_case(
    house: House, desk: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    await house.offered("shinrin")
    await do(desk, "write-note", text="BAIT-庁内の話")
    await program(client, house, Role.DEPARTMENT, "shinrin")

    before = (await client.get(CASE)).json()
    await house.taken_up(FOREST)
    after = (await client.get(CASE)).json()

    assert (before["notes"], before["thread"]) == ([], [])
    assert [one["text"] for one in after["notes"]] == ["BAIT-庁内の話"]
