import csv
import io

import httpx2 as httpx

from shared.access.actor import Role
from shared.web.csrf import FIELD
from tests.intake.web.conftest import sign_in
from tests.routing.conftest import FOREST, OFFICER, TOURISM, House
from tests.routing.handlers.ledger.test_calls import applied, do, published, started


async def sent(browser: httpx.AsyncClient, page: str, **typed: str) -> httpx.Response:
    shown = (await browser.get(page)).text
    hidden = {name: shown.partition(f'name="{name}" value="')[2].partition('"')[0] for name in (FIELD, "version")}
    return await browser.post(page, data={**hidden, **typed})


async def test_all_applications_are_screened_scored_and_decided_on_one_page_and_taken_along(
    house: House, officer: httpx.AsyncClient
) -> None:
    await published(house)
    await applied(house, "R8-0001", "R8-0002")
    here = "/calls/BR8-0001"

    screened = await sent(officer, f"{here}/screen", **{"passed-R8-0002": "no", "reason-R8-0002": "=県外のため"})
    scored = await sent(officer, f"{here}/score", **{"points-R8-0001-0": "5", "points-R8-0001-1": "2"})
    wrong = await sent(officer, f"{here}/score", **{"points-R8-0001-0": "5"})
    await do(house, OFFICER, "close", reason="試験")
    undecided = await sent(officer, f"{here}/decide", **{"adopted-R8-0001": "yes"})
    decided = await sent(officer, f"{here}/decide", **{"adopted-R8-0001": "yes", "adopted-R8-0002": "no"})
    listed = await officer.get(f"{here}/applications?sort=mean")
    file = await officer.get(f"{here}/applications.csv")

    codes = [one.status_code for one in (screened, scored, wrong, undecided, decided, listed)]
    assert codes == [303, 303, 422, 422, 303, 200]
    assert "点数は、観点の順にすべて" in wrong.text
    assert listed.text.index("R8-0001") < listed.text.index("R8-0002")
    lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [(line[0], line[4], line[5], line[7]) for line in lines[1:]] == [
        ("R8-0001", "", "4.00", "採択"),
        ("R8-0002", "'=県外のため", "", "不採択"),
    ]


async def test_a_call_is_begun_on_its_form_and_its_page_says_what_can_be_done(
    house: House, officer: httpx.AsyncClient
) -> None:
    typed = {
        "title": "課題の募集",
        "background": "背景",
        "sought": "提案",
        "questions": "設備｜必須\n時期｜選択：甲／乙",
        "opens_on": "2099-01-01",
        "closes_on": "2027-01-29",
        "review_by": "2027-03-31",
        "criteria": "実現性｜2",
        "most_points": "5",
        "contact": "デスク",
        "department": "kanko",
    }
    form = (await officer.get("/calls/new")).text
    token = form.partition(f'name="{FIELD}" value="')[2].partition('"')[0]

    wrong = await officer.post("/calls", data={**typed, FIELD: token})
    right = await officer.post("/calls", data={**typed, "opens_on": "2026-01-01", FIELD: token})
    page = await officer.get(right.headers["location"])
    said = (await officer.get("/api/calls/BR8-0001")).json()

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert "受付の開始日、締切日、見直し期限をご確認ください" in wrong.text
    assert ("デスクに確認を求める" in page.text, "時期｜選択：甲／乙" in page.text) == (True, True)
    assert (said["lead"], said["about"]["weights"], said["state"]) == ("kanko", [2], "draft")


async def test_a_department_reads_why_its_draft_was_sent_back(house: House, client: httpx.AsyncClient) -> None:
    await started(house)
    await do(house, TOURISM, "submit")
    await do(house, OFFICER, "send-back", reason="BAIT-締切が早すぎます。")

    await sign_in(client, house.admin, Role.DEPARTMENT, department="kanko")
    page = await client.get("/calls/BR8-0001")

    assert (page.status_code, page.text.count("BAIT-締切が早すぎます。")) == (200, 1)


async def test_a_department_in_charge_sees_numbers_and_no_titles_and_another_sees_nothing(
    house: House, client: httpx.AsyncClient
) -> None:
    await published(house)
    await applied(house, "R8-0001")

    await sign_in(client, house.admin, Role.DEPARTMENT, department="kanko")
    own = await client.get("/calls/BR8-0001")
    await sign_in(client, house.admin, Role.DEPARTMENT, department=FOREST.department, user="forest")
    other = await client.get("/calls/BR8-0001")

    assert (own.status_code, other.status_code) == (200, 404)
    assert ("R8-0001" in own.text, "BAIT" in own.text) == (True, False)
