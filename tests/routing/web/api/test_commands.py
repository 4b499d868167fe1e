"""Cases as a program moves them, through the same doors as the pages."""

import asyncio

import httpx2 as httpx
import pytest

from shared.access.actor import Role
from tests.routing.conftest import ABSTRACT, House
from tests.routing.web.api.conftest import program

CASE = "/api/cases/R8-0012"
CHECKED = {"abstract": ABSTRACT, "checked": []}


def at(version: int) -> dict[str, str]:
    """Return the header that names the version a command was made for."""
    return {"If-Match": f'"{version}"'}


async def test_a_program_takes_a_case_on_and_learns_how_it_stands(house: House, desk: httpx.AsyncClient) -> None:
    await house.opened()

    answer = await desk.post(f"{CASE}/commands/start", headers=at(1))

    said = answer.json()
    assert (answer.status_code, said["stage"], said["version"]) == (200, "confirming", 2)
    assert answer.headers["etag"] == '"2"'
    assert "confirm" in [one["verb"] for one in said["actions"]]


async def test_only_what_can_be_done_now_is_offered_by_the_scheme_and_without_an_answer_none_is_handled(
    house: House, desk: httpx.AsyncClient
) -> None:
    await house.opened()

    said = (await desk.get(CASE)).json()

    offered = {one["verb"] for one in said["actions"]}
    about = {"decline", "propose-decline", "tell-proposer", "draft-note", "handle-reply"}
    assert offered & about == {"propose-decline", "tell-proposer"}


async def test_who_has_read_an_older_version_is_told_the_present_one(house: House, desk: httpx.AsyncClient) -> None:
    await house.opened()

    both = await asyncio.gather(*(desk.post(f"{CASE}/commands/start", headers=at(1)) for _ in range(2)))

    late = next(one for one in both if one.status_code == 409)
    assert sorted(one.status_code for one in both) == [200, 409]
    assert (late.headers["content-type"], late.headers["etag"]) == ("application/problem+json", '"2"')
    assert (late.json()["case"]["stage"], late.json()["case"]["version"]) == ("confirming", 2)


async def test_a_command_that_makes_no_sense_now_says_what_does(house: House, desk: httpx.AsyncClient) -> None:
    await house.opened()

    answer = await desk.post(
        f"{CASE}/commands/recall-offer", headers=at(1), json={"department": "kanko", "reason": "誤り"}
    )

    assert (answer.status_code, answer.json()["case"]["stage"]) == (409, "received")
    assert "start" in [one["verb"] for one in answer.json()["case"]["actions"]]


@pytest.mark.parametrize(
    ("verb", "headers", "body", "status", "said"),
    [
        ("start", {}, None, 428, "If-Match"),
        ("start", {"If-Match": "1"}, None, 422, "If-Match"),
        ("start", {"If-Match": "*"}, None, 422, "If-Match"),
        ("confirm", at(1), {}, 422, "読み取れない項目"),
        ("confirm", at(1), {"abstract": " "}, 422, "要旨を入力してください"),
        ("confirm", at(1), {"abstract": "要旨", "colour": "red"}, 422, "読み取れない項目"),
        ("dream", at(1), {}, 404, "アドレス"),
    ],
)
async def test_what_cannot_be_done_is_refused_with_the_reason(
    house: House,
    desk: httpx.AsyncClient,
    verb: str,
    headers: dict[str, str],
    body: dict[str, object] | None,
    status: int,
    said: str,
) -> None:
    await house.opened()

    answer = await desk.post(f"{CASE}/commands/{verb}", headers=headers, json=body)

    assert answer.status_code == status
    assert said in answer.json()["detail"]


async def test_a_wrong_field_is_named_by_its_place(house: House, desk: httpx.AsyncClient) -> None:
    await house.opened()

    answer = await desk.post(f"{CASE}/commands/confirm", headers=at(1), json={"checked": 7})

    assert {one["pointer"]: one["detail"] for one in answer.json()["errors"]}["#/abstract"] == "必須の項目です。"


async def test_a_department_may_not_confirm_and_answers_what_it_was_asked(
    house: House, client: httpx.AsyncClient
) -> None:
    case = await house.offered("shinrin")
    await program(client, house, Role.DEPARTMENT, "shinrin")

    refused = await client.post(f"{CASE}/commands/confirm", headers=at(case.version), json=CHECKED)
    taken = await client.post(f"{CASE}/commands/take-up", headers=at(case.version))
    judged = await client.post(
        f"{CASE}/commands/give-verdict",
        headers={"If-Match": taken.headers["etag"]},
        json={"verdict": "viable", "reason": "地域の課題に合います。"},
    )

    assert (refused.status_code, taken.status_code, judged.status_code) == (403, 200, 200)


async def test_a_department_that_returns_a_case_is_answered_and_then_sees_it_no_more(
    house: House, client: httpx.AsyncClient
) -> None:
    case = await house.offered("shinrin", "kanko")
    await program(client, house, Role.DEPARTMENT, "kanko")
    said = {"reason": "当課の所管ではありません。", "suggested_department": "kotsu"}

    returned = await client.post(f"{CASE}/commands/return-offer", headers=at(case.version), json=said)
    after = await client.get(CASE)

    assert (returned.status_code, returned.json()["actions"], after.status_code) == (200, [], 404)
