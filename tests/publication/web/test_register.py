"""The public register in front of a browser and a program."""

from collections.abc import AsyncIterator
from html.parser import HTMLParser

import httpx2 as httpx
import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from services.publication.domain.public_case import opened_case
from services.publication.storage.cases import PublicCaseStore
from services.publication.web.labels import LABELS
from services.publication.web.register import Desk, register_pages
from services.publication.wiring import TEMPLATES, build_site
from shared.web.app import create_app
from shared.web.frame import Frame
from tests.publication.cases import NOVEMBER, opened

pytestmark = pytest.mark.service("publication")
ONE_DESK = (Desk(desk_id="miono", name="公民連携デスク"),)
CANARY = "R8-7341"


def client(engine: AsyncEngine, desks: tuple[Desk, ...] = ONE_DESK) -> httpx.AsyncClient:
    frame = Frame(desk_name="公民連携デスク", organisation="澪野県")
    app = create_app(title="register", templates=[TEMPLATES], labels=LABELS, frame=frame, clock=lambda: NOVEMBER)
    app.include_router(register_pages(engine.begin, lambda: desks, lambda: NOVEMBER))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.example")


@pytest.fixture
async def browser(clean: None, web_engine: AsyncEngine) -> AsyncIterator[httpx.AsyncClient]:
    async with client(web_engine) as browser:
        yield browser


async def count(engine: AsyncEngine, *receipts: str, desk_id: str = "miono") -> list[str]:
    facts = [opened(receipt, desk_id=desk_id) for receipt in receipts]
    async with engine.begin() as connection:
        await PublicCaseStore(connection).keep(opened_case(fact) for fact in facts)
    return [str(fact.aggregate_id) for fact in facts]


class Tables(HTMLParser):
    """The rows of every table, and the captions."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.captions: list[str] = []
        self.rows: list[list[str]] = []
        self._in: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in.append(tag)
        if tag == "tr":
            self.rows.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in self._in:
            while self._in.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._in and self._in[-1] in {"th", "td"} and data.strip():
            self.rows[-1].append(data.strip())
        if self._in and self._in[-1] == "caption":
            self.captions.append(data.strip())


async def test_the_page_shows_the_year_month_by_month_and_its_sum(
    browser: httpx.AsyncClient, worker_engine: AsyncEngine
) -> None:
    await count(worker_engine, "R8-0001", "R8-0002", "R8-0003")

    answer = await browser.get("/register")

    tables = Tables(answer.text)
    quiet = [[f"{month}月", "0", "0"] for month in range(4, 11)]
    assert answer.status_code == 200
    assert tables.captions == ["令和8年度"]
    assert tables.rows == [
        ["月", "受付件数", "うち対応中"],
        *quiet,
        ["11月", "3", "3"],
        ["年度計", "3", "3"],
    ]


async def test_before_anything_was_published_the_page_says_so_and_leads_to_the_form(
    browser: httpx.AsyncClient,
) -> None:
    page = (await browser.get("/register")).text

    assert page.count("公開された結果はまだありません。") == 1
    assert page.count('href="/propose"') == 1
    assert page.count("<h1>") == 1


async def test_two_desks_each_have_their_own_numbers(
    clean: None, web_engine: AsyncEngine, worker_engine: AsyncEngine
) -> None:
    await count(worker_engine, "R8-0001")
    await count(worker_engine, "R8-0001", "R8-0002", desk_id="other")
    desks = (*ONE_DESK, Desk(desk_id="other", name="もう一つの窓口"))

    async with client(web_engine, desks) as browser:
        page = Tables((await browser.get("/register")).text)
        data = (await browser.get("/register/counts.json")).json()

    assert page.captions == ["公民連携デスク 令和8年度", "もう一つの窓口 令和8年度"]
    assert [(one["desk_id"], one["fiscal_years"][0]["received"]) for one in data["desks"]] == [
        ("miono", 1),
        ("other", 2),
    ]


async def test_the_data_say_what_the_page_says(browser: httpx.AsyncClient, worker_engine: AsyncEngine) -> None:
    await count(worker_engine, "R8-0001", "R8-0002")

    answer = await browser.get("/register/counts.json")

    (desk,) = answer.json()["desks"]
    (year,) = desk["fiscal_years"]
    assert answer.headers["content-type"] == "application/json"
    assert {key: year[key] for key in ("fiscal_year", "name", "received", "in_progress")} == {
        "fiscal_year": 2026,
        "name": "令和8年度",
        "received": 2,
        "in_progress": 2,
    }
    assert year["months"][-1] == {"month": "2026-11", "received": 2, "in_progress": 2}


@pytest.mark.parametrize("path", ["/register", "/register/counts.json"])
async def test_neither_a_receipt_number_nor_an_id_leaves(
    browser: httpx.AsyncClient, worker_engine: AsyncEngine, path: str
) -> None:
    ids = await count(worker_engine, CANARY)

    answer = await browser.get(path)

    assert [secret for secret in (CANARY, "7341", *ids) if secret in answer.text] == []


@pytest.mark.parametrize("path", ["/register", "/register/counts.json"])
async def test_who_holds_the_same_numbers_gets_them_once(
    browser: httpx.AsyncClient, worker_engine: AsyncEngine, path: str
) -> None:
    first = await browser.get(path)
    same = await browser.get(path, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    await count(worker_engine, "R8-0001")
    changed = await browser.get(path, headers={"If-None-Match": first.headers["etag"]})

    assert [first.status_code, same.status_code, changed.status_code] == [200, 304, 200]
    assert {answer.headers["cache-control"] for answer in (first, same, changed)} == {"public, max-age=60"}
    assert (same.content, same.headers["etag"]) == (b"", first.headers["etag"])
    assert "set-cookie" not in first.headers


@pytest.mark.parametrize("cases", [1, 3])
async def test_the_page_asks_the_database_once(
    browser: httpx.AsyncClient, web_engine: AsyncEngine, worker_engine: AsyncEngine, cases: int
) -> None:
    await count(worker_engine, *(f"R8-{number:04}" for number in range(cases)))
    asked: list[str] = []
    event.listen(
        web_engine.sync_engine, "before_cursor_execute", lambda *said: asked.append(said[2].split()[0]), named=False
    )

    await browser.get("/register")

    assert asked == ["SELECT"]


async def test_the_site_as_it_is_wired_answers_and_does_not_look_for_a_person(clean: None) -> None:
    site = build_site()

    async with httpx.AsyncClient(transport=httpx.ASGITransport(site.app), base_url="http://desk.example") as browser:
        answer = await browser.get("/register", headers={"Cookie": "desk_session=made-up"})
    await site.engine.dispose()

    assert (answer.status_code, Tables(answer.text).rows[-1][0]) == (200, "年度計")
    assert site.relay is None
