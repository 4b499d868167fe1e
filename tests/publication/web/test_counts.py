"""The public numbers in front of a browser and a program."""

from html.parser import HTMLParser

import httpx2 as httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.publication.wiring import build_site
from tests.publication.conftest import House, client
from tests.publication.facts import ENDS, opened, recorded
from tests.statements import noting_statements

pytestmark = pytest.mark.service("publication")
CANARY = "R8-7341"
HEADINGS = ["受付件数", "実現", "対応中", "見送り", "他の窓口へ紹介", "取下げ"]


class Tables(HTMLParser):
    """The rows of every table under its caption."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self._caption = ""
        self._rows: list[list[str]] = []
        self._in: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in.append(tag)
        if tag == "table":
            self._rows = []
        if tag == "tr":
            self._rows.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.found[self._caption] = self._rows
        if tag in self._in:
            while self._in.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._in and self._in[-1] in {"th", "td"} and data.strip():
            self._rows[-1].append(data.strip())
        if self._in and self._in[-1] == "caption":
            self._caption = data.strip()


async def test_the_page_shows_every_year_and_this_one_month_by_month(browser: httpx.AsyncClient, house: House) -> None:
    cases = [opened(f"R8-000{number}") for number in range(3)]
    await house.hear(*cases, recorded(ENDS["declined"], of=cases[0].aggregate_id, version=4))

    tables = Tables((await browser.get("/register")).text).found

    quiet = [[f"{month}月", *"000000"] for month in range(4, 11)]
    assert tables["年度ごとの件数"] == [["年度", *HEADINGS], ["令和8年度", "3", "0", "2", "1", "0", "0"]]
    assert tables["令和8年度"] == [
        ["月", *HEADINGS],
        *quiet,
        ["11月", "3", "0", "2", "1", "0", "0"],
        ["年度計", "3", "0", "2", "1", "0", "0"],
    ]
    assert tables["かかった日数"][1] == ["令和8年度", "0日（1件）", "まだありません"]


async def test_a_chart_says_in_words_what_it_is_and_carries_no_style(browser: httpx.AsyncClient, house: House) -> None:
    await house.hear(opened())

    page = (await browser.get("/register")).text

    assert page.count('role="img"') == 2
    assert page.count("同じ件数を下の表に示します。") == 2
    assert "style=" not in page


async def test_two_desks_each_have_their_own_numbers(house: House, web_engine: AsyncEngine) -> None:
    await house.hear(opened(), opened(desk_id="other"), opened("R8-0002", desk_id="other"))

    async with client(web_engine, desks=2) as browser:
        pages = [Tables((await browser.get(path)).text).found for path in ("/register", "/register?desk=other")]
        data = (await browser.get("/register/counts.json")).json()

    assert [page["年度ごとの件数"][1][1] for page in pages] == ["1", "2"]
    assert [(one["desk_id"], one["fiscal_years"][0]["received"]) for one in data["desks"]] == [
        ("miono", 1),
        ("other", 2),
    ]


async def test_the_data_say_what_the_page_says(browser: httpx.AsyncClient, house: House) -> None:
    await house.hear(opened("R8-0001"), opened("R8-0002"))

    answer = await browser.get("/register/counts.json")

    (desk,) = answer.json()["desks"]
    (year,) = desk["fiscal_years"]
    assert answer.headers["content-type"] == "application/json"
    assert {key: year[key] for key in ("fiscal_year", "name", "received", "in_progress", "days_to_answer")} == {
        "fiscal_year": 2026,
        "name": "令和8年度",
        "received": 2,
        "in_progress": 2,
        "days_to_answer": {"median": None, "proposals": 0},
    }
    assert {key: year["months"][-1][key] for key in ("month", "received", "realised")} == {
        "month": "2026-11",
        "received": 2,
        "realised": 0,
    }


@pytest.mark.parametrize("path", ["/register", "/register/counts.json"])
async def test_neither_a_receipt_number_nor_an_id_leaves(browser: httpx.AsyncClient, house: House, path: str) -> None:
    told = opened(CANARY)
    await house.hear(told)

    answer = await browser.get(path)

    assert [secret for secret in (CANARY, "7341", str(told.aggregate_id)) if secret in answer.text] == []


@pytest.mark.parametrize("path", ["/register", "/register/counts.json"])
async def test_who_holds_the_same_numbers_gets_them_once(browser: httpx.AsyncClient, house: House, path: str) -> None:
    first = await browser.get(path)
    same = await browser.get(path, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    await house.hear(opened())
    changed = await browser.get(path, headers={"If-None-Match": first.headers["etag"]})

    assert [first.status_code, same.status_code, changed.status_code] == [200, 304, 200]
    assert {answer.headers["cache-control"] for answer in (first, same, changed)} == {"public, max-age=1"}
    assert (same.content, same.headers["etag"]) == (b"", first.headers["etag"])
    assert "set-cookie" not in first.headers


@pytest.mark.parametrize("cases", [1, 3])
async def test_the_page_asks_the_database_as_often_whatever_stands_there(
    browser: httpx.AsyncClient, house: House, web_engine: AsyncEngine, cases: int
) -> None:
    await house.hear(*(opened(f"R8-{number:04}") for number in range(cases)))
    for number in range(cases):
        await house.project(number=f"PR8-000{number}")

    with noting_statements(web_engine) as asked:
        first = await browser.get("/register")
    with noting_statements(web_engine) as asked_again:
        await browser.get("/register", headers={"If-None-Match": first.headers["etag"]})

    # How far it is, the list, and two of the numbers; then only how far it is.
    assert (len(asked), len(asked_again)) == (4, 1)


async def test_the_site_as_it_is_wired_answers_and_does_not_look_for_a_person(clean: None) -> None:
    site = build_site()

    async with httpx.AsyncClient(transport=httpx.ASGITransport(site.app), base_url="http://desk.example") as browser:
        answer = await browser.get("/register", headers={"Cookie": "desk_session=made-up"})
    await site.engine.dispose()

    assert (answer.status_code, "年度ごとの件数" in Tables(answer.text).found) == (200, True)
    assert "set-cookie" not in answer.headers
    assert site.relay is None
