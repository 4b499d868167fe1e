"""An offer that is taken back, and a case that comes back too often, as the posts concerned are told."""

from uuid import uuid4

import pytest

from shared.events import CaseBounced, Fact, OfferMade, OfferRecalled, Recorded
from tests.notify.conftest import House, told
from tests.notify.handlers.test_telling_late import RECEIPT, access, answer, case, inbox, offer
from tests.statements import noting_statements

SERVICE = "notify"


def recalled(made: Recorded[Fact], *, version: int = 6) -> Recorded[Fact]:
    assert isinstance(made.fact, OfferMade)
    fact = OfferRecalled(
        offer_id=made.fact.offer_id, receipt=RECEIPT, department=made.fact.department, reason_id=uuid4()
    )
    return told(fact, about=made.aggregate_id, version=version)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["recalled_first", "access_first"])
async def test_a_department_that_was_called_is_told_that_it_need_not_answer(
    house: House, order: tuple[int, int]
) -> None:
    case_id = await case(house)
    made = await offer(house, case_id)
    await house.collect(made)
    await answer(house, made, "recalled")

    facts = (recalled(made), access(case_id, version=7))
    await house.collect(*(facts[place] for place in order))

    assert await inbox(house) == [("sangyo", "offer_made", SERVICE), ("sangyo", "offer_recalled", None)]


async def test_who_was_never_called_is_not_called_off_and_a_late_offer_calls_nobody(house: House) -> None:
    case_id = await case(house)
    made = await offer(house, case_id, state="recalled")

    await house.collect(recalled(made))
    await house.collect(made)

    assert await inbox(house) == []


async def test_a_late_word_that_an_offer_was_taken_back_does_not_speak_against_the_one_made_anew(house: House) -> None:
    case_id = await case(house)
    first = await offer(house, case_id, version=4)
    await house.collect(first)
    await answer(house, first, "recalled")
    await house.collect(await offer(house, case_id, version=8))

    await house.collect(recalled(first))

    assert await inbox(house) == [("sangyo", "offer_made", None), ("sangyo", "offer_made", None)]


async def test_the_desk_is_told_once_of_a_case_that_came_back_too_often(house: House) -> None:
    bounced = told(CaseBounced(receipt=RECEIPT, returns=3), about=await case(house), version=12)

    await house.hear(bounced, bounced)

    assert await inbox(house) == [("desk", "case_bounced", None)]


@pytest.mark.parametrize("count", [1, 3])
async def test_a_batch_of_recalls_costs_as_many_statements_as_one(house: House, count: int) -> None:
    made = [await offer(house, await case(house)) for _ in range(count)]
    await house.hear_many(*made)
    await house.change("UPDATE routing.offer SET state = 'recalled'")

    with noting_statements(house.transactions.engine) as asked:
        await house.hear_many(*(recalled(one) for one in made))

    # In turn, who was called, who is asked still, told, who is told by mail.
    assert len(asked) == 5
    assert len(await inbox(house)) == 2 * count
