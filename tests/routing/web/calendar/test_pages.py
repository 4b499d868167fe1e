"""Calendar files on the pages: of a case, and of a person under a secret address."""

import re
from datetime import UTC, datetime

import httpx2 as httpx
from icalendar import Calendar
from sqlalchemy import text

from shared.access.accounts import disable_account
from shared.access.actor import Actor, Role
from shared.access.sessions import open_session
from tests.intake.web.conftest import hidden, sign_in
from tests.routing.conftest import OFFICER, House
from tests.routing.ending import coordinating, do, look
from tests.routing.municipal import BAY, WORDS, municipalities
from tests.routing.municipal import do as municipal
from tests.routing.web.conftest import a_browser

FILE = "/cases/R8-0012/calendar.ics"
OWED = ["R8-0012 日程", "R8-0012 手続きの期限", "R8-0012 宿題の期限"]
LEDGER = """
WITH item AS (
    INSERT INTO routing.ledger_item (item_id, desk_id, kind, number, state, title, departments, lead, is_open,
        scheme_version, version, head_hash, begun_at, changed_at)
    VALUES (gen_random_uuid(), 'miono', 'agreement', 'KR8-0001', 'running', 'BAIT-協定', '{shinrin}', 'shinrin', true,
        1, 3, '', now(), now())
    RETURNING item_id)
INSERT INTO routing.ledger_due (item_id, what, day, remind_on, department)
SELECT item_id, 'renewal', '2027-01-31', '2027-01-01', 'shinrin' FROM item
"""


async def owed(house: House) -> None:
    """Let a case that is coordinated have one thing of each kind."""
    await coordinating(house)
    await do(house, "set-milestone", words="BAIT-現地を見る", owner="desk", day="2026-12-01")
    own = {"words": "BAIT-覚書", "owner": "shinrin", "due": "2026-12-02", "required": False}
    await do(house, "plan-procedures", procedures=[own])
    await do(house, "set-todo", words="BAIT-図面", owner="counterpart", due="2026-12-03")
    async with house.admin.begin() as connection:
        await connection.execute(text(LEDGER))


async def be(browser: httpx.AsyncClient, house: House, actor: Actor) -> None:
    """Let the browser be that of a person the house knows."""
    await house.known(actor)
    async with house.admin.begin() as connection:
        # The house lives in days of its own; a session does not.
        await connection.execute(text("UPDATE access.account SET valid_from = '2026-01-01'"))
        opened = await open_session(connection, actor.account_id, now=datetime.now(UTC))
    browser.cookies.set("desk_session", opened.token, domain="desk.test")


def told(answer: httpx.Response) -> list[str]:
    """Return what the events of a calendar are called."""
    return [str(one["SUMMARY"]) for one in Calendar.from_ical(answer.content).walk("VEVENT")]


async def address_of(browser: httpx.AsyncClient) -> str:
    """Return a new address of who is signed in, as the page shows it once."""
    sent = await browser.post("/calendar/issue", data=hidden((await browser.get("/calendar")).text))
    assert sent.status_code == 303
    (path,) = re.findall(r"(/calendar/deskcal_\w+\.ics)", (await browser.get("/calendar")).text)
    assert "deskcal_" not in (await browser.get("/calendar")).text
    return str(path)


async def test_who_sees_what_is_coordinated_takes_the_days_of_a_case_along(
    house: House, officer: httpx.AsyncClient
) -> None:
    await owed(house)

    answer = await officer.get(FILE)
    again = await officer.get(FILE, headers={"If-None-Match": answer.headers["ETag"]})
    async with a_browser() as guide:
        stranger = (await guide.get(FILE)).status_code
        await sign_in(guide, house.admin, Role.DEPARTMENT, department="kanko")
        refused = (await guide.get(FILE)).status_code

    assert told(answer) == OWED
    assert len(Calendar.from_ical(answer.content).walk("VTODO")) == 2
    assert "BAIT" not in answer.text
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert (again.status_code, again.content, stranger, refused) == (304, b"", 303, 404)


async def test_a_person_subscribes_under_a_secret_address_until_it_is_revoked(
    house: House, client: httpx.AsyncClient
) -> None:
    await owed(house)
    await be(client, house, OFFICER)
    first = await address_of(client)
    second = await address_of(client)

    async with a_browser() as program:
        before = await program.get(second)
        milestone = (await look(house)).tasks[0].task_id
        await do(house, "set-milestone", milestone_id=milestone, state="dropped", reason="BAIT-雨天")
        after = await program.get(second)
        secret = second.removeprefix("/calendar/").removesuffix(".ics")
        api = await program.get("/api/cases", headers={"Authorization": f"Bearer {secret}"})
        await client.post("/calendar/revoke", data=hidden((await client.get("/calendar")).text))
        closed = [(await program.get(one)).status_code for one in (first, second, "/calendar/x.ics")]

    assert told(before) == [*OWED, "KR8-0001 更新の判断"]
    states = {str(one["SUMMARY"]): one["STATUS"] for one in Calendar.from_ical(after.content).walk("VEVENT")}
    assert (states["R8-0012 日程"], states["R8-0012 手続きの期限"]) == ("CANCELLED", "CONFIRMED")
    assert ("BAIT" in before.text + after.text, before.headers["Cache-Control"]) == (False, "private, no-cache")
    assert (api.status_code, closed) == (401, [404, 404, 404])


async def test_an_address_shows_what_the_account_may_see_at_that_moment(house: House) -> None:
    await owed(house)
    await municipalities(house)
    await municipal(house, OFFICER, "invite-municipality", municipalities=["shi-bay"], words=WORDS)
    of = {}
    for role, unit in ((Role.DEPARTMENT, "shinrin"), (Role.DEPARTMENT, "kanko"), (Role.MUNICIPALITY, "shi-bay")):
        async with a_browser() as browser:
            await sign_in(browser, house.admin, role, department=unit, user=unit)
            of[unit] = await address_of(browser)

    async with a_browser() as program:
        invited_only = told(await program.get(of["shi-bay"]))
        await municipal(house, BAY, "join")
        seen = {unit: told(await program.get(path)) for unit, path in of.items()}
        async with house.admin.begin() as connection:
            await disable_account(connection, "shinrin", now=datetime.now(UTC))
        closed = (await program.get(of["shinrin"])).status_code

    assert invited_only == []
    assert seen == {"shinrin": [*OWED, "KR8-0001 更新の判断"], "kanko": [], "shi-bay": OWED}
    assert closed == 404


async def test_an_administrator_takes_part_in_nothing_and_gets_no_address(
    house: House, client: httpx.AsyncClient
) -> None:
    await sign_in(client, house.admin, Role.ADMINISTRATOR)

    assert (await client.get("/calendar")).status_code == 403
