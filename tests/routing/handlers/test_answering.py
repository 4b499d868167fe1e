from dataclasses import replace
from datetime import timedelta

import pytest

from services.routing.domain.refusals import OtherDepartmentMissing
from services.routing.handlers.answering import Judgement, give_verdict
from services.routing.handlers.offering import NoSuchDepartment
from services.routing.ports import NoSuchCase
from shared.events import Verdict
from shared.scheme.promises import looked_at_by
from tests.routing.conftest import FOREST, NOW, OFFICER, TOURISM, House, seen_as, step


async def test_the_way_from_the_offer_to_the_verdict(house: House) -> None:
    await house.offered("shinrin", "kanko")
    await house.taken_up(FOREST)
    async with house.web.begin(seen_as(FOREST)) as work:
        await give_verdict(
            work, "R8-0012", step(FOREST), Judgement(verdict=Verdict.VIABLE, reason="できます。"), house.scheme
        )

    (case,) = await house.rows("SELECT stage, confirmed, version, officer FROM routing.desk_case")
    offers = await house.rows("SELECT department, lead, state, verdict FROM routing.offer ORDER BY department")
    told = [row["type"] for row in await house.rows("SELECT type FROM routing.event_log ORDER BY aggregate_version")]
    assert (case["stage"], case["version"], case["officer"]) == ("reviewing", len(told), OFFICER.account_id)
    assert [tuple(row.values()) for row in offers] == [
        ("kanko", False, "asked", None),
        ("shinrin", True, "judged", "viable"),
    ]
    assert told == [
        "case.opened.v1",
        "case.confirmation_started.v1",
        "case.confirmed.v1",
        "case.offer_made.v1",
        "case.offer_made.v1",
        "case.access_changed.v1",
        "case.offer_accepted.v1",
        "case.access_changed.v1",
        "case.verdict_given.v1",
    ]


async def test_not_ours_takes_the_case_out_of_the_departments_sight(house: House) -> None:
    await house.offered("shinrin", "kanko")
    judgement = Judgement(verdict=Verdict.NOT_OURS, reason="所管外です。", suggested_department="kotsu")

    async with house.web.begin(seen_as(FOREST)) as work:
        await give_verdict(work, "R8-0012", step(FOREST), judgement, house.scheme)

    with pytest.raises(NoSuchCase):
        async with house.web.begin(seen_as(FOREST)) as work:
            await work.cases.get("miono", "R8-0012")
    async with house.web.begin(seen_as(TOURISM)) as work:
        still = await work.cases.get("miono", "R8-0012")
    assert (still.offered, still.lead) == (frozenset({"kanko"}), None)
    (offer,) = await house.rows(
        "SELECT lead, state, suggested_department FROM routing.offer WHERE department='shinrin'"
    )
    assert tuple(offer.values()) == (False, "returned", "kotsu")


@pytest.mark.parametrize("code", ["nowhere", "old", "山の課", "a' OR 1=1"])
async def test_not_ours_names_a_department_that_exists(house: House, code: str) -> None:
    await house.offered("shinrin")

    with pytest.raises(NoSuchDepartment):
        async with house.web.begin(seen_as(FOREST)) as work:
            await give_verdict(
                work,
                "R8-0012",
                step(FOREST),
                Judgement(verdict=Verdict.NOT_OURS, reason="所管外です。", suggested_department=code),
                house.scheme,
            )


async def test_the_desk_that_asks_is_no_department_to_name(house: House) -> None:
    await house.offered("shinrin")
    desk = Judgement(verdict=Verdict.NOT_OURS, reason="所管外です。", suggested_department=house.scheme.department)

    with pytest.raises(OtherDepartmentMissing):
        async with house.web.begin(seen_as(FOREST)) as work:
            await give_verdict(work, "R8-0012", step(FOREST), desk, house.scheme)


async def test_what_the_lead_returned_is_the_desks_to_do_within_its_usual_days(house: House) -> None:
    await house.offered("shinrin", "kanko")
    judgement = Judgement(verdict=Verdict.NOT_OURS, reason="所管外です。", suggested_department="kotsu")

    async with house.web.begin(seen_as(FOREST)) as work:
        await give_verdict(work, "R8-0012", step(FOREST), judgement, house.scheme)
    await house.taken_up(TOURISM)

    rows = await house.rows("SELECT next_day, officer FROM routing.desk_case")
    # The other department answers much later; that it has begun does not move the desk's own day.
    assert [tuple(row.values()) for row in rows] == [(looked_at_by(house.scheme, NOW.date()), OFFICER.account_id)]


async def test_after_a_verdict_that_came_late_the_desk_has_its_usual_days(house: House) -> None:
    await house.offered("shinrin")
    await house.taken_up(FOREST)
    late = replace(step(FOREST), at=NOW + timedelta(days=60))
    judgement = Judgement(verdict=Verdict.VIABLE, reason="森の手入れになるため。")

    async with house.web.begin(seen_as(FOREST)) as work:
        await give_verdict(work, "R8-0012", late, judgement, house.scheme)

    assert await house.rows("SELECT next_day FROM routing.desk_case") == [
        {"next_day": looked_at_by(house.scheme, late.today)}
    ]


async def test_while_the_lead_looks_into_it_what_another_returned_moves_no_day(house: House) -> None:
    await house.offered("shinrin", "kanko")
    judgement = Judgement(verdict=Verdict.NOT_OURS, reason="所管外です。", suggested_department="kotsu")

    async with house.web.begin(seen_as(TOURISM)) as work:
        await give_verdict(work, "R8-0012", step(TOURISM), judgement, house.scheme)

    assert await house.rows("SELECT next_day FROM routing.desk_case") == await house.rows(
        "SELECT due AS next_day FROM routing.offer WHERE department = 'shinrin'"
    )


async def test_an_answer_has_no_day_before_its_verdict(house: House) -> None:
    await house.offered("shinrin")
    await house.taken_up(FOREST)

    assert [row["answered_at"] for row in await house.rows("SELECT answered_at FROM routing.offer")] == [None]
