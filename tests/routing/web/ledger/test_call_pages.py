import csv
import io
from datetime import timedelta

import httpx2 as httpx

from shared.access.actor import Role
from shared.japanese.era import day_in_japan
from shared.web.csrf import FIELD
from shared.web.pages import utc_now
from tests.intake.web.conftest import sign_in
from tests.routing.conftest import FOREST, OFFICER, TITLE, TOURISM, House
from tests.routing.handlers.ledger.test_calls import SECOND, applied, do, published, started


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
    typed = {"adopted-R8-0001": "yes", "adopted-R8-0002": "no"}
    unexplained = await sent(officer, f"{here}/decide", **typed)
    decided = await sent(officer, f"{here}/decide", **typed, **{"reason-R8-0002": "県内での実施を求めたため。"})
    listed = await officer.get(f"{here}/applications?sort=mean")
    file = await officer.get(f"{here}/applications.csv")

    codes = [one.status_code for one in (screened, scored, wrong, undecided, decided, listed)]
    assert codes == [303, 303, 422, 422, 303, 200]
    # Each is named with its number, and leads to its field.
    for page, place, words in (
        (wrong, "points-R8-0001-1", "R8-0001：点数は、観点の順にすべて"),
        (undecided, "adopted-R8-0002", "R8-0002：採択するかどうかを"),
        (unexplained, "reason-R8-0002", "R8-0002：要件を満たさない、又は採択しない理由を"),
    ):
        assert (page.status_code, f'<a href="#f-{place}">{words}' in page.text) == (422, True)
        assert f'id="f-{place}"' in page.text
    # What was said of the screening stands beside it, and is told to nobody who does not write it.
    assert ("=県外のため" in undecided.text, 'value="=県外のため"' in undecided.text) == (True, False)
    assert listed.text.index("R8-0001") < listed.text.index("R8-0002")
    lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [(line[0], line[4], line[5], line[7]) for line in lines[1:]] == [
        ("R8-0001", "", "4.00", "採択"),
        ("R8-0002", "'=県外のため", "", "不採択"),
    ]


async def test_a_call_is_begun_on_its_form_and_its_page_says_what_can_be_done(
    house: House, officer: httpx.AsyncClient
) -> None:
    today = day_in_japan(utc_now())
    typed = {
        "title": "課題の募集",
        "background": "背景",
        "sought": "提案",
        "questions": "設備｜必須\n時期｜選択：甲／乙",
        "opens_on": "2099-01-01",
        "closes_on": (today + timedelta(days=60)).isoformat(),
        "review_by": (today + timedelta(days=120)).isoformat(),
        "criteria": "実現性｜2",
        "most_points": "5",
        "contact": "デスク",
        "department": "kanko",
    }
    form = (await officer.get("/calls/new")).text
    token = form.partition(f'name="{FIELD}" value="')[2].partition('"')[0]

    wrong = await officer.post("/calls", data={**typed, FIELD: token})
    right = await officer.post("/calls", data={**typed, "opens_on": today.isoformat(), FIELD: token})
    page = await officer.get(right.headers["location"])
    said = (await officer.get(f"/api{right.headers['location']}")).json()

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert '<a href="#f-opens_on">受付の開始日は、30日前から5年先まで' in wrong.text
    assert ("デスクに確認を求める" in page.text, "時期｜選択：甲／乙" in page.text) == (True, True)
    assert (said["lead"], said["about"]["weights"], said["state"]) == ("kanko", [2], "draft")


async def test_a_department_reads_why_its_draft_was_sent_back(house: House, client: httpx.AsyncClient) -> None:
    await started(house)
    await do(house, TOURISM, "submit")
    await do(house, OFFICER, "send-back", reason="BAIT-締切が早すぎます。")

    await sign_in(client, house.admin, Role.DEPARTMENT, department="kanko")
    page = await client.get("/calls/BR8-0001")

    assert (page.status_code, page.text.count("BAIT-締切が早すぎます。")) == (200, 1)


async def test_the_department_that_runs_a_call_reads_its_applications_until_it_is_over_and_another_does_not(
    house: House, client: httpx.AsyncClient
) -> None:
    await published(house)
    await applied(house, "R8-0001")
    pages = ("/calls/BR8-0001", "/calls/BR8-0001/applications", "/cases/R8-0001", "/api/cases/R8-0001", "/cases")

    await sign_in(client, house.admin, Role.DEPARTMENT, department="kanko")
    own = [await client.get(page) for page in pages]
    reads = await house.rows("SELECT what_id FROM access.content_read WHERE action = 'application_open'")
    await sign_in(client, house.admin, Role.DEPARTMENT, department=FOREST.department, user="forest")
    other = [await client.get(page) for page in pages[:4]]
    await do(house, OFFICER, "close", reason="試験")
    await do(house, OFFICER, "decide", decisions=[{"receipt": "R8-0001", "adopted": True}])
    await do(house, SECOND, "release")
    await do(house, OFFICER, "conclude", words="1件を採択しました。")
    await sign_in(client, house.admin, Role.DEPARTMENT, department="kanko", user="kanko-2")
    over = await client.get("/cases/R8-0001")

    assert [one.status_code for one in (*own, *other, over)] == [200] * 5 + [404] * 4 + [404]
    assert [TITLE in one.text for one in own] == [True] * 5
    # What is proposed, to be scored: no contact, and nothing of how the office deals with it.
    assert ("田中" in own[2].text, "応募を採点する" in own[2].text, own[3].json()["actions"]) == (False, True, [])
    assert len(reads) == 2
