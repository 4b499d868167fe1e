import pytest

from services.routing.handlers.answering import Judgement, give_verdict
from services.routing.handlers.offering import NoSuchDepartment
from services.routing.ports import NoSuchCase
from shared.events import Verdict
from tests.routing.conftest import FOREST, OFFICER, TOURISM, House, seen_as, step


async def test_the_way_from_the_offer_to_the_verdict(house: House) -> None:
    await house.offered("shinrin", "kanko")
    await house.taken_up(FOREST)
    async with house.web.begin(seen_as(FOREST)) as work:
        await give_verdict(work, "R8-0012", step(FOREST), Judgement(verdict=Verdict.VIABLE, reason="できます。"))

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
        await give_verdict(work, "R8-0012", step(FOREST), judgement)

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
            )


async def test_an_answer_has_no_day_before_its_verdict(house: House) -> None:
    await house.offered("shinrin")
    await house.taken_up(FOREST)

    assert [row["answered_at"] for row in await house.rows("SELECT answered_at FROM routing.offer")] == [None]
