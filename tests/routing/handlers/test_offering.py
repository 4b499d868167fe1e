import pytest

from services.routing.handlers.addressees import AddresseesWrong
from services.routing.handlers.confirming import confirm
from services.routing.handlers.offering import Addressees, NoSuchDepartment, make_offers
from shared.access.policy import NotAllowed
from tests.routing.conftest import FOREST, OFFICER, House, seen_as, step


@pytest.mark.parametrize("code", ["nowhere", "old", "山の課"])
async def test_a_case_is_offered_only_to_departments_in_force(house: House, code: str) -> None:
    await house.opened()

    async def offer() -> None:
        async with house.web.begin(seen_as(OFFICER)) as work:
            await confirm(work, "R8-0012", step(OFFICER), abstract="要旨")
            await make_offers(work, "R8-0012", step(OFFICER), Addressees(departments=(code,), lead=code), house.scheme)

    with pytest.raises(AddresseesWrong) as refused:
        await offer()
    assert [type(one.error) for one in refused.value.wrong] == [NoSuchDepartment]


async def test_a_department_may_not_do_what_is_the_desks(house: House) -> None:
    await house.offered("shinrin")

    with pytest.raises(NotAllowed):
        async with house.web.begin(seen_as(FOREST)) as work:
            await make_offers(work, "R8-0012", step(FOREST), Addressees(departments=("kanko",), lead=""), house.scheme)


async def test_one_more_department_joins_a_case_that_has_a_lead(house: House) -> None:
    await house.offered("shinrin")

    async with house.web.begin(seen_as(OFFICER)) as work:
        case = await make_offers(work, "R8-0012", step(OFFICER), Addressees(departments=("kanko",)), house.scheme)

    assert [(offer.department, offer.lead) for offer in case.offers] == [("shinrin", True), ("kanko", False)]


async def test_the_only_department_asked_leads(house: House) -> None:
    await house.opened()
    async with house.web.begin(seen_as(OFFICER)) as work:
        await confirm(work, "R8-0012", step(OFFICER), abstract="要旨")

        case = await make_offers(work, "R8-0012", step(OFFICER), Addressees(departments=("kanko",)), house.scheme)

    assert case.lead == "kanko"
