"""Asking several at once, each with a day and words of its own; mistakes are told at the one they concern."""

import re
from datetime import date, timedelta

import httpx2 as httpx

from services.routing.handlers.confirming import confirm
from shared.access.actor import Role
from shared.japanese.era import day_in_japan
from shared.web.pages import utc_now
from tests.intake.web.conftest import sign_in
from tests.routing.conftest import OFFICER, House, seen_as, step
from tests.routing.web.conftest import a_browser
from tests.routing.web.test_ends import CASE, words
from tests.routing.web.test_offer_link import hidden, offers, wish


def day(name: str, when: date) -> dict[str, str]:
    """Return a day as a form sends it."""
    return {f"{name}-{part}": str(getattr(when, part)) for part in ("year", "month", "day")}


async def confirmed(house: House) -> None:
    """Let a case be ready to be offered."""
    await house.opened()
    async with house.web.begin(seen_as(OFFICER)) as work:
        await confirm(work, "R8-0012", step(OFFICER), abstract="要旨")


async def test_each_department_has_its_own_day_and_reads_its_own_words(
    house: House, officer: httpx.AsyncClient
) -> None:
    await confirmed(house)
    tomorrow = day_in_japan(utc_now()) + timedelta(days=1)
    whom = {"departments": ["shinrin", "kanko"], "lead": "shinrin", "note": "共通の連絡です。"}
    own = day("due-kanko", tomorrow) | {"note-kanko": "観光の点からお願いします。"}

    page = (await officer.get(CASE)).text
    usual = dict(re.findall(r'name="(due-(?:year|month|day))" value="([^"]*)"', page))
    asked = await officer.post(f"{CASE}/offer", data=hidden(page) | usual | whom | own)
    rows = await house.rows("SELECT department, due FROM routing.offer ORDER BY department")
    async with a_browser() as browser:
        await sign_in(browser, house.admin, Role.DEPARTMENT, department="kanko")
        theirs = words((await browser.get(CASE)).text)

    assert asked.status_code == 303, re.findall(r"＊([^<]+)", asked.text)
    dues = {row["department"]: row["due"] for row in rows}
    assert dues == {"kanko": tomorrow, "shinrin": date(*(int(usual[f"due-{one}"]) for one in ("year", "month", "day")))}
    assert ["観光の点からお願いします。" in theirs, "共通の連絡です。" in theirs] == [True, False]


async def test_a_day_that_cannot_be_or_comes_late_is_told_at_the_department_it_was_given_to(
    house: House, officer: httpx.AsyncClient
) -> None:
    await confirmed(house)
    today = day_in_japan(utc_now())
    form = hidden((await officer.get(CASE)).text) | {"departments": ["shinrin", "kanko"], "lead": "shinrin"}
    late = form | day("due-kanko", today + timedelta(days=90))

    unread = await officer.post(f"{CASE}/offer", data=form | {"due-kanko-month": "x"})
    past = await officer.post(f"{CASE}/offer", data=late | day("due-shinrin", today - timedelta(days=1)))
    warned = await officer.post(f"{CASE}/offer", data=late)
    meant = await officer.post(f"{CASE}/offer", data=late | {"late": "1"})

    def places(answer: httpx.Response) -> list[str]:
        return re.findall(r'<li><a href="#f-([^"]+)">', answer.text)

    assert (places(unread), places(past)) == (["due-kanko"], ["due-shinrin", "due-kanko", "late"])
    assert (places(warned), "提案中の段階の上限" in words(warned.text)) == (["due-kanko", "late"], True)
    assert [one.status_code for one in (unread, past, warned, meant)] == [422, 422, 422, 303]


async def test_what_is_missing_of_a_company_is_told_at_it(house: House, officer: httpx.AsyncClient) -> None:
    await wish(house)
    form = hidden((await officer.get(f"{CASE}/ask")).text)
    new = form | {"new-name": "株式会社あお", "name-new": "担当者"} | {"due-new-day": "40", "note": "共通"}

    nobody = await officer.post(f"{CASE}/ask", data=form)
    unread = await officer.post(f"{CASE}/ask", data=new | {"email-new": "a@a.example"})
    unaddressed = await officer.post(f"{CASE}/ask", data=new | {"due-new-day": ""})

    assert [re.findall(r'<li><a href="#f-([^"]+)">', one.text) for one in (nobody, unread, unaddressed)] == [
        ["q"],
        ["due-new"],
        ["email-new"],
    ]
    assert await offers(house) == []
