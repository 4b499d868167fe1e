"""What comes back, as the desk sees it and goes on."""

import re
from collections.abc import AsyncIterator, Callable
from html import unescape

import httpx2 as httpx
import pytest
from sqlalchemy import text

from shared.access.actor import Role
from tests.intake.web.conftest import sign_in
from tests.routing.conftest import House
from tests.routing.returning import REASON, bounced, offered_again, returned
from tests.routing.web.conftest import a_browser

CASE = "/cases/R8-0012"


@pytest.fixture
async def section(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A browser of the department of forests."""
    async with a_browser() as browser:
        await sign_in(browser, house.admin, Role.DEPARTMENT, department="shinrin")
        yield browser


def words(page: str) -> str:
    """Return a page as it is read out."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", page)))


def form(page: str, chosen: Callable[[str], bool]) -> dict[str, str]:
    """Return the hidden fields of the form that is *chosen*."""
    found = next(one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if chosen(one))
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', found))


async def test_the_desk_asks_the_named_department_as_lead_with_one_press(
    house: House, officer: httpx.AsyncClient
) -> None:
    await house.offered("shinrin")
    await returned(house, "shinrin", "kanko")

    page = (await officer.get(CASE)).text
    answer = await officer.post(f"{CASE}/offer", data=form(page, lambda one: "主担当として送付する" in one))

    said = words(page)
    assert "森林整備課 が返送しました" in said
    assert REASON in said
    assert "観光振興課に主担当として送付する" in said
    assert "標準の期限になります" in said
    assert "回返送されています" not in said
    assert (answer.status_code, answer.headers["location"]) == (303, CASE)
    assert await house.rows("SELECT department, lead, state FROM routing.offer WHERE lead") == [
        {"department": "kanko", "lead": True, "state": "asked"}
    ]
    assert "担当外として返送されました" not in (await officer.get(CASE)).text


async def test_who_returned_a_case_is_no_candidate_any_more(house: House, officer: httpx.AsyncClient) -> None:
    await house.offered("kanko")
    before = (await officer.get(CASE)).text
    await offered_again(house, "shinrin")
    await returned(house, "shinrin", "kotsu")

    after = (await officer.get(CASE)).text

    ticked = re.compile(r'name="departments" value="(\w+)"')
    assert [set(ticked.findall(page)) for page in (before, after)] == [{"shinrin", "kotsu"}, {"kotsu"}]


async def test_a_case_that_came_back_three_times_says_so_and_points_to_nobody_who_returned_it(
    house: House, officer: httpx.AsyncClient
) -> None:
    await bounced(house)

    case, cases, overview = [words((await officer.get(path)).text) for path in (CASE, "/cases", "/cases/returns")]

    assert "3回返送されています。デスクで担当を決めてください。" in case
    assert "この課も担当外として返送しています。" in case
    assert case.count(REASON) == 3
    assert "主担当として送付する" not in case
    assert "検討結果を回答（担当外。担当と考えられる課：観光振興課） 森林整備課" in case
    assert "標準の期限になります" not in case
    assert "返送あり（3回） 主担当なし" in cases
    assert "R8-0012 BAIT-森林を走る渡し船 3回 交通政策課 森林整備課" in overview


async def test_the_desk_takes_an_offer_back_from_the_page_of_the_case(house: House, officer: httpx.AsyncClient) -> None:
    await house.offered("shinrin", "kanko")

    page = (await officer.get(CASE)).text
    fields = form(page, lambda one: 'name="department" value="kanko"' in one)
    refused = await officer.post(f"{CASE}/recall", data=fields | {"reason": ""})
    answer = await officer.post(f"{CASE}/recall", data=fields | {"reason": "重なる依頼のため。"})

    assert refused.status_code == 422
    assert '<a href="#f-recall-kanko">送付を取りやめる理由を入力してください。</a>' in refused.text
    assert 'id="f-recall-kanko"' in refused.text
    assert (answer.status_code, answer.headers["location"]) == (303, CASE)
    assert "取りやめ" in words((await officer.get(CASE)).text)
    assert await house.rows("SELECT department FROM routing.case_access") == [{"department": "shinrin"}]


async def test_pairs_of_departments_are_counted_by_fiscal_year(house: House, officer: httpx.AsyncClient) -> None:
    await house.offered("shinrin")
    await returned(house, "shinrin", "kanko")
    await offered_again(house, "kanko")
    await returned(house, "kanko", "shinrin")

    page = words((await officer.get("/cases/returns?year=2026")).text)
    before = words((await officer.get("/cases/returns?year=2025")).text)

    assert "令和8年度に返送した課の組" in page
    assert page.count("課と課の間の返送") == 1
    assert "観光振興課 森林整備課 1件 1件 R8-0012 （往復）" in page
    assert "この年度に、課と課の間の返送はありません" in before


async def test_a_department_names_first_who_its_abstract_speaks_of_and_cannot_name_nobody(
    house: House, section: httpx.AsyncClient
) -> None:
    await house.offered("shinrin", abstract="県産の木材で観光地の魅力を高める提案です。")

    page = (await section.get(CASE)).text
    fields = form(page, lambda one: 'value="not_ours"' in one)
    nobody = await section.post(f"{CASE}/verdict", data=fields | {"reason": REASON, "suggested": ""})
    no_reason = await section.post(f"{CASE}/verdict", data=fields | {"reason": " ", "suggested": "kotsu"})
    answer = await section.post(f"{CASE}/verdict", data=fields | {"reason": REASON, "suggested": "kotsu"})

    groups = re.findall(r'<optgroup label="([^"]*)">(.*?)</optgroup>', page, re.DOTALL)
    assert [(label, re.findall(r'value="([^"]*)"', options)) for label, options in groups] == [
        ("候補（言葉の一致から）", ["kanko"]),
        ("そのほか", ["kanko", "kotsu"]),
    ]
    assert (nobody.status_code, no_reason.status_code) == (422, 422)
    assert '<a href="#f-suggested">' in nobody.text
    assert REASON in nobody.text
    assert '<a href="#f-not-ours-reason">' in no_reason.text
    assert '<option value="kotsu" selected>' in no_reason.text
    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox")


async def test_a_department_that_is_asked_again_sees_its_new_due_day(house: House, section: httpx.AsyncClient) -> None:
    await house.offered("shinrin")
    await returned(house, "shinrin", "kanko")
    async with house.admin.begin() as connection:
        await connection.execute(text("UPDATE routing.offer SET due = '2020-01-15'"))
    await offered_again(house, "shinrin")

    page = words((await section.get(CASE)).text)

    asked, _, _ = page.partition("引き受けると、提案の本文と")
    assert "令和2年1月15日" not in asked.partition("検討の依頼が届いています")[2]


async def test_what_departments_returned_is_for_the_desk_alone(house: House, section: httpx.AsyncClient) -> None:
    await house.offered("kanko", "shinrin")
    await returned(house, "kanko", "kotsu")

    overview, cases, case = [await section.get(path) for path in ("/cases/returns", "/cases", CASE)]

    assert (overview.status_code, cases.status_code, case.status_code) == (403, 200, 200)
    assert [word for word in ("返送あり", "返送の状況") if word in cases.text] == []
    assert REASON not in case.text
    assert "/recall" not in case.text
