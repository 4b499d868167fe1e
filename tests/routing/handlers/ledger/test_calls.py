from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.routing.domain.body_names import PartyKind
from services.routing.domain.ledger.calls.call import Call
from services.routing.domain.ledger.calls.refusals import (
    ConsentMissing,
    DaysWrong,
    NotAllDecided,
    OnlyTheDeskForParties,
    PartyUnclear,
    PointsWrong,
    ReasonMissing,
    ScreenedOut,
)
from services.routing.domain.publishing.refusals import ProtectedInDraft
from services.routing.domain.refusals import SecondPersonNeeded
from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import Step
from services.routing.handlers.ledger.calls.closing import close_calls
from services.routing.handlers.ledger.calls.linking import link_applications
from services.routing.handlers.ledger.calls.volume import CALLS
from services.routing.handlers.ledger.door import Doing, begin, perform
from services.routing.handlers.opening import open_cases
from services.routing.handlers.verbs.door import Doing as DoingCase
from services.routing.handlers.verbs.registry import perform as perform_on_case
from services.routing.storage.work import RoutingWork
from shared.access.actor import Actor, Role
from shared.access.policy import NotAllowed
from shared.documents.contents import ProposalContent
from shared.documents.public import PublicContent
from shared.events import CaseDeclined, NoteToProposerReleased, ProposalReceived, Recorded
from shared.events.call import CallClosed, CallResultsReleased
from shared.events.public import CallPublished, CallWithdrawn
from tests.routing.conftest import FOREST, NOW, OFFICER, TOURISM, House, person, seen_as
from tests.routing.publishing import IDEA, SECRET

SECOND = person(Role.DESK)
AFTER_THE_LAST_DAY = datetime(2027, 1, 29, 15, 0, tzinfo=UTC)  # it is the 30th in Japan
DRAFT: dict[str, Any] = {
    "title": "買い物に困る地域の移動支援",
    "background": "集落に店がありません。",
    "sought": "移動販売の提案を求めます。",
    "questions": ("設備｜必須｜文章",),
    "opens_on": date(2026, 11, 1),
    "closes_on": date(2027, 1, 29),
    "review_by": date(2027, 3, 31),
    "criteria": ("実現性｜2", "新規性"),
    "contact": "観光振興課",
}


def doing(work: RoutingWork, actor: Actor, house: House, at: datetime = NOW) -> Doing:
    return Doing(work=work, step=Step(actor=actor, version=None, at=at), scheme=house.scheme)


async def started(house: House, actor: Actor = TOURISM, **said: Any) -> Call:
    async with house.web.begin(seen_as(actor)) as work:
        return await begin(CALLS, doing(work, actor, house), {**DRAFT, **said})


async def do(house: House, actor: Actor, verb: str, number: str = "BR8-0001", **said: Any) -> Call:
    async with house.web.begin(seen_as(actor)) as work:
        return await perform(CALLS, doing(work, actor, house), number, verb, said)


async def published(house: House) -> Call:
    await started(house)
    await do(house, TOURISM, "submit")
    return await do(house, OFFICER, "publish")


async def applied(
    house: House, *receipts: str, content: ProposalContent | None = None
) -> list[Recorded[ProposalReceived]]:
    received = []
    for receipt in receipts:
        one = await house.proposal(receipt=receipt, content=content)
        received.append(replace(one, fact=one.fact.model_copy(update={"call": "BR8-0001"})))
    async with house.worker.begin() as work:
        await open_cases(received, work, at=NOW)
        await link_applications(received, work, at=NOW)
    return received


async def on_case(house: House, verb: Verb, said: Mapping[str, str]) -> None:
    async with house.web.begin(seen_as(OFFICER)) as work:
        step = Step(actor=OFFICER, version=None, at=NOW)
        await perform_on_case(await DoingCase.of(work, "R8-0001", step), verb, said)


async def content_of(house: House, fact: CallPublished) -> PublicContent:
    async with house.worker.begin() as work:
        return await work.ledger_texts.open(fact.content_id, PublicContent)


async def test_what_is_told_to_everybody_repeats_nothing_an_applicant_protects(house: House) -> None:
    await published(house)
    await applied(house, "R8-0001", content=IDEA)

    with pytest.raises(ProtectedInDraft) as refused:
        await do(house, OFFICER, "publish-answer", question="どのような工法ですか。", answer=f"{SECRET}です。")
    await do(house, OFFICER, "close", reason="試験")
    await do(house, OFFICER, "decide", decisions=({"receipt": "R8-0001", "adopted": True},))
    await do(house, SECOND, "release")
    with pytest.raises(ProtectedInDraft):
        await do(house, OFFICER, "conclude", words=f"{SECRET}を採択しました。")

    assert (refused.value.place, len(await house.facts(CallPublished))) == ("answer", 2)
    assert "「回答」に、提案者が保護を求めた「実施方法」の内容" in refused.value.public


async def test_a_department_drafts_the_desk_checks_and_everybody_reads_it_with_its_answers(house: House) -> None:
    begun = await started(house)
    await do(house, TOURISM, "submit")
    back = await do(house, OFFICER, "send-back", reason="締切が早すぎます。")
    await do(house, TOURISM, "revise", **{**DRAFT, "closes_on": date(2027, 2, 12)})
    await do(house, TOURISM, "submit")
    with pytest.raises(NotAllowed):
        await do(house, TOURISM, "publish")
    await do(house, OFFICER, "publish")
    await do(house, OFFICER, "publish-answer", question="共同で応募できますか。", answer="できます。")
    await do(house, OFFICER, "extend", closes_on=date(2027, 2, 26), reason="問合せが多いため。")

    told = await house.facts(CallPublished)
    contents = [await content_of(house, one.fact) for one in told]
    assert (begun.number, begun.lead, back.state) == ("BR8-0001", "kanko", "draft")
    assert [(one.fact.closes_on, one.fact.by_one) for one in told] == [
        (date(2027, 2, 12), False),
        (date(2027, 2, 12), False),
        (date(2027, 2, 26), False),
    ]
    assert [len(one.questions) for one in contents] == [0, 1, 1]
    last = contents[-1]
    assert (last.title, last.departments, last.closes_on) == (DRAFT["title"], ("観光振興課",), date(2027, 2, 26))
    assert [one.label for one in last.fields] == ["設備"]
    assert [one.heading for one in last.sections] == ["背景と課題", "結果のお知らせ", "審査の観点"]


async def test_who_is_not_in_charge_drafts_nothing_for_others_and_days_behind_us_are_refused(house: House) -> None:
    mine = await started(house, FOREST, department="kanko")

    assert mine.lead == "shinrin"
    with pytest.raises(OnlyTheDeskForParties):
        await started(house, FOREST, party="株式会社みお")
    with pytest.raises(DaysWrong):
        await started(house, closes_on=date(2026, 11, 1))


async def test_who_asked_for_the_check_publishes_alone_only_where_the_rules_let_one_person(house: House) -> None:
    await started(house, OFFICER, department="kanko")
    await do(house, OFFICER, "submit")
    rules = house.scheme.second_person.model_copy(update={"one_person_may_approve": False})
    strict = house.scheme.model_copy(update={"second_person": rules})

    with pytest.raises(SecondPersonNeeded):
        await do(replace(house, scheme=strict), OFFICER, "publish")
    await do(house, OFFICER, "publish")

    assert [one.fact.by_one for one in await house.facts(CallPublished)] == [True]


async def test_a_proposal_that_names_the_call_is_its_application_once_and_the_call_closes_by_itself(
    house: House,
) -> None:
    await published(house)
    received = await applied(house, "R8-0001", "R8-0002")
    async with house.worker.begin() as work:
        await link_applications(received, work, at=NOW)

    early = await close_calls(house.worker, at=AFTER_THE_LAST_DAY.replace(hour=14))
    counts = [await close_calls(house.worker, at=AFTER_THE_LAST_DAY) for _ in range(2)]

    closed = [one.fact for one in await house.facts(CallClosed)]
    assert (early, counts, [(one.applications, one.department) for one in closed]) == (0, [1, 0], [(2, "kanko")])


async def test_a_proposal_for_a_call_nobody_knows_is_a_case_all_the_same(house: House) -> None:
    await applied(house, "R8-0001")

    assert len(await house.openings()) == 1


async def test_applications_are_screened_scored_and_decided_and_nobody_is_told_before_the_release(
    house: House,
) -> None:
    await published(house)
    await applied(house, "R8-0001", "R8-0002", "R8-0003")
    await do(house, TOURISM, "screen", screenings=[{"receipt": "R8-0003", "passed": False, "reason": "県外のため。"}])
    with pytest.raises(ReasonMissing):
        await do(house, TOURISM, "screen", screenings=[{"receipt": "R8-0002", "passed": False}])
    with pytest.raises(PointsWrong):
        await do(house, TOURISM, "score", scores=[{"receipt": "R8-0001", "points": [6, 1]}])
    with pytest.raises(ScreenedOut):
        await do(house, TOURISM, "score", scores=[{"receipt": "R8-0003", "points": [1, 1]}])
    await do(house, TOURISM, "score", scores=[{"receipt": "R8-0001", "points": [5, 2], "comment": "よい。"}])
    await do(house, OFFICER, "close", reason="応募が出そろったため。")
    with pytest.raises(NotAllDecided):
        await do(house, OFFICER, "decide", decisions=[{"receipt": "R8-0001", "adopted": True}])
    decisions = [{"receipt": "R8-0001", "adopted": True}] + [
        {"receipt": one, "adopted": False, "reason": "ほかの応募が優れていたため。"} for one in ("R8-0002", "R8-0003")
    ]
    decided = await do(house, OFFICER, "decide", decisions=decisions)
    assert (decided.state, await house.facts(CaseDeclined)) == ("decided", [])

    released = await do(house, SECOND, "release")

    declined = await house.facts(CaseDeclined)
    notes = await house.facts(NoteToProposerReleased)
    told = [one.fact for one in await house.facts(CallResultsReleased)]
    assert sorted(one.fact.receipt for one in declined) == ["R8-0002", "R8-0003"]
    assert [one.fact.receipt for one in notes] == ["R8-0001"]
    assert [(one.told, one.untold, one.by_one) for one in told] == [(("R8-0001", "R8-0002", "R8-0003"), (), False)]
    async with house.worker.begin() as work:
        letter = await work.contents.own_text(declined[0].fact.note_id)
    assert "募集（BR8-0001）の審査の結果" in letter
    assert "ほかの応募が優れていたため。" in letter
    assert "判断した所属：観光振興課" in letter

    concluded = await do(house, OFFICER, "conclude", words="3件の応募から1件を採択しました。")
    last = (await house.facts(CallPublished))[-1].fact
    outcome = (await content_of(house, last)).outcome
    assert (released.state, concluded.state, last.closed) == ("released", "concluded", True)
    assert outcome is not None
    assert [(one.label, one.number) for one in outcome.counts] == [("応募", 3), ("採択", 1)]


async def test_what_could_not_be_told_keeps_nobody_else_waiting_and_can_be_repeated(house: House) -> None:
    await published(house)
    await applied(house, "R8-0001", "R8-0002")
    await do(house, OFFICER, "close", reason="試験")
    decisions = [{"receipt": one, "adopted": False} for one in ("R8-0001", "R8-0002")]
    with pytest.raises(ReasonMissing) as unsaid:
        await do(house, OFFICER, "decide", decisions=decisions)
    await do(house, OFFICER, "decide", decisions=decisions, not_adopted_reason="予算の枠を超えるため。")
    # A decline waits for a second person: the case is not the release's to end.
    waiting = {"ground": "not-fit", "reason": "試験", "alternatives": "市町村"}
    await on_case(house, Verb.PROPOSE_DECLINE, waiting)
    first = await do(house, SECOND, "release")
    await on_case(house, Verb.SEND_BACK_DECLINE, {"reason": "試験"})
    second = await do(house, SECOND, "release")

    assert unsaid.value.receipts == ("R8-0001", "R8-0002")
    assert [one.receipt for one in first.untold] == ["R8-0001"]
    assert second.untold == ()
    assert len(await house.facts(CaseDeclined)) == 2


async def test_a_company_calls_through_the_desk_and_everybody_reads_who_it_is(house: House) -> None:
    async with house.web.begin(seen_as(OFFICER)) as work:
        await work.parties.make("miono", PartyKind.COMPANY, "株式会社みおの森")
    with pytest.raises(PartyUnclear):
        await started(house, OFFICER, party="株式会社どこにもない")

    begun = await started(house, OFFICER, party="株式会社みおの森", money="上限三百万円")
    with pytest.raises(ConsentMissing):
        await do(house, OFFICER, "submit")
    said = {**DRAFT, "money": "上限三百万円", "consent": "11月9日に電話で、代表の方から。"}
    await do(house, OFFICER, "revise", **said)
    await do(house, OFFICER, "submit")
    await do(house, SECOND, "publish")

    (told,) = await house.facts(CallPublished)
    content = await content_of(house, told.fact)
    assert (begun.reverse, begun.lead, told.fact.reverse) == (True, None, True)
    assert content.partners == ("株式会社みおの森",)
    assert [one.heading for one in content.sections] == ["背景と課題", "資金・条件", "結果のお知らせ", "審査の観点"]


async def test_a_call_nobody_answered_is_concluded_and_one_that_was_taken_back_says_why(house: House) -> None:
    await published(house)
    await do(house, TOURISM, "review", review_by=date(2027, 6, 30))
    await do(house, OFFICER, "close", reason="予算の都合のため。")
    concluded = await do(house, OFFICER, "conclude", words="応募はありませんでした。")
    second = await started(house)
    await do(house, TOURISM, "submit", second.number)
    await do(house, OFFICER, "publish", second.number)
    withdrawn = await do(house, OFFICER, "withdraw", second.number, reason="計画を改めるため。")

    (gone,) = await house.facts(CallWithdrawn)
    assert (concluded.state, concluded.review_by) == ("concluded", date(2027, 6, 30))
    assert (withdrawn.state, gone.fact.number, gone.fact.reason_id is None) == ("withdrawn", "BR8-0002", False)
