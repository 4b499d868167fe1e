"""The registry of parties as an officer uses it, without JavaScript."""

import re
from collections.abc import Mapping
from uuid import UUID

import httpx2 as httpx
import pytest
from sqlalchemy import select

from services.routing.storage import tables
from services.routing.storage.work import RoutingWork
from shared.access.actor import Role
from shared.events import ProposerKind
from tests.intake.web.conftest import sign_in
from tests.routing.conftest import DESK, FOREST, OFFICER, House, seen_as
from tests.routing.parties import NUMBER, OTHER_NUMBER, Proposing, cases_of
from tests.statements import noting_statements

WHY = "登記の内容と照らし合わせました。"
MIO = Proposing(number=NUMBER, email="tanaka@mio.example.jp")


async def party(house: House, receipt: str = "R8-0001") -> str:
    """Return the address of the party of a case."""
    (row,) = await house.rows(
        "SELECT party_id FROM routing.case_party JOIN routing.desk_case USING (case_id) WHERE receipt = :receipt",
        receipt=receipt,
    )
    return f"/parties/{row['party_id']}"


async def ask(client: httpx.AsyncClient, page: str, act: str, data: Mapping[str, str]) -> httpx.Response:
    """Post what a form of the page asks, with the version the page was drawn from."""
    drawn = (await client.get(page)).text
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|version|seen)" value="([^"]*)">', drawn))
    return await client.post(f"{page.removesuffix('/contacts')}/{act}", data={**hidden, **data})


def why(act: str) -> dict[str, str]:
    """Return the reason as the form of an act asks for it."""
    return {f"why-{act}": WHY}


def chosen(way: str, called: str = "") -> dict[str, str]:
    """Return how a person chooses the party of a case."""
    return {"party": way, "party-called": called, "party-why": WHY}


async def test_parties_are_found_by_name_kana_and_number_and_stand_with_what_they_proposed(
    house: House, officer: httpx.AsyncClient
) -> None:
    await cases_of(
        house, MIO, MIO, Proposing(name="山木材（有）"), Proposing(name="田中", kind=ProposerKind.INDIVIDUAL)
    )
    await ask(officer, await party(house), "name", {"name": "株式会社みお", "kana": "ミオ"} | why("name"))

    found = [(await officer.get("/parties", params={"q": said})).text for said in ("", "㈱ミ　オ", "みお", NUMBER[:6])]
    page = (await officer.get(await party(house))).text

    assert [("株式会社みお" in one, "山木材（有）" in one, "田中" in one) for one in found] == [
        (True, True, False),
        (True, False, False),
        (True, False, False),
        (True, False, False),
    ]
    for words in (NUMBER, "R8-0001", "R8-0002", "新しい団体として登録", "法人番号の一致", WHY, "試験 太郎"):
        assert words in page
    assert "mio.example.jp" not in page


async def test_contacts_are_opened_apart_and_the_look_is_recorded(house: House, officer: httpx.AsyncClient) -> None:
    await cases_of(house, MIO)
    page = f"{await party(house)}/contacts"
    given = (await officer.get(page)).text
    looks = await house.rows("SELECT action, what_id FROM access.content_read")
    empty = await ask(officer, page, "contact", {"contact-email": "x@mio.example.jp"})

    added = await ask(officer, page, "contact", {"contact-name": "山田", "contact-organisation": "広報部"})

    kept = (await officer.get(page)).text
    assert [(row["action"], f"/parties/{row['what_id']}") for row in looks] == [
        ("party_see_contacts", await party(house))
    ]
    assert (empty.status_code, added.status_code) == (422, 303)
    assert ("tanaka@mio.example.jp" in given, "広報部" in given, "広報部" in kept) == (True, False, True)
    async with house.web.begin(seen_as(FOREST)) as work:
        opened = await work.connection.scalars(select(tables.documents.document.c.kind))
    assert (await house.rows("SELECT kind FROM routing.document"), opened.all()) == ([{"kind": "contact"}], [])


async def test_a_contact_that_was_ended_stays_so_when_its_party_is_taken_apart_again(
    house: House, officer: httpx.AsyncClient
) -> None:
    await cases_of(house, MIO, Proposing(name="みお商店㈲"))
    page, shop = await party(house), await party(house, "R8-0002")
    shop_id = shop.rpartition("/")[2]
    await ask(officer, f"{shop}/contacts", "contact", {"contact-name": "山田"})
    (written,) = await house.rows("SELECT document_id FROM routing.document")
    end = {"document": str(written["document_id"])} | why("end-contact")
    elsewhere = await ask(officer, f"{page}/contacts", "end-contact", end)
    await ask(officer, page, "merge", {"called": "有限会社みお商店"} | why("merge"))

    ended = await ask(officer, f"{page}/contacts", "end-contact", end)
    await ask(officer, page, "take-apart", {"merged": shop_id} | why("take-apart"))

    assert (elsewhere.status_code, ended.status_code) == (409, 303)
    assert "山田" not in (await officer.get(f"{shop}/contacts")).text
    assert "連絡先の使用を終了" in (await officer.get(shop)).text


async def test_a_party_is_confirmed_with_a_reason_by_a_page_that_is_not_out_of_date(
    house: House, officer: httpx.AsyncClient
) -> None:
    await cases_of(house, MIO)
    page = await party(house)

    without = await ask(officer, page, "confirm", {"why-confirm": " "})
    done = await ask(officer, page, "confirm", why("confirm"))
    late = await ask(officer, page, "confirm", {"version": "1"} | why("confirm"))

    shown = (await officer.get(page)).text
    assert (without.status_code, done.status_code, late.status_code) == (422, 303, 409)
    assert "理由を入力してください。" in without.text
    assert ("確認済み" in shown, WHY in shown) == (True, True)
    assert await house.rows("SELECT count(*) FROM routing.party_name WHERE case_id IS NULL") == [{"count": 1}]


async def test_a_new_name_holds_from_its_day_and_the_old_one_until_the_day_before(
    house: House, officer: httpx.AsyncClient
) -> None:
    await cases_of(
        house, MIO, Proposing(name="みおグループ㈱", number=NUMBER), Proposing(name="みおHD㈱", number=NUMBER)
    )
    page = await party(house)
    ids = {row["name"]: str(row["name_id"]) for row in await house.rows("SELECT name, name_id FROM routing.party_name")}

    await ask(officer, page, "confirm-name", {"name_id": ids["みおグループ㈱"]} | why("confirm-name"))
    await ask(officer, page, "set-name-aside", {"name_id": ids["みおHD㈱"]} | why("set-name-aside"))

    rows = await house.rows(
        "SELECT name, standing, valid_from::text, valid_to::text FROM routing.party_name ORDER BY name"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("みおHD㈱", "writing", None, None),
        ("みおグループ㈱", "valid", "2026-11-24", None),
        ("株式会社みお", "valid", None, "2026-11-23"),
    ]
    assert "<h1>みおグループ㈱</h1>" in (await officer.get(page)).text


async def test_parties_that_are_one_are_merged_and_taken_apart_again(house: House, officer: httpx.AsyncClient) -> None:
    await cases_of(house, MIO, Proposing(name="みお商店㈲"), Proposing(name="山木材㈲", number=OTHER_NUMBER))
    page, shop, wood = [await party(house, f"R8-000{number}") for number in (1, 2, 3)]
    shop_id = shop.rpartition("/")[2]

    wrong = await ask(officer, shop, "number", {"number": "8700110005902"} | why("number"))
    taken = await ask(officer, shop, "number", {"number": NUMBER} | why("number"))
    differing = await ask(officer, page, "merge", {"called": "㈲山木材"} | why("merge"))
    merged = await ask(officer, page, "merge", {"called": "有限会社みお商店"} | why("merge"))
    together = await officer.get(page)
    moved = await officer.get(shop)
    apart = await ask(officer, page, "take-apart", {"merged": shop_id} | why("take-apart"))

    assert ("13桁の数字" in wrong.text, "同じ法人番号の団体があります" in taken.text) == (True, True)
    assert "別の法人です" in differing.text
    assert (merged.status_code, apart.status_code) == (303, 303)
    assert ("R8-0002" in together.text, "統合した登録" in together.text) == (True, True)
    assert (moved.status_code, moved.headers["location"]) == (303, f"{page}#merged")
    assert "R8-0002" not in (await officer.get(page)).text
    assert "統合を取消し" in (await officer.get(shop)).text
    assert (await officer.get(wood)).status_code == 200


async def test_parties_that_look_alike_are_shown_until_a_person_says_that_they_are_two(
    house: House, officer: httpx.AsyncClient
) -> None:
    alike = Proposing(name="みお水産加工㈱", email="b@mio.example.jp")
    foreign = Proposing(name="山木材㈲", email="c@mio.example.jp")
    await cases_of(house, Proposing(name="みお水産㈱", email="a@mio.example.jp"), alike, foreign)
    page, other = await party(house), await party(house, "R8-0002")

    before = (await officer.get(page)).text
    case = (await officer.get("/cases/R8-0001")).text
    done = await ask(officer, page, "keep-apart", {"other": other.rpartition("/")[2]} | why("keep-apart"))

    after = [(await officer.get(one)).text for one in (page, other)]
    assert ("同じ団体かもしれません：みお水産加工㈱" in before, "山木材" in before) == (True, False)
    assert "候補あり" in case
    assert done.status_code == 303
    assert ["同じ団体かもしれません" in one for one in after] == [False, False]


async def test_two_that_a_person_kept_apart_stay_so_when_one_is_merged_into_a_third(
    house: House, officer: httpx.AsyncClient
) -> None:
    shops = [Proposing(name=f"みお水産{more}㈱", email=MIO.email) for more in ("", "加工", "販売")]
    await cases_of(house, *shops)
    page, other, third = [await party(house, f"R8-000{number}") for number in (1, 2, 3)]
    await ask(officer, page, "keep-apart", {"other": other.rpartition("/")[2]} | why("keep-apart"))

    await ask(officer, third, "merge", {"other": other.rpartition("/")[2]} | why("merge"))

    after = [(await officer.get(one)).text for one in (page, third)]
    assert ["同じ団体かもしれません" in one for one in after] == [False, False]


async def test_a_case_shows_who_proposes_and_the_desk_may_choose_another(
    house: House, officer: httpx.AsyncClient
) -> None:
    await cases_of(house, MIO, MIO, Proposing(name="田中", number="8700110005902", kind=ProposerKind.UNKNOWN))
    case = "/cases/R8-0003"

    first, wrong = (await officer.get("/cases/R8-0001")).text, (await officer.get(case)).text
    unnamed = await ask(officer, case, "party", chosen("new"))
    unknown = await ask(officer, case, "party", chosen("called", "大山"))
    done = await ask(officer, case, "party", chosen("called", NUMBER))
    late = await ask(officer, case, "party", {"seen": ""} | chosen("none"))

    assert ("ほかの提案：1件" in first, "R8-0002" in first, "未確認" in first) == (True, True, True)
    assert ("検査数字が合わない" in wrong, "団体に結び付けていません" in wrong) == (True, True)
    assert (unnamed.status_code, unknown.status_code, done.status_code, late.status_code) == (422, 422, 303, 409)
    assert "職員の判断" in (await officer.get(case)).text
    acts = await house.rows("SELECT act FROM routing.party_act")
    assert [row["act"] for row in acts] == ["case_joined"]


async def test_a_case_may_get_a_party_nobody_knew(house: House, officer: httpx.AsyncClient) -> None:
    await cases_of(house, MIO)

    await ask(officer, "/cases/R8-0001", "party", {"party-kind": "npo"} | chosen("new", "みお互助会"))

    page = (await officer.get(await party(house))).text
    assert ("みお互助会" in page, "NPO・団体" in page, "案件を結び付け：R8-0001" in page) == (True, True, True)


async def test_nobody_but_the_desk_sees_the_registry(house: House, client: httpx.AsyncClient) -> None:
    await cases_of(house, MIO)
    await sign_in(client, house.admin, Role.DEPARTMENT, department=FOREST.department)

    answers = [(await client.get(page)).status_code for page in ("/parties", await party(house))]

    assert answers == [403, 403]


@pytest.mark.parametrize("count", [1, 3])
async def test_however_many_parties_proposals_and_acts_there_are_the_statements_are_as_many(
    house: House, officer: httpx.AsyncClient, count: int
) -> None:
    shops = [Proposing(name=f"みお店{number}㈱", email=MIO.email) for number in range(count)]
    await cases_of(house, *[MIO] * count, *shops)
    page = await party(house)
    for _ in range(count):
        await ask(officer, page, "name", {"name": "みお㈱"} | why("name"))

    asked = []
    async with house.web.begin(seen_as(OFFICER)) as work:
        for look in (looks_at_list, looks_at_party, looks_at_contacts):
            with noting_statements(house.web.engine) as statements:
                seen = await look(work, UUID(page.rpartition("/")[2]))
            asked.append((seen, len(statements)))

    assert asked == [(count + 1, 1), ([count, count, count], 6), (count, 6)]


async def looks_at_list(work: RoutingWork, _: UUID) -> int:
    return len(await work.party_queries.listed(said="", state=None, before=None))


async def looks_at_party(work: RoutingWork, party_id: UUID) -> list[int]:
    found = await work.parties.find(DESK, party_id)
    queries = work.party_queries
    return [len(await queries.cases(found)), len(await queries.alike(found)), len(await queries.acts(found))]


async def looks_at_contacts(work: RoutingWork, party_id: UUID) -> int:
    found = await work.parties.find(DESK, party_id)
    given = await work.party_queries.contacts_given(await work.party_queries.cases(found))
    return len(given) + len(await work.party_queries.contacts(found))
