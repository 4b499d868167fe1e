"""From a yes of both sides to the end of the work, as the pages of the desk do it."""

import re

import httpx2 as httpx
import pytest

from services.routing.handlers.learned import LessonNamesSomebody
from shared.access.actor import Role
from tests.intake.web.conftest import sign_in
from tests.routing.agreements import concluded, drafted
from tests.routing.agreements import do as to_agreement
from tests.routing.conftest import FOREST, House
from tests.routing.ending import DECLINE, at, coordinating, do, look
from tests.routing.web.conftest import a_browser
from tests.routing.web.test_ends import CASE, press, words


async def test_a_case_is_decided_done_and_completed_on_its_page_and_leaves_a_lesson(
    house: House, officer: httpx.AsyncClient
) -> None:
    await coordinating(house)

    draft = await press(officer, "decide-cooperation", form="project")
    nobody = await press(officer, "decide-cooperation", form="project", decided="1")
    decision = {"form": "project", "decided": "1", "body": "BAIT-政策調整会議", "reference": "計推第1号"}
    day = {"day-year": "2026", "day-month": "11", "day-day": "20"}
    decided = await press(officer, "decide-cooperation", **decision, **day)
    shown = words((await officer.get(CASE)).text)
    started = await press(officer, "start-implementation", words="実施を始めます。")
    without = await press(officer, "complete", words="無事に終わりました。")
    completed = await press(officer, "complete", words="無事に終わりました。", lesson="予算の時期を早めに確かめる。")
    async with a_browser() as fisher:
        await sign_in(fisher, house.admin, Role.DEPARTMENT, department="suisan")
        found = words((await fisher.get("/lessons?q=予算 時期")).text)
        nothing = words((await fisher.get("/lessons?q=100%")).text)

    assert [one.status_code for one in (draft, nobody, decided, started, without, completed)] == [
        303,
        422,
        303,
        303,
        422,
        303,
    ]
    assert "決定した会議や職と、本日以前の決定日を入力してください。" in words(nobody.text)
    assert "事業連携協定 決定" in shown
    assert "BAIT-政策調整会議" in shown
    case = await look(house)
    assert (case.stage.value, case.project_id is None) == ("completed", False)
    assert ("予算の時期を早めに確かめる。" in found, "教訓は見つかりませんでした" in nothing) == (True, True)


async def test_a_case_is_decided_under_an_agreement_of_the_register_that_has_its_form(
    house: House, officer: httpx.AsyncClient
) -> None:
    await coordinating(house)
    await concluded(house)
    dropped = await drafted(house)
    await to_agreement(house, dropped.number, "drop", {"words": "まとまらなかったため。"})

    offered = (await officer.get(CASE)).text
    wrong = [
        await press(officer, "decide-cooperation", form=form, agreement=number)
        for form, number in (
            ("comprehensive", "KR8-0009"),
            ("comprehensive", dropped.number),
            ("project", "KR8-0001"),
            ("none", "KR8-0001"),
        )
    ]
    named = await press(officer, "decide-cooperation", form="comprehensive", agreement="KR8-0001")

    assert '<option value="KR8-0001">KR8-0001 森林と観光の包括連携協定 締結済</option>' in offered
    assert dropped.number not in offered
    assert [one.status_code for one in (*wrong, named)] == [422, 422, 422, 422, 303]
    told = ("見つからないか、閲覧できません", "終了したか、取りやめ", "協定区分のものではありません")
    assert [sum(words in one.text for one in wrong) for words in told] == [1, 1, 2]
    assert all('href="#f-decide-cooperation-agreement"' in one.text for one in wrong)
    choice = (await look(house)).cooperation
    assert choice is not None
    assert choice.agreement == "KR8-0001"


async def hidden(officer: httpx.AsyncClient, verb: str) -> dict[str, str]:
    """Return the hidden fields of the form of *verb*."""
    page = (await officer.get(CASE)).text
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'action="{CASE}/{verb}"' in one)
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))


async def test_the_lesson_of_a_decline_is_found_once_a_second_person_agreed(
    house: House, officer: httpx.AsyncClient
) -> None:
    await at(house, "confirming")

    with pytest.raises(LessonNamesSomebody):
        await do(house, "decline", **DECLINE, lesson="株式会社 みおの前例を確かめる。")
    await do(house, "decline", **DECLINE, lesson="前例を先に確かめる。")
    waiting = words((await officer.get("/lessons")).text)
    await do(house, "approve-decline")
    declined = words((await officer.get("/lessons")).text)
    page = words((await officer.get(CASE)).text)

    assert "前例を先に確かめる。" not in waiting
    assert "前例を先に確かめる。" in declined
    assert "前例を先に確かめる。" in page


async def test_what_both_sides_owe_is_planned_chased_and_settled_on_the_page(
    house: House, officer: httpx.AsyncClient
) -> None:
    await coordinating(house)
    day = {"day-year": "2026", "day-month": "12", "day-day": "15"}

    planned = await officer.post(
        f"{CASE}/plan-procedures",
        data={**await hidden(officer, "plan-procedures"), "plan-approval-on": "1", "plan-approval-owner": "shinrin"},
    )
    set_ = await press(officer, "set-milestone", words="BAIT-現地を見る", owner="desk", **day)
    (procedure, milestone) = (await look(house)).tasks
    moving = {"state": "planned", "milestone_id": str(milestone.task_id), **day, "day-day": "18"}
    unsaid = await press(officer, "set-milestone", **moving)
    moved = await press(officer, "set-milestone", **moving, reason="雨天のため。")
    await do(house, "set-todo", words="図面を送る", owner="counterpart", due="2026-12-01")
    silent = await press(officer, "chase", task_id=str((await look(house)).tasks[2].task_id))
    chased = await press(
        officer, "chase", task_id=str((await look(house)).tasks[2].task_id), words="図面はいかがでしょうか。"
    )
    page = words((await officer.get(CASE)).text)
    early = await press(officer, "complete-procedure", procedure_id=str(procedure.task_id), needed="false")
    await do(house, "complete-procedure", procedure_id=procedure.task_id, reference="計推第2号", actor=FOREST)

    assert [one.status_code for one in (planned, set_, unsaid, moved, silent, chased, early)] == [
        303,
        303,
        422,
        303,
        422,
        303,
        422,
    ]
    assert "日程の変更（1回）" in page
    assert "12月15日" in page
    assert "雨天のため。" in page
    assert "催促 1回" in page
    assert "図面はいかがでしょうか。" in page
    assert [(one.kind.value, one.state.value, one.chased) for one in (await look(house)).tasks] == [
        ("procedure", "done", 0),
        ("milestone", "open", 0),
        ("todo", "open", 1),
    ]


async def test_a_department_joins_takes_the_lead_and_sees_the_case_while_the_other_leaves(
    house: House, officer: httpx.AsyncClient
) -> None:
    await coordinating(house)

    nobody = await press(officer, "change-departments", leave="shinrin", reason="担当が変わったため。")
    changed = await press(
        officer, "change-departments", leave="shinrin", join="kanko", lead="kanko", reason="担当が変わったため。"
    )
    case = await look(house)
    async with a_browser() as guide:
        await sign_in(guide, house.admin, Role.DEPARTMENT, department="kanko")
        seen = (await guide.get(CASE)).status_code

    assert (nobody.status_code, changed.status_code, seen) == (422, 303, 200)
    assert (case.in_charge, case.taking_part, case.taken_up) == ("kanko", frozenset({"kanko"}), frozenset({"kanko"}))
