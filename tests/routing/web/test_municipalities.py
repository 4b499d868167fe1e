"""Municipalities on the pages: the desk invites and sees who takes part; a municipality sees its own part."""

import re
from datetime import date, timedelta
from typing import Any

import httpx2 as httpx
import pytest

from services.routing.domain.coordination_refusals import NotTakingPart, OwnerUnclear
from shared.access.actor import Role
from shared.access.policy import NotAllowed
from tests.intake.web.conftest import sign_in
from tests.routing.conftest import ABSTRACT, FOREST, OFFICER, TITLE, House
from tests.routing.ending import coordinating, look
from tests.routing.municipal import BAY, WORDS, do, invited, municipalities
from tests.routing.web.conftest import a_browser
from tests.routing.web.test_dialogue import CASE, press

DAY = date(2026, 12, 1)


async def test_the_desk_invites_and_a_municipality_joins_writes_and_leaves(
    house: House, officer: httpx.AsyncClient
) -> None:
    await invited(house, "machi-hill")
    wrong = await press(officer, "invite-municipality", invite_municipality_words="x")
    sent = await press(
        officer,
        "invite-municipality",
        invite_municipality_municipalities="shi-bay",
        invite_municipality_words=WORDS,
    )
    assert (wrong.status_code, sent.status_code) == (422, 303)
    async with a_browser() as guest:
        await sign_in(guest, house.admin, Role.MUNICIPALITY, department="shi-bay", user="bay")
        listed = (await guest.get("/cases")).text
        page = (await guest.get(CASE)).text
        assert ("R8-0012" in listed, TITLE in listed) == (True, False)
        assert [text in page for text in (ABSTRACT, WORDS, TITLE, "丘町", "森林整備課")] == [
            True,
            True,
            False,
            False,
            False,
        ]

        joined = await press(guest, "join")
        empty = await press(guest, "note", note_text=" ")
        note = await press(guest, "note", note_text="BAIT-会場は空いています")
        assert (joined.status_code, empty.status_code, note.status_code) == (303, 422, 303)
        desk = (await officer.get(CASE)).text
        history = desk.split('id="history"')[1]
        assert ("参加中" in desk, "BAIT-会場は空いています" in desk) == (True, True)
        assert ("入江市" in history, "市町村が参加" in history) == (True, True)

        left = await press(guest, "leave", leave_reason="BAIT-都合により")
        after = (await guest.get(CASE)).text
        assert left.status_code == 303
        assert [text in after for text in (ABSTRACT, WORDS, "BAIT-都合により", "参加の記録")] == [
            False,
            False,
            True,
            True,
        ]
    assert "BAIT-都合により" in (await officer.get(CASE)).text


async def test_no_other_page_of_the_case_opens_to_a_guest(house: House, client: httpx.AsyncClient) -> None:
    await invited(house, "shi-bay")
    await sign_in(client, house.admin, Role.MUNICIPALITY, department="shi-bay", user="bay")

    pages = ("ask", "attachments", "replies", "mail", "returns")
    answers = {page: (await client.get(f"{CASE}/{page}")).status_code for page in pages}
    lists = {page: (await client.get(page)).status_code for page in ("/cases/forgotten", "/cases/returns", "/parties")}

    assert set(answers.values()) <= {403, 404, 405}
    assert set(lists.values()) <= {403}


async def test_who_joined_sees_what_is_coordinated_but_not_why(house: House, client: httpx.AsyncClient) -> None:
    await coordinating(house)
    await municipalities(house)
    await do(house, FOREST, "invite-municipality", municipalities=["shi-bay"], words=WORDS)
    await do(house, OFFICER, "set-milestone", words="BAIT-現地を見る", owner="desk", day=DAY)
    await do(house, OFFICER, "decide-cooperation", form="project", body="BAIT-庁内の会議")
    await sign_in(client, house.admin, Role.MUNICIPALITY, department="shi-bay", user="bay")
    before = (await client.get(CASE)).text

    await do(house, BAY, "join")

    (milestone,) = (await look(house)).tasks
    moved: dict[str, Any] = {
        "milestone_id": milestone.task_id,
        "day": DAY + timedelta(days=1),
        "reason": "BAIT-雨天のため",
    }
    await do(house, OFFICER, "set-milestone", **moved)
    after = (await client.get(CASE)).text
    said = ("BAIT-現地を見る", "事業連携協定（案）", "森林整備課", "BAIT-雨天のため", "BAIT-課の理由")
    assert [text in before for text in said] == [False, False, True, False, False]
    assert [text in after for text in said] == [True, True, True, False, False]
    told = (await client.get(f"/api{CASE}")).json()
    inner = ("proposer_kind", "channel", "next_day", "returns", "round")
    assert [told[name] for name in ("stage", *inner)] == ["coordinating", *[None] * len(inner)]
    await do(house, BAY, "leave", reason="BAIT-都合により")
    assert (await client.get(f"/api{CASE}")).json()["stage"] is None
    assert [one["words"] for one in told["tasks"]] == ["BAIT-現地を見る"]
    assert (told["cooperation"]["form"], "BAIT-庁内の会議" in str(told), told["ledger"]) == ("project", False, [])


async def test_a_municipality_settles_what_it_owes_and_the_desk_has_it_once_it_left(
    house: House, client: httpx.AsyncClient
) -> None:
    await coordinating(house)
    await municipalities(house)
    await do(house, FOREST, "invite-municipality", municipalities=["shi-bay"], words=WORDS)
    with pytest.raises(OwnerUnclear):
        await do(house, OFFICER, "set-todo", words="会場を押さえる", owner="shi-bay")
    await do(house, BAY, "join")
    for words in ("会場を押さえる", "使用許可を出す"):
        await do(house, OFFICER, "set-todo", words=words, owner="shi-bay", due=DAY)
    await do(house, OFFICER, "set-milestone", words="説明会", owner="shi-bay", day=DAY)
    await sign_in(client, house.admin, Role.MUNICIPALITY, department="shi-bay", user="bay")
    first, second, meeting = (await look(house)).tasks

    page = (await client.get(CASE)).text
    version = re.search(r'name="version" value="(\d+)"', page)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert version
    assert token
    form = {"csrf_token": token[1], "version": version[1], "finish-todo-todo_id": str(first.task_id)}
    done = await client.post(f"{CASE}/finish-todo", data=form)
    for verb, said in (
        ("set-milestone", {"milestone_id": meeting.task_id, "day": DAY + timedelta(days=1), "reason": "雨天"}),
        ("set-todo", {"words": "ほかの宿題", "owner": "desk"}),
    ):
        with pytest.raises((NotTakingPart, NotAllowed)):
            await do(house, BAY, verb, **said)
    await do(house, BAY, "set-milestone", milestone_id=meeting.task_id, state="done")
    left = await do(house, BAY, "leave", reason="都合により")

    assert (page.count("済みにする"), done.status_code) == (3, 303)
    assert [(one.state.value, one.owed_by.value, one.department) for one in left.tasks] == [
        ("done", "municipality", "shi-bay"),
        ("open", "desk", None),
        ("done", "municipality", "shi-bay"),
    ]
    assert second.task_id == left.tasks[1].task_id
