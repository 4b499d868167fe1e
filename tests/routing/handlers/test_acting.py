import asyncio

import pytest

from services.routing.handlers.answering import take_up
from services.routing.handlers.confirming import start_confirmation
from services.routing.ports import ChangedMeanwhile
from shared.access.actor import Actor, Role
from tests.routing.conftest import FOREST, OFFICER, House, person, seen_as, step


async def test_two_officers_act_at_once_and_one_is_told_that_the_case_has_changed(house: House) -> None:
    await house.opened()
    other = person(Role.DESK)

    async def start(actor: Actor) -> None:
        async with house.web.begin(seen_as(actor)) as work:
            await start_confirmation(work, "R8-0012", step(actor, version=1))

    ended = await asyncio.gather(start(OFFICER), start(other), return_exceptions=True)

    assert sorted(type(one).__name__ for one in ended) == ["ChangedMeanwhile", "NoneType"]
    assert [
        row["version"] for row in await house.rows("SELECT version FROM routing.case_history ORDER BY version")
    ] == [1, 2]


async def test_a_page_that_was_drawn_before_the_change_changes_nothing(house: House) -> None:
    case = await house.offered("shinrin")

    with pytest.raises(ChangedMeanwhile):
        async with house.web.begin(seen_as(FOREST)) as work:
            await take_up(work, "R8-0012", step(FOREST, version=case.version - 1))


async def test_looking_at_a_case_waits_for_nobody(house: House) -> None:
    await house.opened()
    async with house.web.begin(seen_as(OFFICER)) as acting:
        await acting.cases.get("miono", "R8-0012")

        async with asyncio.timeout(5), house.web.begin(seen_as(OFFICER)) as looking:
            case = await looking.cases.find("miono", "R8-0012")

    assert case.version == 1
