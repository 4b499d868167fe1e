"""The register of agreements on staff pages, by the API and by the command line."""

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2 as httpx

from shared.access.actor import Role
from shared.japanese.era import day_in_japan
from tests.intake.web.conftest import sign_in
from tests.routing.agreements import AN_AGREEMENT
from tests.routing.conftest import TITLE, House
from tests.routing.ending import coordinating
from tests.routing.ending import do as act
from tests.routing.web.api.conftest import program
from tests.routing.web.conftest import a_browser

YESTERDAY = str(day_in_japan(datetime.now(UTC)) - timedelta(days=1))
DRAFT: dict[str, Any] = {
    **AN_AGREEMENT,
    "new_parties": "\r\n".join(AN_AGREEMENT["new_parties"]),
    "deciding_body": "意見交換会",
    "decision_on": "2026-12-01",
}


async def do(browser: httpx.AsyncClient, form: str, said: Mapping[str, Any], *, to: str = "") -> httpx.Response:
    """Fill in a form and send it as the page says."""
    page = await browser.get(form)
    assert page.status_code == 200, page.text
    found = dict(re.findall(r'<input type="hidden" name="(csrf_token|version)" value="([^"]*)">', page.text))
    return await browser.post(to or form, data={**found, **said})


def words_of(page: httpx.Response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.text)))


async def drafted(officer: httpx.AsyncClient, **changes: Any) -> str:
    """Draft an agreement on the page and return the address of its page."""
    answer = await do(officer, "/agreements/new", {**DRAFT, **changes}, to="/agreements")
    assert answer.status_code == 303, words_of(answer)
    return answer.headers["location"]


CONCLUDED: dict[str, Any] = {
    "body": "意見交換会",
    "decided_on": YESTERDAY,
    "approval_number": "地第12号",
    "approval_on": YESTERDAY,
    "begins_on": YESTERDAY,
    "ends_on": "2049-11-20",
    "notice_months": "3",
    "renewal_months": "12",
    "review_on": "2027-11-01",
}


async def test_an_agreement_goes_from_its_draft_to_its_end_on_the_pages(
    house: House, officer: httpx.AsyncClient
) -> None:
    page = await drafted(officer)
    draft = words_of(await officer.get(page))
    await do(officer, f"{page}/conclude", CONCLUDED)
    await do(officer, f"{page}/note-activity", {"activity": "meeting", "day": YESTERDAY, "words": "取組の協議"})
    concluded = words_of(await officer.get(page))
    await do(officer, f"{page}/end", {"ending": "terminated", "day": YESTERDAY, "words": "相手方の申出"})
    ended = await officer.get(page)

    assert page == "/agreements/KR8-0001"
    for said in (
        "（案）",
        DRAFT["title"],
        "包括連携協定",
        "株式会社みお、一般社団法人森の会",
        "意見交換会",
        "案を修正する",
    ):
        assert said in draft
    for said in (
        "締結済",
        "地第12号",
        "終期の3か月前まで",
        "取組の協議",
        "更新の判断：",
        "環境・エネルギー",
        "森林整備課",
    ):
        assert said in concluded
    assert "相手方の申出" in words_of(ended)
    assert 'id="acts"' not in ended.text


async def test_a_form_says_what_is_wrong_at_its_field_and_keeps_what_was_typed(
    house: House, officer: httpx.AsyncClient
) -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {"form": "project"},
        {"new_parties": "", "parties": ""},
        {"parties": "だれでもない会社"},
        {"title": ""},
        {"fields": []},
    )

    answers = [await do(officer, "/agreements/new", DRAFT | one, to="/agreements") for one in wrong]

    assert [answer.status_code for answer in answers] == [422] * 5
    errors = [re.findall(r'id="(f-\w+|g-\w+|\w+)-error"', answer.text) for answer in answers]
    assert [one[0].removeprefix("f-") for one in errors] == ["fields", "parties", "parties", "title", "fields"]
    assert all("森林を生かした観光を進める。" in answer.text for answer in answers)


async def test_what_cannot_be_done_now_is_refused_on_the_page_of_the_agreement(
    house: House, officer: httpx.AsyncClient
) -> None:
    page = await drafted(officer)
    form = await officer.get(f"{page}/redraft")
    old = dict(re.findall(r'<input type="hidden" name="(csrf_token|version)" value="([^"]*)">', form.text))
    await do(officer, f"{page}/conclude", CONCLUDED | {"ends_on": "", "notice_months": "", "renewal_months": ""})

    late = await officer.post(f"{page}/redraft", data={**old, **DRAFT})
    none = await do(officer, f"{page}/renew", {"body": "知事", "decided_on": YESTERDAY, "ends_on": "2030-01-01"})

    assert (late.status_code, none.status_code) == (409, 409)
    assert "終期の定めがない" in none.text
    assert (await officer.get("/agreements/KR8-0099")).status_code == 404
    assert (await officer.get(f"{page}/dream")).status_code == 404


async def test_the_list_is_narrowed_down_by_form_field_party_state_year_and_what_is_late(
    house: House, officer: httpx.AsyncClient
) -> None:
    await drafted(officer)
    page = await drafted(
        officer, title="渡し船の協定", form="project", new_parties="", parties="株式会社みお", fields=["regional"]
    )
    old = {"decided_on": "2020-03-01", "approval_on": "", "begins_on": "2020-04-01", "ends_on": "", "review_on": ""}
    await do(officer, f"{page}/conclude", CONCLUDED | old | {"notice_months": "", "renewal_months": ""})
    listed = await officer.get("/agreements")
    party = re.search(r'<option value="([^"]+)">株式会社みお', listed.text)
    assert party is not None

    found = {
        query: [
            title in (await officer.get("/agreements", params=query)).text for title in (DRAFT["title"], "渡し船の協定")
        ]
        for query in (
            "form=project",
            "field=regional",
            f"party={party[1]}",
            "year=2020",
            "late=idle",
            "state=draft",
            "q=KR8-0002",
            "form=project&state=draft",
        )
    }

    assert found == {
        "form=project": [False, True],
        "field=regional": [False, True],
        f"party={party[1]}": [True, True],
        "year=2020": [False, True],
        "late=idle": [False, True],
        "state=draft": [True, False],
        "q=KR8-0002": [False, True],
        "form=project&state=draft": [False, False],
    }


async def test_a_department_sees_what_is_concluded_and_notes_what_it_did_where_it_is_in_charge(
    house: House, officer: httpx.AsyncClient
) -> None:
    mine, draft = await drafted(officer), await drafted(officer, lead="kotsu", departments=[])
    await do(officer, f"{mine}/conclude", CONCLUDED)
    headers = {"If-Match": '"2"'}
    noted = {"activity": "event", "day": YESTERDAY, "words": "催し"}

    answers = []
    for department in ("kanko", "kotsu"):
        async with a_browser() as other:
            await program(other, house, Role.DEPARTMENT, department)
            listed = (await other.get("/api/agreements")).json()["items"]
            act = await other.post(f"/api{mine}/commands/note-activity", json=noted, headers=headers)
            ending = {"ending": "terminated", "day": YESTERDAY, "words": "x"}
            end = await other.post(f"/api{mine}/commands/end", json=ending, headers=headers)
            answers.append((len(listed), act.status_code, end.status_code))

    assert draft == "/agreements/KR8-0002"
    assert answers == [(1, 200, 403), (2, 403, 403)]


async def test_the_page_of_an_agreement_shows_the_cases_that_name_it(house: House, officer: httpx.AsyncClient) -> None:
    page = await drafted(officer)
    await coordinating(house)
    await act(house, "decide-cooperation", form="comprehensive", agreement="KR8-0001")

    shown = words_of(await officer.get(page))
    async with a_browser() as other:
        await sign_in(other, house.admin, Role.DEPARTMENT, department="kanko")
        seen = words_of(await other.get(page))

    assert "この協定による案件" in shown
    assert "R8-0012" in shown
    assert (TITLE in shown, TITLE in seen, "協定" in seen) == (True, False, True)
