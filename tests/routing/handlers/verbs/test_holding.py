"""Acts whose words leave the office wait for a second person where the rules of the desk say so."""

import asyncio
from dataclasses import replace

import pytest

from services.routing.domain.refusals import SecondPersonNeeded, WordsToProposerMissing
from services.routing.domain.stage import Stage
from services.routing.domain.verbs import Verb
from services.routing.handlers.verbs.holding import DraftOutdated, NotHeld
from services.routing.handlers.verbs.outside import needs_second
from services.routing.handlers.verbs.registry import DOORS
from shared.events import ActHeld, ActReleased, ActSentBack, CaseReferred, CompletionAsked, Direction, OfferMade
from shared.scheme.model import DeskScheme, SecondPersonAct
from tests.routing.cases import case_at
from tests.routing.conftest import OFFICER, House
from tests.routing.ending import DECLINE, REFER, look
from tests.routing.handlers.verbs.test_notes import COLLEAGUE, by_two, do
from tests.routing.web.test_offer_link import wish
from tests.waiting import until


async def test_what_leaves_the_office_is_done_by_the_second_person_and_by_nobody_before(house: House) -> None:
    await house.opened()
    scheme = by_two(house.scheme, alone=False)
    held = await do(house, OFFICER, "refer", scheme, **REFER)

    with pytest.raises(SecondPersonNeeded):
        await do(house, OFFICER, "release-act", scheme)
    before = await house.facts(CaseReferred)
    after = await do(house, COLLEAGUE, "release-act", scheme)

    (drafted,), (released,) = await house.facts(ActHeld), await house.facts(ActReleased)
    (told,) = await house.facts(CaseReferred)
    assert (held.stage.value, held.held and held.held.act, before) == ("received", Verb.REFER, [])
    assert (after.stage.value, after.held) == ("referred", None)
    assert (drafted.actor, released.actor) == (f"account.{OFFICER.account_id}", f"account.{COLLEAGUE.account_id}")
    assert (told.actor, released.fact.by_one) == (released.actor, False)


async def test_a_draft_that_could_not_be_done_is_refused_at_once_and_leaves_nothing(house: House) -> None:
    await house.opened()
    scheme = by_two(house.scheme, alone=True)

    with pytest.raises(WordsToProposerMissing):
        await do(house, OFFICER, "ask-completion", scheme, words=" ")
    with pytest.raises(NotHeld):
        await do(house, OFFICER, "hold-act", scheme, act="start", said={})

    assert (await look(house)).held is None
    assert await house.facts(ActHeld) == []


async def test_what_was_sent_back_with_a_remark_is_drafted_anew_and_then_done(house: House) -> None:
    await house.opened()
    scheme = by_two(house.scheme, alone=True)
    await do(house, OFFICER, "ask-completion", scheme, words="費用をお知らせください。")

    sent_back = await do(house, COLLEAGUE, "send-back-act", scheme, reason="敬語をご確認ください。")
    await do(house, OFFICER, "ask-completion", scheme, words="費用をお聞かせください。")
    await do(house, OFFICER, "release-act", scheme)

    (asked,), (released,) = await house.facts(CompletionAsked), await house.facts(ActReleased)
    assert (sent_back.held, released.fact.by_one) == (None, True)
    async with house.worker.begin() as work:
        assert await work.contents.own_text(asked.fact.note_id) == "費用をお聞かせください。"


async def test_bodies_outside_are_asked_once_the_second_person_let_it_go(house: House) -> None:
    await wish(house)
    scheme = by_two(house.scheme, alone=False)
    whom = {"new_name": "株式会社あお", "contact_name": "担当者", "contact_email": "a@a.example", "note": "BAIT-言葉"}

    await do(house, OFFICER, "offer", scheme, parties=[whom])
    names = await house.rows("SELECT name FROM routing.party_name ORDER BY name")
    await do(house, COLLEAGUE, "release-act", scheme)

    (made,) = await house.facts(OfferMade)
    assert names == []
    assert (made.fact.party_id is not None, (await look(house)).stage.value) == (True, "offered")


async def drafts(house: House) -> list[tuple[str, str]]:
    """Return by which key each draft of an act can be opened, and what it says."""
    rows = await house.rows(
        "SELECT document_id, keeper_kind FROM routing.document JOIN routing.document_key USING (document_id)"
        " WHERE kind = 'held_act' ORDER BY created_at, document_id"
    )
    async with house.worker.begin() as work:
        said = await work.contents.own_texts([row["document_id"] for row in rows])
    return [(row["keeper_kind"], said[row["document_id"]]) for row in rows]


@pytest.mark.parametrize(("verb", "said"), [("release-act", {}), ("withdraw", {"reason": "取り下げたいとのこと。"})])
async def test_a_draft_goes_with_the_idea_and_when_it_waits_no_more(
    house: House, verb: str, said: dict[str, str]
) -> None:
    await house.opened()
    scheme = by_two(house.scheme, alone=False)
    await do(house, OFFICER, "refer", scheme, **REFER)

    waiting = await drafts(house)
    await do(house, COLLEAGUE, verb, scheme, **said)

    assert [keeper for keeper, _ in waiting] == ["case_given"]
    assert await drafts(house) == []


async def test_of_an_offer_that_was_sent_back_nothing_stays_of_whom_to_write_to(house: House) -> None:
    await wish(house)
    scheme = by_two(house.scheme, alone=False)
    whom = {"new_name": "株式会社あお", "contact_name": "BAIT-担当者", "contact_email": "bait@a.example"}

    await do(house, OFFICER, "offer", scheme, parties=[whom])
    await do(house, COLLEAGUE, "send-back-act", scheme, reason="団体をご確認ください。")

    [(_, said)] = await drafts(house)
    (sent_back,) = await house.facts(ActSentBack)
    assert ("株式会社あお" in said, "BAIT" in said, "bait" in said) == (True, False, False)
    async with house.worker.begin() as work:
        assert await work.contents.own_text(sent_back.fact.content_id) == said


async def test_a_draft_whose_content_was_destroyed_is_sent_back_and_nothing_else(house: House) -> None:
    await house.opened()
    scheme = by_two(house.scheme, alone=False)
    case = await do(house, OFFICER, "refer", scheme, **REFER)
    async with house.admin.begin() as connection:
        await connection.exec_driver_sql("UPDATE routing.keeper SET wrapped_key = NULL WHERE kind = 'case_given'")

    with pytest.raises(DraftOutdated):
        await do(house, COLLEAGUE, "release-act", scheme)
    after = await do(house, COLLEAGUE, "send-back-act", scheme, reason="廃棄されたため。")

    assert (case.held is None, after.held) == (False, None)


async def test_a_merge_is_let_go_in_the_order_in_which_all_hold_several_cases(house: House) -> None:
    for receipt in ("R8-0011", "R8-0012"):
        await house.opened(receipt=receipt)
    scheme = by_two(house.scheme, alone=False)
    first, second = [
        row["receipt"] for row in await house.rows("SELECT receipt FROM routing.desk_case ORDER BY case_id")
    ]
    await do(house, OFFICER, "merge", scheme, receipt=second, into=first, reason="同じ内容のため。")

    async def waits() -> bool:
        return bool(await house.rows("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"))

    async with house.admin.begin() as connection:
        lock = "SELECT 1 FROM routing.desk_case WHERE receipt = '{}' FOR UPDATE NOWAIT"
        await connection.exec_driver_sql(lock.format(first))
        letting_go = asyncio.ensure_future(do(house, COLLEAGUE, "release-act", scheme, receipt=second))
        await until(waits)
        await connection.exec_driver_sql(lock.format(second))

    assert (await letting_go).stage is Stage.MERGED


@pytest.mark.parametrize(
    ("verb", "said", "direction", "held"),
    [
        (Verb.OFFER, {"departments": ["kanko"]}, Direction.TO_DEPARTMENTS, False),
        (Verb.OFFER, {"parties": [{"new_name": "あ"}]}, Direction.TO_PARTIES, True),
        (Verb.ANSWER_QUESTION, {"question_id": "0" * 32, "words": "?", "answer": "!"}, Direction.TO_DEPARTMENTS, False),
        (Verb.REOPEN, {"reason": "再考"}, Direction.TO_DEPARTMENTS, False),
        (Verb.REOPEN, {"reason": "再考", "words": "再開します。"}, Direction.TO_DEPARTMENTS, True),
        (Verb.SET_TODO, {"words": "図面", "owner": "counterpart"}, Direction.TO_DEPARTMENTS, True),
        (Verb.SET_TODO, {"words": "図面", "owner": "kanko"}, Direction.TO_DEPARTMENTS, False),
        (Verb.EXTEND, {"until": "2026-12-25", "words": "理由"}, Direction.TO_DEPARTMENTS, True),
        (Verb.START, {}, Direction.TO_DEPARTMENTS, False),
    ],
)
def test_only_what_leaves_the_office_is_left_to_two(
    scheme: DeskScheme, verb: Verb, said: dict[str, object], direction: Direction, *, held: bool
) -> None:
    case = replace(case_at(Stage.COORDINATING), direction=direction)
    asked = DOORS[verb].asks.model_validate(said)

    assert needs_second(case, by_two(scheme, alone=False), verb, asked) is held
    assert needs_second(case, scheme, verb, asked) is False


def test_a_decline_that_has_a_draft_of_its_own_is_not_held_once_more(scheme: DeskScheme) -> None:
    both = scheme.second_person.model_copy(update={"acts": (SecondPersonAct.DECLINE, SecondPersonAct.OUTGOING_MAIL)})
    asked = DOORS[Verb.DECLINE].asks.model_validate(DECLINE)
    case = case_at(Stage.COORDINATING)

    assert needs_second(case, by_two(scheme, alone=False), Verb.DECLINE, asked) is True
    assert needs_second(case, scheme.model_copy(update={"second_person": both}), Verb.DECLINE, asked) is False
