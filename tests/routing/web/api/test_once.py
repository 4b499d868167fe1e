"""A program that lost an answer sends again: it is done once and answered alike."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx2 as httpx

from services.routing.handlers.requests import KEPT, forget_answers
from shared.access.actor import Role
from tests.routing.conftest import ABSTRACT, House
from tests.routing.web.api.conftest import program
from tests.routing.web.api.test_commands import CASE, at

AGREEMENTS = "/api/agreements"
DRAFT = {
    "title": "森の渡し船に関する事業連携協定",
    "form": "project",
    "purpose": "木材の利用を広げる。",
    "new_parties": ["渡し船の会"],
    "fields": ["environment"],
    "lead": "shinrin",
}


def under(key: str, version: int | None = None) -> dict[str, str]:
    """Return the headers of a request under a key, made for a version."""
    return {"Idempotency-Key": key} | ({} if version is None else at(version))


async def test_a_command_sent_again_acts_once_and_is_answered_alike(house: House, desk: httpx.AsyncClient) -> None:
    await house.opened()

    first = await desk.post(f"{CASE}/commands/start", headers=under("k-1", 1))
    await desk.post(f"{CASE}/commands/write-note", headers=at(2), json={"text": "間に書いたメモ"})
    again = await desk.post(f"{CASE}/commands/start", headers=under('"k-1"', 1))
    without = await desk.post(f"{CASE}/commands/start", headers=at(1))

    assert (first.status_code, again.status_code, without.status_code) == (200, 200, 409)
    assert (again.json(), again.headers["etag"]) == (first.json(), first.headers["etag"])


async def test_of_two_sent_at_the_same_time_one_acts_and_both_are_answered(
    house: House, desk: httpx.AsyncClient
) -> None:
    await house.opened()

    both = await asyncio.gather(*(desk.post(f"{CASE}/commands/start", headers=under("k-1", 1)) for _ in range(2)))

    assert [one.status_code for one in both] == [200, 200]
    assert both[0].json() == both[1].json()
    assert (await desk.get(CASE)).json()["version"] == 2


async def test_a_used_key_does_nothing_else_and_a_refused_request_leaves_its_key_free(
    house: House, desk: httpx.AsyncClient
) -> None:
    await house.opened()
    refused = await desk.post(f"{CASE}/commands/start", headers=under("k-1", 7))
    await desk.post(f"{CASE}/commands/start", headers=under("k-1", 1))

    other = await desk.post(
        f"{CASE}/commands/confirm", headers=under("k-1", 2), json={"abstract": ABSTRACT, "checked": []}
    )

    assert (refused.status_code, other.status_code) == (409, 422)
    assert other.json()["detail"] == (
        "この Idempotency-Key は、別の内容の送信で使われています。新しい値を付けてお送りください。"
    )
    assert (await desk.get(CASE)).json()["version"] == 2


async def test_an_item_begun_twice_under_a_key_is_one_and_so_is_what_is_done_with_it(
    house: House, desk: httpx.AsyncClient
) -> None:
    begun = [await desk.post(AGREEMENTS, headers=under("b-1"), json=DRAFT) for _ in range(2)]
    place = begun[0].headers["location"]
    said = {"body": "政策調整会議", "decided_on": "2026-11-20", "begins_on": "2026-11-20"}
    concluded = [await desk.post(f"{place}/commands/conclude", headers=under("c-1", 1), json=said) for _ in range(2)]
    late = await desk.post(f"{place}/commands/conclude", headers=under("c-2", 1), json=said)

    assert [(one.status_code, one.headers["location"]) for one in begun] == [(201, place)] * 2
    assert [one.status_code for one in concluded] == [200, 200]
    assert concluded[0].json() == concluded[1].json()
    assert len((await desk.get(AGREEMENTS)).json()["items"]) == 1
    assert (late.status_code, late.json()["item"]["version"], late.headers["etag"]) == (409, 2, '"2"')


async def test_the_key_of_one_account_is_nothing_to_another_and_old_answers_are_forgotten(
    house: House, desk: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    await house.opened()
    await desk.post(f"{CASE}/commands/start", headers=under("k-1", 1))
    await program(client, house, Role.DESK, "other")

    others = await client.post(f"{CASE}/commands/start", headers=under("k-1", 1))
    now = datetime.now(UTC)
    gone = [await forget_answers(house.worker, at=now + later) for later in (KEPT / 2, KEPT + timedelta(hours=1))]

    assert (others.status_code, gone) == (409, [0, 1])
