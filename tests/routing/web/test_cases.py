"""The list of cases as a person filters it, without JavaScript."""

import re

import httpx2 as httpx

from shared.access.actor import Role
from tests.intake.web.conftest import sign_in
from tests.routing.conftest import House

_RECEIPT = re.compile(r'href="/cases/(R8-\d+)"')


async def test_the_form_keeps_what_was_chosen_and_the_next_page_keeps_it_too(
    house: House, officer: httpx.AsyncClient
) -> None:
    for number in range(3):
        await house.opened(receipt=f"R8-000{number}")
    asked = {"stage": ["received", "offered"], "order": "next_day", "limit": "2", "words": "", "asked": ""}

    first = await officer.get("/cases", params=asked)
    more = re.search(r'href="(/cases\?[^"]+)"[^>]*>次の2件', first.text)
    assert more is not None
    second = await officer.get(more[1].replace("&amp;", "&"))

    shown = _RECEIPT.findall(first.text) + _RECEIPT.findall(second.text)
    assert sorted(shown) == ["R8-0000", "R8-0001", "R8-0002"]
    for page in (first.text, second.text):
        assert re.findall(r'name="stage" value="(\w+)" checked', page) == ["received", "offered"]
        assert '<option value="next_day" selected>' in page
        assert "<details open>" in page


async def test_the_lists_asked_for_every_day_are_one_click_away(house: House, officer: httpx.AsyncClient) -> None:
    await house.opened()

    page = await officer.get("/cases")
    mine = await officer.get("/cases?officer=mine&order=next_day")

    assert '<a href="/cases" aria-current="page">すべて</a>' in page.text
    assert '<a href="/cases?officer=mine&amp;order=next_day" aria-current="page">自分の担当</a>' in mine.text
    assert _RECEIPT.findall(mine.text) == []
    assert "条件を変えるか、外してお確かめください。" in mine.text


async def test_a_department_is_asked_nothing_about_other_departments(house: House, client: httpx.AsyncClient) -> None:
    await house.offered("kanko")
    await sign_in(client, house.admin, Role.DEPARTMENT, department="kanko")

    page = await client.get("/cases?asked=kanko")

    assert _RECEIPT.findall(page.text) == ["R8-0012"]
    assert 'name="asked"' not in page.text
    assert 'name="officer"' not in page.text


async def test_a_filter_nobody_knows_is_refused_on_the_page(house: House, officer: httpx.AsyncClient) -> None:
    answers = [await officer.get(f"/cases?{asked}") for asked in ("stage=gone", "colour=red", "after=x")]

    assert [answer.status_code for answer in answers] == [422, 422, 422]
