"""Declining: on a ground of the scheme, with who judged and what else could be tried; by two persons where asked."""

from typing import Final

from pydantic import Field

from services.routing.domain.case import Case
from services.routing.domain.commands import ApproveDecline, Decline, ProposeDecline, SendBackDecline
from services.routing.domain.refusals import AlternativesMissing, NoSuchGround
from services.routing.domain.stage import OfferState
from services.routing.domain.told import declined_words
from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import Step, carry_out, scope_of
from services.routing.handlers.learned import keep_lesson, written_lesson
from services.routing.handlers.second_person import alone_allowed
from services.routing.handlers.verbs.confirmation import Nothing
from services.routing.handlers.verbs.door import Asked, Doing, Door
from services.routing.handlers.verbs.words import (
    LESSON_IF_ANY,
    LONGEST_CHARS,
    InnerReason,
    written_note,
    written_reason,
)
from services.routing.ports import Work
from shared.access.policy import Action, require
from shared.events import Verdict
from shared.scheme.model import DeskScheme, RefusalGround, SecondPersonAct

# What no scheme needs to write down: who was asked did not think it works.
VERDICT: Final = RefusalGround(
    code="verdict",
    words="担当課などの検討の結果、成立しなかった",
    to_proposer="ご提案について検討しましたが、連携事業として成立しないとの結論に至りました。今回は見送らせていただきます。",
)

# What no scheme needs to write down: in a call (募集), others were adopted.
NOT_ADOPTED: Final = RefusalGround(
    code="not-adopted",
    words="審査の結果、採択に至らなかった",
    to_proposer="審査の結果、誠に残念ながら、今回は採択を見送らせていただくこととなりました。",
)


class Declining(Asked):
    """On which ground, why, and what the proposer is told."""

    ground: str = Field(
        title="見送りの根拠",
        description="デスクの設定にある根拠のコードです。検討結果が不成立のときは verdict も使えます。",
        examples=["not-fit"],
    )
    reason: InnerReason
    words: str = Field(
        default="",
        title="提案者に伝える言葉",
        description="省くと、選んだ根拠の文面をそのままお知らせします。判断した所属の名称は自動で添えます。",
        examples=["現在の県の施策の方向性とは異なるため、今回は見送らせていただきます。"],
        max_length=LONGEST_CHARS,
    )
    alternatives: str = Field(
        title="ほかに考えられる方法",
        description="提案者へのお知らせに添えます。",
        examples=["市町村との連携であれば、実施できる可能性があります。"],
        max_length=LONGEST_CHARS,
    )
    lesson: str = LESSON_IF_ANY


class SendingBack(Asked):
    """Why the second person does not agree."""

    reason: InnerReason


def grounds_for(case: Case, scheme: DeskScheme) -> tuple[RefusalGround, ...]:
    """Return the grounds on which this case may be declined as it stands."""
    judged = any(offer.verdict is Verdict.NOT_VIABLE for offer in case.of_this_round)
    return (*([VERDICT] if judged else []), *scheme.refusal_grounds)


async def judged_by(work: Work, case: Case, scheme: DeskScheme, step: Step) -> tuple[str, ...]:
    """Return the names of whoever judged against it, the desk's own where nobody did."""
    against = [
        offer
        for offer in case.of_this_round
        if offer.state is OfferState.JUDGED and offer.verdict is Verdict.NOT_VIABLE
    ]
    names = {one.code: one.name for one in await work.organisation.duties(case.desk_id, step.today)}
    departments = [names.get(one.department, one.department) for one in against if one.department]
    # A body that was asked is not named to the one that proposed: it was asked in confidence.
    parties = ["ご相談した企業等"] if any(one.party_id for one in against) else []
    return (*departments, *parties) or (f"{scheme.department_name}（{scheme.name}）",)


async def _decline(doing: Doing, asked: Declining) -> Case:
    return await _on_ground(doing, asked, two=SecondPersonAct.DECLINE in doing.scheme.second_person.acts)


async def _propose(doing: Doing, asked: Declining) -> Case:
    return await _on_ground(doing, asked, two=True)


async def _on_ground(doing: Doing, asked: Declining, *, two: bool) -> Case:
    work, step, scheme = doing.work, doing.step, doing.scheme
    case = await work.cases.get(step.actor.desk_id, doing.receipt)
    require(step.actor, Action.CASE_END, scope_of(case))
    ground = next((one for one in grounds_for(case, scheme) if one.code == asked.ground), None)
    if ground is None:
        raise NoSuchGround
    if not asked.alternatives.strip():
        raise AlternativesMissing
    who = await judged_by(work, case, scheme, step)
    words = declined_words(asked.words.strip() or ground.to_proposer, who, asked.alternatives)
    reason_id, note_id = await written_reason(work, case, asked.reason), await written_note(work, case, words)
    written = {"reason_id": reason_id, "note_id": note_id, "lesson_id": await written_lesson(work, case, asked.lesson)}
    command: ProposeDecline | Decline = (
        ProposeDecline(officer=step.actor.account_id, ground=ground.code, **written)
        if two
        else Decline(ground=ground.code, needs_second=False, **written)
    )
    after = await carry_out(work, case, step, command)
    if not two:
        await keep_lesson(work, after, written["lesson_id"], at=step.at)
    return after


async def _approve(doing: Doing, _: Nothing) -> Case:
    step = doing.step
    case = await doing.work.cases.get(step.actor.desk_id, doing.receipt)
    require(step.actor, Action.CASE_END, scope_of(case))
    alone = await alone_allowed(doing.work, step.actor, doing.scheme, SecondPersonAct.DECLINE)
    lesson_id = case.decline.lesson_id if case.decline else None
    command = ApproveDecline(officer=step.actor.account_id, alone_allowed=alone)
    declined = await carry_out(doing.work, case, step, command)
    await keep_lesson(doing.work, declined, lesson_id, at=step.at)
    return declined


async def _send_back(doing: Doing, asked: SendingBack) -> Case:
    step = doing.step
    case = await doing.work.cases.get(step.actor.desk_id, doing.receipt)
    require(step.actor, Action.CASE_END, scope_of(case))
    reason_id = await written_reason(doing.work, case, asked.reason)
    return await carry_out(doing.work, case, step, SendBackDecline(officer=step.actor.account_id, reason_id=reason_id))


DECLINE: Final = Door(verb=Verb.DECLINE, action=Action.CASE_END, asks=Declining, do=_decline)
PROPOSE_DECLINE: Final = Door(verb=Verb.PROPOSE_DECLINE, action=Action.CASE_END, asks=Declining, do=_propose)
APPROVE_DECLINE: Final = Door(verb=Verb.APPROVE_DECLINE, action=Action.CASE_END, asks=Nothing, do=_approve)
SEND_BACK_DECLINE: Final = Door(verb=Verb.SEND_BACK_DECLINE, action=Action.CASE_END, asks=SendingBack, do=_send_back)
