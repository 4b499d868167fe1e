"""Cases as a program reads them."""

from typing import Any

import httpx2 as httpx

from shared.access.actor import Role
from tests.routing.conftest import ABSTRACT, FOREST, TITLE, House
from tests.routing.ending import coordinating, do
from tests.routing.web.api.conftest import program


async def test_the_list_is_narrowed_and_continued_as_on_the_page(house: House, desk: httpx.AsyncClient) -> None:
    for number in range(3):
        await house.opened(receipt=f"R8-000{number}")

    first = (await desk.get("/api/cases", params={"stage": "received", "limit": 2})).json()
    second = (await desk.get(first["links"]["next"]["href"])).json()

    receipts = [one["receipt"] for page in (first, second) for one in page["cases"]]
    assert receipts == ["R8-0002", "R8-0001", "R8-0000"]
    assert (first["next"] is None, second["next"], list(second["links"])) == (False, None, ["self"])


async def test_a_case_is_told_with_its_version_and_what_may_be_done_now(house: House, desk: httpx.AsyncClient) -> None:
    await house.opened()

    answer = await desk.get("/api/cases/R8-0012")

    said = answer.json()
    assert (said["title"], said["version"], answer.headers["etag"]) == (TITLE, 1, '"1"')
    (start,) = [one for one in said["actions"] if one["verb"] == "start"]
    assert (start["title"], start["href"]) == ("内容の確認を始める", "/api/cases/R8-0012/commands/start")
    reads = await house.rows("SELECT action FROM access.content_read")
    assert [row["action"] for row in reads] == ["case_open"]


async def test_a_department_reads_the_abstract_until_it_took_the_case_up(
    house: House, client: httpx.AsyncClient
) -> None:
    await house.offered("shinrin")
    await program(client, house, Role.DEPARTMENT, "shinrin")

    before = (await client.get("/api/cases/R8-0012")).json()
    await house.taken_up(FOREST)
    after = (await client.get("/api/cases/R8-0012")).json()

    assert (before["title"], before["text"], before["abstract"], before["history"]) == (None, None, ABSTRACT, [])
    assert {"return-offer", "take-up"} <= {one["verb"] for one in before["actions"]}
    assert not {"confirm", "give-verdict"} & {one["verb"] for one in before["actions"]}
    assert (after["title"], after["stage"], after["leading"]) == (TITLE, "reviewing", "shinrin")


async def test_a_program_is_refused_in_japanese(house: House, client: httpx.AsyncClient) -> None:
    await house.opened()
    nobody = await client.get("/api/cases")
    await program(client, house, Role.DEPARTMENT, "kanko")

    not_theirs = await client.get("/api/cases/R8-0012")
    no_number = await client.get("/api/cases/x%00")
    wrong = await client.get("/api/cases?stage=gone&colour=red")

    assert [one.status_code for one in (nobody, not_theirs, no_number, wrong)] == [401, 404, 404, 422]
    assert {one.headers["content-type"] for one in (nobody, not_theirs, no_number, wrong)} == {
        "application/problem+json"
    }
    assert not_theirs.json()["detail"] == "この受付番号の案件は見つからないか、閲覧できません。"
    assert {one["parameter"] for one in wrong.json()["errors"]} == {"stage.0", "colour"}


async def test_what_is_owed_is_told_with_the_number_by_which_it_is_settled(
    house: House, desk: httpx.AsyncClient
) -> None:
    await coordinating(house)
    decided: dict[str, Any] = {
        "decided": True,
        "body": "BAIT-政策調整会議",
        "day": "2026-11-20",
        "reference": "計推第1号",
    }
    await do(house, "decide-cooperation", form="none", **decided)
    await do(house, "set-todo", words="図面を送る", owner="counterpart", due="2026-12-04")

    said = (await desk.get("/api/cases/R8-0012")).json()
    (owed,) = said["tasks"]
    headers = {"If-Match": f'"{said["version"]}"'}
    finished = await desk.post(
        "/api/cases/R8-0012/commands/finish-todo", json={"todo_id": owed["task_id"]}, headers=headers
    )
    (after,) = (await desk.get("/api/cases/R8-0012")).json()["tasks"]

    assert (said["cooperation"]["form"], said["cooperation"]["body"]) == ("none", "BAIT-政策調整会議")
    assert (owed["kind"], owed["words"], owed["owed_by"], owed["due"], owed["state"]) == (
        "todo",
        "図面を送る",
        "counterpart",
        "2026-12-04",
        "open",
    )
    assert (finished.status_code, after["state"]) == (200, "done")
