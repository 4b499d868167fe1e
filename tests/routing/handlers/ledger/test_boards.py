from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.routing.domain.ledger.boards.board import Board
from services.routing.domain.ledger.boards.refusals import (
    AlternativesWanted,
    OnAnAgenda,
    OrderWrong,
    OutcomesMissing,
)
from services.routing.domain.refusals import NotAllowedNow, SecondPersonNeeded
from services.routing.domain.verbs import Verb
from services.routing.handlers.ledger.boards.volume import BOARDS
from services.routing.handlers.ledger.door import begin, perform
from shared.access.actor import Actor, Role
from shared.access.policy import NotAllowed
from shared.events import CaseDeclined, NoteToProposerReleased
from shared.events.board import BoardBegun, BoardCaseAdded, BoardResultsReleased
from shared.japanese.era import day_in_japan
from tests.routing.conftest import NOW, OFFICER, TOURISM, House, person, seen_as
from tests.routing.handlers.ledger.test_calls import doing, on_case

SECOND = person(Role.DESK)
TODAY = day_in_japan(NOW)
SESSION: dict[str, Any] = {
    "title": "第8回審査会",
    "day": TODAY,
    "place": "第2会議室",
    "members": ("住民代表 佐藤",),
}
HELD_BACK = "特に優れた提案です。"


async def planned(house: House, *receipts: str) -> Board:
    for receipt in receipts:
        await house.offered("kanko", receipt=receipt)
    async with house.web.begin(seen_as(OFFICER)) as work:
        board = await begin(BOARDS, doing(work, OFFICER, house), SESSION)
    for receipt in receipts:
        board = await do(house, OFFICER, "add-case", receipt=receipt)
    return board


async def do(house: House, actor: Actor, verb: str, number: str = "SR8-0001", **said: Any) -> Board:
    async with house.web.begin(seen_as(actor)) as work:
        return await perform(BOARDS, doing(work, actor, house), number, verb, said)


async def found(house: House, receipt: str, outcome: str, **said: Any) -> Board:
    words = {"reason": "全会一致", "words": HELD_BACK, **said}
    return await do(house, OFFICER, "record-outcome", receipt=receipt, outcome=outcome, **words)


async def test_the_outcomes_of_a_session_are_held_and_then_told_all_at_once(house: House) -> None:
    await planned(house, "R8-0001", "R8-0002", "R8-0003")
    with pytest.raises(OrderWrong):
        await do(house, OFFICER, "reorder", receipts=("R8-0002", "R8-0001"))
    await do(house, OFFICER, "reorder", receipts=("R8-0003", "R8-0001", "R8-0002"))
    await do(house, OFFICER, "hold", attendees=("住民代表 佐藤",))
    await found(house, "R8-0001", "adopted")
    with pytest.raises(AlternativesWanted):
        await found(house, "R8-0002", "not_adopted")
    await found(house, "R8-0002", "not_adopted", ground="not-fit", alternatives="市町村との連携")
    with pytest.raises(OutcomesMissing):
        await do(house, SECOND, "release")
    held = await found(house, "R8-0003", "keep_studying", words="次回、改めて審査します。")
    before = (await house.facts(CaseDeclined), await house.facts(NoteToProposerReleased))
    with pytest.raises(NotAllowed):
        await do(house, TOURISM, "release")

    released = await do(house, SECOND, "release")

    (declined,) = await house.facts(CaseDeclined)
    notes = await house.facts(NoteToProposerReleased)
    (told,) = [one.fact for one in await house.facts(BoardResultsReleased)]
    assert (held.state, before, released.state) == ("held", ([], []), "released")
    assert (declined.fact.receipt, declined.fact.ground) == ("R8-0002", "not-fit")
    assert sorted(one.fact.receipt for one in notes) == ["R8-0001", "R8-0003"]
    assert (told.adopted, told.not_adopted, told.keep_studying, told.untold) == (
        ("R8-0001",),
        ("R8-0002",),
        ("R8-0003",),
        (),
    )
    assert (told.departments, told.by_one) == (("kanko",), False)
    async with house.worker.begin() as work:
        letter = await work.contents.own_text(declined.fact.note_id)
    assert letter is not None
    assert letter.startswith("第8回審査会（令和8年11月24日）の審査の結果をお知らせします。\n\n結果：不採択")
    assert "判断した所属：第8回審査会" in letter
    with pytest.raises(NotAllowedNow):
        await do(house, SECOND, "release")


async def test_what_could_not_be_told_keeps_nobody_else_waiting_and_is_told_by_the_next_release(house: House) -> None:
    await planned(house, "R8-0001", "R8-0002")
    await do(house, OFFICER, "hold", attendees=("佐藤",))
    for receipt in ("R8-0001", "R8-0002"):
        await found(house, receipt, "not_adopted", alternatives="市町村")
    # A decline waits for a second person: the case is not the release's to end.
    waiting = {"ground": "not-fit", "reason": "試験", "alternatives": "市町村"}
    await on_case(house, Verb.RECALL_OFFER, {"department": "kanko", "reason": "試験"})
    await on_case(house, Verb.PROPOSE_DECLINE, waiting)

    first = await do(house, SECOND, "release")
    await on_case(house, Verb.SEND_BACK_DECLINE, {"reason": "試験"})
    second = await do(house, SECOND, "release")

    told = [(one.fact.not_adopted, one.fact.untold) for one in await house.facts(BoardResultsReleased)]
    assert told == [(("R8-0002",), ("R8-0001",)), (("R8-0001",), ())]
    assert ([one.receipt for one in first.untold], second.untold) == (["R8-0001"], ())
    assert len(await house.facts(CaseDeclined)) == 2


async def test_who_recorded_an_outcome_releases_alone_only_where_the_rules_let_one_person(house: House) -> None:
    await planned(house, "R8-0001")
    await do(house, OFFICER, "hold", attendees=("佐藤",))
    await found(house, "R8-0001", "adopted")
    rules = house.scheme.second_person.model_copy(update={"one_person_may_approve": False})
    strict = house.scheme.model_copy(update={"second_person": rules})

    with pytest.raises(SecondPersonNeeded):
        await do(replace(house, scheme=strict), OFFICER, "release")
    assert await house.facts(NoteToProposerReleased) == []


async def test_the_next_session_takes_over_place_and_members_and_what_is_to_be_studied_on(house: House) -> None:
    await planned(house, "R8-0001", "R8-0002")
    await do(house, OFFICER, "hold", attendees=("佐藤",))
    await found(house, "R8-0001", "keep_studying")
    await found(house, "R8-0002", "adopted")
    await do(house, SECOND, "release")

    board = await do(house, OFFICER, "plan-next")

    begun = [one.fact for one in await house.facts(BoardBegun)]
    added = [one.fact for one in await house.facts(BoardCaseAdded) if one.fact.number == "SR8-0002"]
    assert (board.following, begun[1].follows) == ("SR8-0002", "SR8-0001")
    assert begun[1].day - begun[0].day >= timedelta(days=28)
    assert [(one.receipt, one.departments) for one in added] == [("R8-0001", ("kanko",))]
    with pytest.raises(NotAllowedNow):
        await do(house, OFFICER, "plan-next")
    async with house.web.begin(seen_as(OFFICER)) as work:
        await begin(BOARDS, doing(work, OFFICER, house), SESSION)
    with pytest.raises(OnAnAgenda):
        await do(house, OFFICER, "add-case", number="SR8-0003", receipt="R8-0001")
