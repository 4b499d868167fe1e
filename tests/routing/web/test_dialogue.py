"""What is said about a case, on its page: who writes, who reads, and what waits for a second person."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape

import httpx2 as httpx

from shared.access.actor import Role
from shared.events import NoteToProposerReleased, VerdictGiven
from tests.intake.web.conftest import sign_in
from tests.routing.conftest import FOREST, House
from tests.routing.web.conftest import a_browser
from tests.routing.web.test_returns import words

CASE = "/cases/R8-0012"
SECRET = "BAIT-庁内だけの話"


@asynccontextmanager
async def of_department(house: House, code: str) -> AsyncIterator[httpx.AsyncClient]:
    async with a_browser() as browser:
        await sign_in(browser, house.admin, Role.DEPARTMENT, department=code, user=code)
        yield browser


async def press(browser: httpx.AsyncClient, path: str, **typed: str) -> httpx.Response:
    """Fill in and send the form of the page that goes to *path*."""
    page = (await browser.get(CASE)).text
    found = next(one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'action="{CASE}/{path}"' in one)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', found))
    return await browser.post(
        f"{CASE}/{path}", data=hidden | {name.replace("_", "-"): said for name, said in typed.items()}
    )


async def test_what_stays_inside_is_read_by_who_has_the_case_and_by_nobody_else(
    house: House, officer: httpx.AsyncClient
) -> None:
    await house.offered("shinrin", "kanko")
    await house.taken_up(FOREST)

    inside = await press(officer, "note", note_text=SECRET, note_circle="office")
    desk_only = await press(officer, "note", note_text="BAIT-デスクの話", note_circle="desk")

    assert (inside.status_code, desk_only.status_code) == (303, 303)
    desk = (await officer.get(CASE)).text
    async with of_department(house, "shinrin") as browser:
        taken_up = (await browser.get(CASE)).text
    async with of_department(house, "kanko") as browser:
        asked = (await browser.get(CASE)).text
    assert [SECRET in page for page in (desk, taken_up, asked)] == [True, True, False]
    assert ["BAIT-デスクの話" in page for page in (desk, taken_up, asked)] == [True, False, False]
    assert ["庁内メモ" in page for page in (desk, taken_up, asked)] == [True, True, False]


async def test_what_the_desk_tells_stands_in_the_thread(house: House, officer: httpx.AsyncClient) -> None:
    await house.offered("shinrin")

    answer = await press(officer, "tell", tell_words="候補地をお送りします。", tell_about="message")

    page = words((await officer.get(CASE)).text)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{CASE}#dialogue")
    assert "候補地をお送りします。" in page
    assert len(await house.facts(NoteToProposerReleased)) == 1


async def test_what_was_typed_comes_back_with_what_is_wrong(house: House, officer: httpx.AsyncClient) -> None:
    await house.offered("shinrin")

    answer = await press(officer, "tell", tell_words="結果をお知らせします。", tell_about="result")

    assert answer.status_code == 422
    assert "検討結果の回答がまだない" in words(answer.text)
    assert "結果をお知らせします。" in answer.text
    assert '<a href="#f-tell-words">' in answer.text


async def test_a_meeting_without_a_day_is_asked_for_it_and_keeps_its_minutes(
    house: House, officer: httpx.AsyncClient
) -> None:
    await house.offered("shinrin")

    wrong = await press(officer, "meeting", meeting_minutes="条件を確認した。")
    right = await press(
        officer,
        "meeting",
        meeting_minutes="条件を確認した。",
        meeting_with="1",
        meeting_departments="shinrin",
        **{"meeting-day-year": "2026", "meeting-day-month": "11", "meeting-day-day": "20"},
    )

    page = words((await officer.get(CASE)).text)
    assert (wrong.status_code, right.status_code) == (422, 303)
    assert "条件を確認した。" in wrong.text
    assert '<a href="#f-meeting-day">' in wrong.text
    assert "令和8年11月20日（金） 出席：提案者、森林整備課" in page
    assert "条件を確認した。" in page


ANSWER = {
    "verdict": "conditional",
    "reason": "県有林で実証できます。",
    "conditions": "費用はご負担ください。",
    "benefits_prefecture": "県産材が使われる。",
    "review_budget": "なし",
    "approval_number": "森第123号",
    "approval_day_year": "2026",
    "approval_day_month": "11",
    "approval_day_day": "20",
}


async def test_a_department_answers_with_conditions_and_the_desk_reads_all_of_it(
    house: House, officer: httpx.AsyncClient
) -> None:
    await house.offered("shinrin", "kanko")
    await house.taken_up(FOREST)
    async with of_department(house, "shinrin") as browser:
        wrong = await press(browser, "verdict", **ANSWER | {"conditions": ""})
        right = await press(browser, "verdict", **ANSWER)
        again = await press(browser, "verdict", verdict="viable", reason="条件がなくてもできます。")
        own = words((await browser.get(CASE)).text)

    page = words((await officer.get(CASE)).text)
    assert (wrong.status_code, right.status_code, again.status_code) == (422, 303, 303)
    assert '<a href="#f-conditions">' in wrong.text
    assert "森第123号" in wrong.text
    for said in (
        "費用はご負担ください。",
        "県産材が使われる。",
        "予算への影響 なし",
        "森第123号",
        "以前の回答：条件付",
    ):
        assert said in page
        assert said in own
    assert page.index("条件がなくてもできます。") < page.index("以前の回答：条件付")
    assert [one.fact.verdict.value for one in await house.facts(VerdictGiven)] == ["conditional", "viable"]


async def test_an_answer_without_a_verdict_is_asked_for_one(house: House) -> None:
    await house.offered("shinrin")
    await house.taken_up(FOREST)

    async with of_department(house, "shinrin") as browser:
        answer = await press(browser, "verdict", reason="まだ決めていません。")

    assert answer.status_code == 422
    assert "検討結果を選んでください。" in unescape(answer.text)
    assert "まだ決めていません。" in answer.text
