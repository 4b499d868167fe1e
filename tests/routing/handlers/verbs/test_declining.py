from dataclasses import replace

import pytest

from services.routing.domain.refusals import (
    AlternativesMissing,
    DeclineWaits,
    EndWithoutReason,
    NoSuchGround,
    SecondPersonNeeded,
)
from services.routing.domain.stage import Stage
from services.routing.handlers.verbs.door import Doing
from services.routing.handlers.verbs.registry import perform
from shared.access.actor import Role
from shared.events import CaseDeclined, Verdict
from tests.routing.conftest import OFFICER, House, person, seen_as, step
from tests.routing.ending import DECLINE, at, do, judged, look

SECOND = person(Role.DESK)


async def told(house: House) -> str:
    (declined,) = await house.facts(CaseDeclined)
    async with house.web.begin(seen_as(OFFICER)) as work:
        return await work.contents.own_text(declined.fact.note_id)


async def test_a_second_person_declines_what_the_first_proposed(house: House) -> None:
    await at(house, "offered")

    waiting = await do(house, "decline", **DECLINE)
    with pytest.raises(DeclineWaits):
        await do(house, "decline", **DECLINE)
    declined = await do(house, "approve-decline", SECOND)

    (fact,) = await house.facts(CaseDeclined)
    (offer,) = await house.rows("SELECT state FROM routing.offer")
    assert (waiting.stage, waiting.decline is None) == (Stage.OFFERED, False)
    assert (declined.stage, declined.decline, fact.fact.ground, fact.fact.by_one) == (
        Stage.DECLINED,
        None,
        "not-fit",
        False,
    )
    assert offer["state"] == "recalled"


async def test_what_is_sent_back_goes_on_as_before(house: House) -> None:
    await at(house, "confirming")
    await do(house, "decline", **DECLINE)

    after = await do(house, "send-back-decline", SECOND, reason="もう一度検討してください。")

    assert (after.stage, after.decline) == (Stage.CONFIRMING, None)


async def test_who_judged_and_what_else_could_be_tried_is_always_said(house: House) -> None:
    await at(house, "reviewing")
    await judged(house, Verdict.NOT_VIABLE)

    await do(house, "decline", **{**DECLINE, "ground": "verdict"})
    await do(house, "approve-decline", SECOND)

    words = await told(house)
    assert words.split("\n\n")[1:] == [
        "判断した所属：森林整備課",
        "ほかに考えられる方法：\n市町村との連携が考えられます。",
    ]
    assert "BAIT" not in words


async def test_one_person_may_do_both_only_where_the_rules_say_so_and_it_is_recorded(house: House) -> None:
    await at(house, "received")
    await do(house, "decline", **DECLINE)
    rules = house.scheme.second_person.model_copy(update={"one_person_may_approve": False})
    strict = house.scheme.model_copy(update={"second_person": rules})

    async with house.web.begin(seen_as(OFFICER)) as work:
        doing = replace(await Doing.of(work, "R8-0012", step(OFFICER)), scheme=strict)
        with pytest.raises(SecondPersonNeeded):
            await perform(doing, "approve-decline", {})
    await do(house, "approve-decline")

    (fact,) = await house.facts(CaseDeclined)
    assert fact.fact.by_one


async def test_a_desk_that_asks_for_no_second_person_declines_at_once(house: House) -> None:
    await at(house, "received")
    alone = house.scheme.model_copy(
        update={"second_person": house.scheme.second_person.model_copy(update={"acts": ()})}
    )

    async with house.web.begin(seen_as(OFFICER)) as work:
        doing = replace(await Doing.of(work, "R8-0012", step(OFFICER)), scheme=alone)
        await perform(doing, "decline", DECLINE)

    assert (await look(house)).stage is Stage.DECLINED
    assert f"判断した所属：{house.scheme.department_name}（{house.scheme.name}）" in await told(house)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"ground": "because"}, NoSuchGround),
        ({"ground": "verdict"}, NoSuchGround),
        ({"reason": " "}, EndWithoutReason),
        ({"alternatives": " "}, AlternativesMissing),
    ],
)
async def test_nothing_is_declined_without_ground_reason_and_a_way_out(
    house: House, said: dict[str, str], refusal: type[Exception]
) -> None:
    await at(house, "received")

    with pytest.raises(refusal):
        await do(house, "decline", **{**DECLINE, **said})
