"""The register for other programs."""

import csv
import io
from datetime import datetime, timedelta

import httpx2 as httpx
import pytest
from defusedxml import ElementTree
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.publication.conftest import PNG, WEB_URL, House, client, content
from tests.publication.facts import NOVEMBER, recorded, taken_back

pytestmark = pytest.mark.service("publication")
HOUR = timedelta(hours=1)
ATOM = "{http://www.w3.org/2005/Atom}"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


async def test_the_feed_has_all_that_rfc_4287_asks_for(house: House, browser: httpx.AsyncClient) -> None:
    told = await house.project(content("港の清掃\x0c＆会"), PNG, at=NOVEMBER - HOUR)

    answer = await browser.get("/register/feed.atom?field=environment")

    feed = ElementTree.fromstring(answer.content)
    (entry,) = feed.findall(f"{ATOM}entry")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert [len(feed.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated", "author")] == [1, 1, 1, 1]
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert links == {
        "self": f"{WEB_URL}/register/feed.atom?field=environment",
        "alternate": f"{WEB_URL}/register?field=environment",
    }
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{told.aggregate_id}"
    assert entry.findtext(f"{ATOM}title") == "港の清掃\ufffd＆会"
    assert entry.findtext(f"{ATOM}summary")
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "") == NOVEMBER - HOUR
    (alternate,) = entry.findall(f"{ATOM}link")
    assert (alternate.get("rel"), alternate.get("href")) == ("alternate", f"{WEB_URL}/register/PR8-0001")
    assert [one.get("term") for one in entry.findall(f"{ATOM}category")] == ["environment"]


async def test_an_empty_feed_is_a_feed_and_each_filter_has_a_name_of_its_own(browser: httpx.AsyncClient) -> None:
    feeds = [
        ElementTree.fromstring((await browser.get(f"/register/feed.atom{query}")).content)
        for query in ("", "?field=health", "?field=health&unknown=1")
    ]

    names = [feed.findtext(f"{ATOM}id") for feed in feeds]
    assert all(feed.findtext(f"{ATOM}updated") for feed in feeds)
    assert (names[0] == names[1], names[1] == names[2]) == (False, True)


async def test_what_was_taken_back_stands_in_the_feeds_that_held_it(house: House, browser: httpx.AsyncClient) -> None:
    told = await house.project(content("まちがい"), at=NOVEMBER - HOUR)
    await house.hear(recorded(taken_back(), of=told.aggregate_id, version=2))

    feed, other = [
        ElementTree.fromstring((await browser.get(f"/register/feed.atom?field={field}")).content)
        for field in ("environment", "health")
    ]
    data = (await browser.get("/register/register.json")).json()

    (tombstone,) = feed.findall(DELETED)
    assert tombstone.get("ref") == f"urn:uuid:{told.aggregate_id}"
    assert datetime.fromisoformat(tombstone.get("when") or "") == NOVEMBER
    assert (feed.findall(f"{ATOM}entry"), other.findall(DELETED)) == ([], [])
    assert data["entries"] == []
    assert [(one["number"], one["withdrawn"]) for one in data["withdrawn"]] == [("PR8-0001", "2026-11-22T01:00:00Z")]


async def test_an_entry_that_changed_comes_first_and_keeps_its_name(house: House, browser: httpx.AsyncClient) -> None:
    first = await house.project(content("はじめ"), number="PR8-0001", at=NOVEMBER - 3 * HOUR)
    await house.project(content("つぎ"), number="PR8-0002", at=NOVEMBER - 2 * HOUR)
    await house.project(content("はじめ（更新）"), of=first.aggregate_id, version=2, at=NOVEMBER - HOUR)

    entries = (await browser.get("/register/register.json")).json()["entries"]

    assert [entry["title"] for entry in entries] == ["はじめ（更新）", "つぎ"]
    assert (entries[0]["id"], entries[0]["published"], entries[0]["updated"]) == (
        f"urn:uuid:{first.aggregate_id}",
        "2026-11-21T22:00:00Z",
        "2026-11-22T00:00:00Z",
    )


async def test_the_data_have_the_shape_that_is_written_down(house: House, browser: httpx.AsyncClient) -> None:
    await house.project(content(municipalities=["みなと町"]), PNG)

    answer = await browser.get("/register/register.json")

    (entry,) = answer.json()["entries"]
    assert {key: entry[key] for key in entry if key not in {"id", "published", "updated"}} == {
        "number": "PR8-0001",
        "kind": "project",
        "kind_words": "事業",
        "title": "港の清掃をドローンで",
        "summary": "みなと町の海岸を、企業と県が一緒に清掃します。",
        "url": f"{WEB_URL}/register/PR8-0001",
        "about": "JR8-0001",
        "fields": [{"code": "environment", "words": "環境"}],
        "form": {"code": "project", "words": "事業連携協定"},
        "fiscal_year": 2026,
        "partners": ["みお海運株式会社"],
        "departments": ["環境政策課"],
        "municipalities": ["みなと町"],
        "opens_on": None,
        "closes_on": None,
        "held_on": None,
        "closed_early": False,
        "by_company": False,
        "pictures": [f"{WEB_URL}/register/PR8-0001/pictures/1?v=1"],
    }
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_a_cell_that_looks_like_a_formula_is_text_and_excel_knows_the_letters(
    house: House, browser: httpx.AsyncClient
) -> None:
    await house.project(content("=HYPERLINK(1)", summary="+1", partners=["@悪い, 会社"], departments=["-課"]))

    answer = await browser.get("/register/register.csv")

    head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    said = dict(zip(head, row, strict=True))
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["content-disposition"] == 'attachment; filename="register.csv"'
    assert [said[name] for name in ("題名", "概要", "連携先", "担当")] == [
        "'=HYPERLINK(1)",
        "'+1",
        "'@悪い, 会社",
        "'-課",
    ]
    assert [said[name] for name in ("番号", "年度", "掲載日", "状態")] == [
        "PR8-0001",
        "令和8年度",
        "令和8年11月22日",
        "掲載中",
    ]


async def test_a_feed_is_walked_to_its_end(house: House, browser: httpx.AsyncClient) -> None:
    for number in (1, 2, 3):
        await house.project(number=f"PR8-000{number}", at=NOVEMBER + number * HOUR - 9 * HOUR)
    numbers, address = [], "/register/register.json?n=2"

    while address:
        page = (await browser.get(address)).json()
        numbers.append([entry["number"] for entry in page["entries"]])
        address = (page["register"]["next"] or "").removeprefix(WEB_URL)

    assert numbers == [["PR8-0003", "PR8-0002"], ["PR8-0001"]]


async def test_the_fragment_may_stand_in_any_page_and_runs_nothing(house: House, web_engine: AsyncEngine) -> None:
    for number in (1, 2, 3):
        await house.project(number=f"PR8-000{number}")

    async with client(web_engine) as browser:
        answer = await browser.get("/register/embed?field=environment&n=2")
        plain = await browser.get("/register")

    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "x-frame-options" not in answer.headers
    assert plain.headers["x-frame-options"] == "DENY"
    assert (answer.text.count("<li "), "<script" in answer.text, answer.text.count('target="_top"')) == (2, False, 3)
    assert 'href="/register?field=environment"' in answer.text
