"""Projects as pages, files and programs show them."""

import re
from typing import Any

import httpx2 as httpx

from services.routing.handlers.ledger.projects.born import begin_project
from shared.events import ImplementationStarted
from tests.routing.conftest import OFFICER, House
from tests.routing.ending import coordinating, do
from tests.routing.handlers.ledger.test_projects import DECISION, act, new
from tests.routing.web.test_ends import CASE, words

EFFECT: dict[str, Any] = {
    "standing": "actual",
    "label": "運航費",
    "method": "見積による。",
    "as_of": "2026-11-20",
    "fiscal_year": 2026,
}


async def send(browser: httpx.AsyncClient, path: str, **said: str) -> httpx.Response:
    """Send the form at *path* as the page drew it, filled in."""
    page = (await browser.get(path)).text
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'action="{path}"' in one)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
    return await browser.post(path, data=hidden | said)


async def test_a_project_shows_all_that_was_recorded_and_takes_more_by_its_forms(
    house: House, officer: httpx.AsyncClient
) -> None:
    await new(house)
    await act(house, "record-effect", effect_kind="count", count=2310, unit="人", **EFFECT)

    funded = await send(
        officer,
        "/projects/JR8-0001/set-funding",
        source="corporate_hometown_tax",
        fiscal_year="2026",
        planned="3000000",
        secured="1000000",
    )
    wrong = await send(officer, "/projects/JR8-0001/record-effect", effect_kind="amount", label="費用")
    page = words((await officer.get("/projects/JR8-0001")).text)

    assert (funded.status_code, wrong.status_code) == (303, 422)
    assert "確保できていない財源が2,000,000円あります。" in page
    assert "企業版ふるさと納税" in page
    assert "2,310人" in page
    assert "主担当の課 森林整備課" in page


async def test_effects_of_a_year_and_obstacles_are_read_as_tables_files_and_data(
    house: House, officer: httpx.AsyncClient
) -> None:
    await new(house)
    await act(house, "record-effect", effect_kind="amount", yen=1_200_000, **EFFECT)
    await act(house, "record-obstacle", obstacle_kind="law", words="=許可を要する。", law="海上運送法")

    page = words((await officer.get("/projects/effects?year=R8")).text)
    nothing = words((await officer.get("/projects/effects?year=令和7年度")).text)
    unread = await officer.get("/projects/effects?year=x")
    file = await officer.get("/projects/obstacles.csv")
    listed = words((await officer.get("/projects/obstacles")).text)
    effects = (await officer.get("/api/projects/effects", params={"year": "R8"})).json()
    obstacles = (await officer.get("/api/projects/obstacles")).json()["items"]

    assert "効果額の合計 1,200,000円" in page
    assert "令和7年度の実績はまだありません" in nothing
    assert unread.status_code == 422
    assert file.content.startswith("\ufeff番号".encode())
    assert "'=許可を要する。" in file.text
    assert "海上運送法" in listed
    assert (effects["yen"], effects["by_department"], effects["effects"][0]["project"]) == (
        1_200_000,
        {"shinrin": 1_200_000},
        "JR8-0001",
    )
    assert [(one["project"], one["state"]) for one in obstacles] == [("JR8-0001", "open")]


async def test_case_and_project_show_each_other_and_what_of_both_is_still_open(
    house: House, officer: httpx.AsyncClient
) -> None:
    await coordinating(house)
    await do(house, "decide-cooperation", **DECISION)
    await do(house, "start-implementation", words="始めます。", starts_on="2026-11-24")
    (told,) = await house.facts(ImplementationStarted)
    async with house.worker.begin() as work:
        await begin_project(told, work)
    await act(house, "start", OFFICER)
    await act(house, "complete", OFFICER, result="終わりました。", lesson="早く始める。")

    case = words((await officer.get(CASE)).text)
    project = words((await officer.get("/projects/JR8-0001")).text)
    lessons = (await officer.get("/lessons")).text
    await do(house, "complete", words="終わりました。", lesson="特になし")
    after = words((await officer.get("/projects/JR8-0001")).text)

    assert "事業・完了 JR8-0001 R8-0012の事業" in case
    assert "事業は終わっています。結果と教訓を書いて、案件を完了としてください。" in case
    assert "案件 R8-0012 はまだ実施中です。" in project
    assert 'href="/projects/JR8-0001"' in lessons
    assert "ご確認ください" not in after
