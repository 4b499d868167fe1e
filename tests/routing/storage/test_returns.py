from datetime import date, datetime
from typing import Any

from sqlalchemy import text

from services.routing.storage.returns import ReturnsOfCase, first_return, returned_between, returns_of, unled_cases
from shared.japanese.era import day_in_japan
from shared.scheme.promises import looked_at_by
from tests.routing.conftest import DESK, NOW, OFFICER, House, seen_as
from tests.routing.returning import bounced, offered_again, returned
from tests.statements import noting_statements


async def asked(house: House, ask: Any, *values: Any) -> Any:
    async with house.web.begin(seen_as(OFFICER)) as work:
        return await ask(work.connection, *values)


async def test_what_came_back_is_told_with_who_named_whom(house: House) -> None:
    case = await bounced(house)

    found = await asked(house, returned_between, DESK, date(2026, 4, 1), date(2027, 4, 1))

    assert [(one.receipt, one.department, one.named, one.at) for one in found] == [
        ("R8-0012", "shinrin", "kanko", NOW),
        ("R8-0012", "kanko", "kotsu", NOW),
        ("R8-0012", "kotsu", "shinrin", NOW),
    ]
    assert {one.case_id for one in found} == {case.case_id}
    assert await asked(house, first_return, DESK) == day_in_japan(NOW)


async def test_a_case_that_comes_back_once_more_knows_that_it_was_told(house: House) -> None:
    case = await bounced(house)
    await offered_again(house, "kanko")

    later = await returned(house, "kanko", "kotsu")

    assert (case.bounced, later.bounced, later.returns) == (True, True, 4)
    told = await house.rows("SELECT count(*) FROM routing.event_log WHERE type = 'case.bounced.v1'")
    assert told == [{"count": 1}]


async def test_a_year_begins_and_ends_at_midnight_in_japan(house: House) -> None:
    await house.offered("shinrin")
    await returned(house, "shinrin", "kanko")
    counts = []

    for answered in ("2026-03-31 14:59+00", "2026-03-31 15:00+00", "2027-03-31 14:59+00", "2027-03-31 15:00+00"):
        async with house.admin.begin() as connection:
            moment = {"at": datetime.fromisoformat(answered)}
            await connection.execute(text("UPDATE routing.offer SET answered_at = :at"), moment)
        counts.append(len(await asked(house, returned_between, DESK, date(2026, 4, 1), date(2027, 4, 1))))

    assert counts == [0, 1, 1, 0]


async def test_a_case_nobody_leads_is_listed_until_somebody_is_asked(house: House) -> None:
    await house.offered("shinrin", "kanko")
    await house.offered("kotsu", receipt="R8-0013")
    await returned(house, "shinrin", "kotsu")

    (found,) = await asked(house, unled_cases, DESK)
    await offered_again(house, "kotsu")

    assert (found.receipt, found.returns, found.department, found.named) == ("R8-0012", 1, "shinrin", "kotsu")
    assert (found.stage, found.next_day) == ("offered", looked_at_by(house.scheme, day_in_japan(NOW)))
    assert await asked(house, unled_cases, DESK) == []


async def test_a_page_of_cases_knows_with_one_statement_what_came_back(house: House) -> None:
    back = await bounced(house)
    other = await house.offered("kotsu", receipt="R8-0013")
    await house.opened(receipt="R8-0014")

    with noting_statements(house.web.engine) as statements:
        found = await asked(house, returns_of, [back.case_id, other.case_id])

    assert found == {
        back.case_id: ReturnsOfCase(returns=3, unled=True),
        other.case_id: ReturnsOfCase(returns=0, unled=False),
    }
    assert len([one for one in statements if "routing.offer" in one]) == 1
