"""The public register in front of a browser."""

from datetime import date, timedelta

import httpx2 as httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.documents.public import PublicAnswer, PublicEffect, PublicSection, PublicWord
from shared.events.registration import RegistrationReceived, RegistrationState
from shared.ids import new_id
from tests.publication.conftest import PNG, House, client, content
from tests.publication.facts import NOVEMBER, approved, recorded, taken_back

pytestmark = pytest.mark.service("publication")
HOUR = timedelta(hours=1)
HOSTILE = '<script>alert("x")</script>\u202e'


def titles(page: str) -> list[str]:
    """Return what a list shows, in its order."""
    return [part.partition("</a>")[0].partition(">")[2] for part in page.split('desk-entries__title"><a href=')[1:]]


async def test_before_anything_was_published_the_page_says_so_and_leads_to_the_form(
    browser: httpx.AsyncClient,
) -> None:
    page = (await browser.get("/register")).text

    assert page.count("公開された結果はまだありません。") == 1
    assert page.count('href="/propose"') == 1
    assert page.count("<h1>") == 1


@pytest.fixture
async def three(house: House) -> House:
    """Three entries, the newest the forum."""
    tourism = PublicWord(code="tourism", words="観光・産業振興")
    await house.project(content("港の清掃をドローンで"), at=NOVEMBER - 9 * HOUR)
    await house.call(
        content("空き店舗の使い方", categories=[tourism], form=None, partners=["学び（株）"], fiscal_year=2025),
        at=NOVEMBER - 8 * HOUR,
    )
    await house.forum(content("海の未来を話す会", categories=[tourism], form=None), at=NOVEMBER - 7 * HOUR)
    return house


@pytest.mark.parametrize("address", ["/register/%00", "/register/calls/%00", "/register/%00/pictures/0"])
async def test_an_address_no_entry_can_have_leads_nowhere(browser: httpx.AsyncClient, address: str) -> None:
    answer = await browser.get(address)

    assert answer.status_code == 404


FOUND = {
    "": ["海の未来を話す会", "空き店舗の使い方", "港の清掃をドローンで"],
    "kind=call": ["空き店舗の使い方"],
    "field=tourism": ["海の未来を話す会", "空き店舗の使い方"],
    "field=tourism&year=2025": ["空き店舗の使い方"],
    "form=project": ["港の清掃をドローンで"],
    "partner=学び": ["空き店舗の使い方"],
    "q=ﾄﾞﾛｰﾝ": ["港の清掃をドローンで"],
    "q=海の未来 観光": ["海の未来を話す会"],
    "q=水": [],
    "q=%00": [],
    "field=%00": [],
    "partner=%00": [],
    "year=x": [],
    "kind=nothing": [],
    "n=1": ["海の未来を話す会"],
}


async def test_filters_find_what_they_name_on_the_page_and_in_every_feed(
    three: House, browser: httpx.AsyncClient
) -> None:
    pages, data, tables = [
        {query: await browser.get(f"/register{form}?{query}") for query in FOUND}
        for form in ("", "/register.json", "/register.csv")
    ]

    assert {query: titles(answer.text) for query, answer in pages.items()} == FOUND
    assert {q: [entry["title"] for entry in answer.json()["entries"]] for q, answer in data.items()} == FOUND
    assert {q: [row.split(",")[2] for row in answer.text.splitlines()[1:]] for q, answer in tables.items()} == FOUND


@pytest.mark.parametrize(
    ("path", "found"), [("calls", ["空き店舗の使い方"]), ("forums", ["海の未来を話す会"]), ("agreements", [])]
)
async def test_each_kind_has_a_list_of_its_own(
    three: House, browser: httpx.AsyncClient, path: str, found: list[str]
) -> None:
    answer = await browser.get(f"/register/{path}")

    assert (answer.status_code, titles(answer.text)) == (200, found)


async def test_the_page_of_a_project_shows_all_that_was_approved_and_nothing_runs(
    house: House, browser: httpx.AsyncClient
) -> None:
    effect = PublicEffect(label="回収したごみ", value="1.2", unit="トン", as_of=date(2026, 3, 31), amount_yen=1_200_000)
    words = content(
        HOSTILE,
        sections=[PublicSection(heading="経緯", text=f"一行目\n\n{HOSTILE}")],
        effects=[effect],
        captions=["浜辺で働く人たち"],
        begins_on=date(2026, 4, 1),
        ends_on=date(2027, 3, 31),
    )
    await house.project(words, PNG)

    answer = await browser.get("/register/PR8-0001")
    picture = await browser.get("/register/PR8-0001/pictures/1?v=1")

    page = answer.text
    shown = (
        "経緯",
        "1.2トン",
        "1,200,000円",
        "令和8年3月31日",
        "令和8年4月1日から令和9年3月31日まで",
        "PR8-0001（JR8-0001）",
    )
    assert [words for words in shown if words not in page] == []
    assert ("<script>alert" in page, "\u202e" in page, "U+202E" in page) == (False, False, True)
    assert page.count('alt="浜辺で働く人たち"') == 1
    assert (picture.content, picture.headers["content-type"]) == (PNG, "image/png")
    assert picture.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert (await browser.get("/register/PR8-0001/pictures/2")).status_code == 404


async def test_a_project_without_a_last_day_says_since_when_it_runs(house: House, browser: httpx.AsyncClient) -> None:
    await house.project(content("見守り", begins_on=date(2026, 4, 1)))

    page = (await browser.get("/register/PR8-0001")).text

    assert "令和8年4月1日から</dd>" in page


async def test_a_picture_that_could_run_is_handed_out_as_a_file(house: House, browser: httpx.AsyncClient) -> None:
    content_id, picture_id = await house.written(content(), b"<svg onload='x'/>", media_type="image/svg+xml")
    await house.hear(recorded(approved(content_id=content_id, pictures=(picture_id,))))

    picture = await browser.get("/register/PR8-0001/pictures/1")

    assert picture.headers["content-type"] == "application/octet-stream"
    assert picture.headers["content-disposition"] == "attachment"


async def test_a_call_shows_its_answers_and_leads_to_the_form_while_it_is_open(
    house: House, browser: httpx.AsyncClient
) -> None:
    asked = [PublicAnswer(question="県外の企業も応募できますか。", answer="できます。", day=date(2026, 11, 20))]
    await house.call(content("空き店舗", questions=asked), number="BR8-0001")
    await house.call(content("終わった募集"), number="BR8-0002", closes_on=date(2026, 11, 21))
    await house.call(content("早く閉じた募集"), number="BR8-0003", closed=True)

    page, *ended = [(await browser.get(f"/register/calls/BR8-000{number}")).text for number in (1, 2, 3)]

    assert [words for words in ("県外の企業も", "できます。", "令和8年11月20日", "受付中") if words not in page] == []
    assert page.count('href="/propose?call=BR8-0001"') == 1
    assert [("受付終了" in one, "/propose?call=" in one) for one in ended] == [(True, False), (True, False)]


async def test_a_forum_leads_to_its_registration(house: House, browser: httpx.AsyncClient) -> None:
    await house.forum(content("海の未来", place="県庁2階"))

    page = (await browser.get("/register/forums/FR8-0001")).text

    assert page.count('href="/attend?forum=FR8-0001"') == 1
    assert [words for words in ("県庁2階", "令和8年12月10日") if words not in page] == []


async def test_a_forum_says_how_its_places_stand_and_an_older_count_changes_nothing(
    house: House, browser: httpx.AsyncClient
) -> None:
    await house.forum(content("海の未来", capacity=10, waiting_list=True))

    pages, tags = [], []
    for taken, tally in ((0, 1), (8, 5), (3, 4), (10, 6)):
        fact = RegistrationReceived(
            number="FR8-0001",
            state=RegistrationState.REGISTERED,
            people=1,
            contact_id=new_id(),
            taken=taken,
            tally=tally,
        )
        await house.hear(recorded(fact))
        answer = await browser.get("/register/forums/FR8-0001")
        pages.append(answer.text)
        tags.append(answer.headers["etag"])

    full = "満席（定員10名）・キャンセル待ちを受け付けています"
    said = ["残り10名（定員10名）", "残り2名（定員10名）", "残り2名（定員10名）", full]
    assert [words in page for words, page in zip(said, pages, strict=True)] == [True] * 4
    assert [tags.index(tag) for tag in tags] == [0, 1, 1, 3]


async def test_a_number_under_another_path_leads_to_its_page(house: House, browser: httpx.AsyncClient) -> None:
    await house.call()

    answer = await browser.get("/register/BR8-0001")

    assert (answer.status_code, answer.headers["location"]) == (308, "/register/calls/BR8-0001")


async def test_what_was_taken_back_is_gone_and_says_since_when(house: House, browser: httpx.AsyncClient) -> None:
    told = await house.project(content("まちがい"), PNG, at=NOVEMBER - HOUR)
    held = (await browser.get("/register/PR8-0001")).headers["etag"]
    await house.hear(recorded(taken_back(), of=told.aggregate_id, version=2))

    answer = await browser.get("/register/PR8-0001", headers={"If-None-Match": held})

    assert answer.status_code == 410
    assert "PR8-0001の事業は、令和8年11月22日（日）に公表を取り下げました。" in answer.text
    assert "まちがい" not in answer.text
    assert (await browser.get("/register/PR8-0001/pictures/1")).status_code == 404
    assert titles((await browser.get("/register")).text) == []


@pytest.mark.parametrize("path", ["/register/PR8-0009", "/register/calls/BR8-0009", "/register?desk=nobody"])
async def test_what_is_not_there_is_not_found(house: House, browser: httpx.AsyncClient, path: str) -> None:
    assert (await browser.get(path)).status_code == 404


async def test_a_second_desk_has_a_register_of_its_own(house: House, web_engine: AsyncEngine) -> None:
    await house.project(content("こちら"), desk_id="miono")
    await house.project(content("あちら"), desk_id="other")

    async with client(web_engine, desks=2) as browser:
        lists = [titles((await browser.get(path)).text) for path in ("/register", "/register?desk=other")]
        page = await browser.get("/register/PR8-0001?desk=other")

    assert lists == [["こちら"], ["あちら"]]
    assert ("あちら" in page.text, 'href="/register?desk=other"' in page.text) == (True, True)


PATHS = (
    "/register",
    "/register?field=environment",
    "/register/calls",
    "/register/PR8-0001",
    "/register/PR8-0001/pictures/1",
    "/register/feed.atom",
    "/register/register.json",
    "/register/register.csv",
    "/register/embed",
)


async def test_who_holds_the_same_is_not_sent_it_again(house: House, web_engine: AsyncEngine) -> None:
    told = await house.project(content(), PNG, at=NOVEMBER - 2 * HOUR)
    # Long after the database wrote it, so that HTTP's whole seconds can tell the changes apart.
    async with client(web_engine, now=NOVEMBER + timedelta(days=3650)) as browser:
        first = {path: await browser.get(path) for path in PATHS}
        held = {
            name: [await browser.get(path, headers={name: one.headers[by]}) for path, one in first.items()]
            for name, by in (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
        }
        heads = [await browser.request("HEAD", path) for path in PATHS]
        await house.project(content("新しい題"), PNG, of=told.aggregate_id, version=2, at=NOVEMBER - HOUR)
        changed = [
            await browser.get(path, headers={"If-None-Match": one.headers["etag"]}) for path, one in first.items()
        ]

    answers = (first.values(), *held.values(), heads, changed)
    assert [{one.status_code for one in some} for some in answers] == [{200}, {304}, {304}, {200}, {200}]
    assert {one.content for some in held.values() for one in some} == {b""}
    assert [one.headers["etag"] for one in heads] == [one.headers["etag"] for one in first.values()]
    assert {one.headers["cache-control"] for one in first.values()} == {"public, max-age=1"}
