import pytest
from sqlalchemy import text

from services.routing.domain.refusals import NothingToRecall, RecallReasonMissing
from services.routing.domain.roles import Addressee
from services.routing.handlers.offering import Addressees, make_offers
from services.routing.handlers.recalling import recall_offer
from services.routing.ports import NoSuchCase
from shared.access.policy import NotAllowed
from shared.scheme.promises import looked_at_by
from tests.routing.conftest import FOREST, NOW, OFFICER, TOURISM, House, seen_as, step

REASON = "所管の異なる課に送付したため。"


async def recalled(house: House, department: str, *, reason: str = REASON) -> None:
    async with house.web.begin(seen_as(OFFICER)) as work:
        await recall_offer(work, "R8-0012", step(OFFICER), Addressee(department=department), reason, house.scheme)


async def test_what_the_desk_takes_back_is_gone_from_the_departments_sight_and_is_the_desks_to_do(
    house: House,
) -> None:
    await house.offered("shinrin", "kanko")
    await house.taken_up(FOREST)

    await recalled(house, "shinrin")

    with pytest.raises(NoSuchCase):
        async with house.web.begin(seen_as(FOREST)) as work:
            await work.cases.find("miono", "R8-0012")
    async with house.web.begin(seen_as(OFFICER)) as work:
        case = await work.cases.find("miono", "R8-0012")
        (line,) = [line for line in await work.queries.offers("miono", case.case_id) if line.department == "shinrin"]
        reason = await work.contents.own_text(line.reason_id) if line.reason_id else None
    assert (case.stage, case.offered, case.lead) == ("reviewing", frozenset({"kanko"}), None)
    assert (line.state, line.lead, line.answered_at, reason) == ("recalled", False, None, REASON)
    assert await house.rows("SELECT next_day FROM routing.desk_case") == [
        {"next_day": looked_at_by(house.scheme, NOW.date())}
    ]
    assert [row["type"] for row in await house.rows("SELECT type FROM routing.case_history ORDER BY version")][-2:] == [
        "case.offer_recalled.v1",
        "case.access_changed.v1",
    ]


async def test_the_same_department_is_asked_anew_with_an_offer_of_its_own(house: House) -> None:
    await house.offered("shinrin")
    await recalled(house, "shinrin")

    async with house.web.begin(seen_as(OFFICER)) as work:
        await make_offers(work, "R8-0012", step(OFFICER), Addressees(departments=("shinrin",)), house.scheme)

    case = await house.taken_up(FOREST)
    assert [offer.state for offer in case.offers] == ["recalled", "taken_up"]
    assert case.lead == "shinrin"


async def test_taking_back_needs_a_reason(house: House) -> None:
    await house.offered("shinrin")

    with pytest.raises(RecallReasonMissing):
        await recalled(house, "shinrin", reason=" ")


async def test_only_the_desk_takes_an_offer_back(house: House) -> None:
    await house.offered("shinrin", "kanko")

    with pytest.raises(NotAllowed):
        async with house.web.begin(seen_as(TOURISM)) as work:
            await recall_offer(work, "R8-0012", step(TOURISM), Addressee(department="shinrin"), REASON, house.scheme)


async def test_an_offer_is_found_by_the_department_that_followed_whom_it_was_made_to(house: House) -> None:
    await house.offered("shinrin", "kanko")
    async with house.admin.begin() as connection:
        ended = "UPDATE routing.department SET valid_to = '2026-11-20', successor = 'kotsu' WHERE code = 'shinrin'"
        await connection.execute(text(ended))

    await recalled(house, "kotsu")

    assert await house.rows("SELECT department, state FROM routing.offer ORDER BY department") == [
        {"department": "kanko", "state": "asked"},
        {"department": "shinrin", "state": "recalled"},
    ]


async def test_a_department_that_followed_two_who_were_both_asked_names_neither(house: House) -> None:
    await house.offered("shinrin", "kanko")
    async with house.admin.begin() as connection:
        ended = "UPDATE routing.department SET valid_to = '2026-11-20', successor = 'kotsu' WHERE code <> 'kotsu'"
        await connection.execute(text(ended))

    with pytest.raises(NothingToRecall):
        await recalled(house, "kotsu")
