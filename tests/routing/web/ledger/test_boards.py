import httpx2 as httpx

from shared.access.actor import Role
from shared.web.csrf import FIELD
from tests.intake.web.conftest import sign_in
from tests.routing.conftest import OFFICER, TOURISM, House
from tests.routing.handlers.ledger.test_boards import HELD_BACK, do, found, planned
from tests.routing.web.ledger.test_call_pages import sent

DOORS = ("/boards/SR8-0001", "/api/boards/SR8-0001", "/cases/R8-0001", "/api/cases/R8-0001", "/boards")


async def test_what_was_found_is_seen_by_nobody_but_the_desk_before_it_is_released(
    house: House, client: httpx.AsyncClient
) -> None:
    await planned(house, "R8-0001", "R8-0002")
    await house.taken_up(TOURISM, "R8-0001")
    await do(house, OFFICER, "hold", attendees=("住民代表 佐藤",))
    await found(house, "R8-0001", "adopted")
    await found(house, "R8-0002", "not_adopted", alternatives="市町村")
    await do(house, OFFICER, "write-minutes", words="議事の要点")

    await sign_in(client, house.admin, Role.DEPARTMENT, department="kanko")
    before = [await client.get(door) for door in DOORS]
    refused = await client.get("/boards/SR8-0001/minutes")
    facts = await house.rows("SELECT data FROM routing.event_log WHERE type LIKE 'board.%'")
    await do(house, OFFICER, "release")
    after, program = (await client.get("/boards/SR8-0001")).text, await client.get("/api/boards/SR8-0001")

    held = (HELD_BACK, "adopted", ">採択", "不採択", "議事の要点", "佐藤")
    assert [one.status_code for one in before] == [200] * len(DOORS)
    assert [(one.url.path, word) for one in before for word in held if word in one.text] == []
    assert [word for word in held if word in str(facts)] == []
    assert refused.status_code == 403
    assert "審査会・開催済み（結果通知前）" in before[2].text
    # Once it is released, the department reads what was found of the case it took up, and of no other.
    assert ("採択" in after, "不採択" in after, "佐藤" in after) == (True, False, False)
    assert ("R8-0001" in program.text, [one["data"] for one in program.json()["history"] if one["data"]]) == (True, [])


async def test_the_desk_plans_a_session_and_prints_its_minutes(house: House, officer: httpx.AsyncClient) -> None:
    await house.offered("kanko", receipt="R8-0001")
    here = "/boards/SR8-0001"
    typed = {
        "title": "第8回審査会",
        "day": "2099-12-10",
        "place": "会議室",
        "members": "佐藤\n鈴木",
        "order": "開会\n閉会",
    }
    form = (await officer.get("/boards/new")).text
    token = form.partition(f'name="{FIELD}" value="')[2].partition('"')[0]
    begun = await officer.post("/boards", data=typed | {FIELD: token})
    added = await sent(officer, f"{here}/add-case", receipt="R8-0001")
    await do(house, OFFICER, "hold", attendees=("佐藤", "鈴木"))
    form = (await officer.get(f"{here}/record-outcome")).text
    recorded = await sent(
        officer, f"{here}/record-outcome", receipt="R8-0001", outcome="adopted", reason="全会一致", words=HELD_BACK
    )
    await do(house, OFFICER, "write-minutes", words="議事の要点")
    minutes = (await officer.get(f"{here}/minutes")).text

    assert [one.status_code for one in (begun, added, recorded)] == [303, 303, 303]
    assert "継続検討" in form
    shown = ("第8回審査会", "佐藤", "議事の要点", "R8-0001", "採択", "開会")
    assert [word for word in shown if word not in minutes] == []
