"""An addressee answers what it was asked; for a body outside the office the desk writes the answer down."""

from datetime import date
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field

from services.routing.domain.case import Case
from services.routing.domain.verbs import Verb
from services.routing.handlers import answering, answering_for_party
from services.routing.handlers.answering_for_party import Heard
from services.routing.handlers.reviewing import Beside
from services.routing.handlers.verbs.door import Asked, Doing, Door
from services.routing.handlers.verbs.words import LONGEST_CHARS
from shared.access.policy import Action
from shared.documents.office import ApprovalReference, Benefits
from shared.events import Verdict

_PARTY: Final = Field(default=None, title="団体", description="団体の回答をデスクが記録するときに指定します。")


class TakingUp(Asked):
    """Whose offer is taken up: one's own department's, or, by the desk, a party's."""

    party_id: UUID | None = _PARTY


class BenefitsSaid(Asked):
    """What working together brings to whom."""

    prefecture: str = Field(
        default="", title="県への効果", examples=["県産材の利用が広がる。"], max_length=LONGEST_CHARS
    )
    proposer: str = Field(
        default="", title="提案者への効果", examples=["実証の場を得られる。"], max_length=LONGEST_CHARS
    )
    citizens: str = Field(
        default="", title="県民への効果", examples=["通学の時間が短くなる。"], max_length=LONGEST_CHARS
    )


class ApprovalSaid(Asked):
    """The internal approval the verdict rests on."""

    number: str = Field(default="", title="決裁の文書番号", examples=["森第123号"], max_length=100)
    day: date | None = Field(default=None, title="決裁の日", examples=["2026-12-01"])


class Judging(Asked):
    """What the addressee judges, and why."""

    verdict: Literal[Verdict.VIABLE, Verdict.CONDITIONAL, Verdict.KEEP_STUDYING, Verdict.NOT_VIABLE] = Field(
        title="検討結果"
    )
    reason: str = Field(title="理由", examples=["来年度の事業として実施できる見込みです。"], max_length=LONGEST_CHARS)
    next_day: date | None = Field(
        default=None, title="次に確認する日", description="継続検討のときに必要です。", examples=["2027-01-15"]
    )
    conditions: str = Field(
        default="",
        title="条件",
        description="条件付のときに必要です。デスクが確かめて提案者に示し、提案者が同意するかどうかを答えます。",
        examples=["実施の費用は提案者の負担とすること。"],
        max_length=LONGEST_CHARS,
    )
    benefits: BenefitsSaid = Field(default_factory=BenefitsSaid, title="期待される効果")
    review: dict[str, Annotated[str, Field(max_length=LONGEST_CHARS)]] = Field(
        default_factory=dict,
        title="検討の記録",
        description="デスクの設定にある項目のコードと、その記入です。",
        examples=[{"budget": "なし"}],
        max_length=30,
    )
    approval: ApprovalSaid = Field(default_factory=ApprovalSaid, title="決裁")
    party_id: UUID | None = _PARTY
    reply_id: UUID | None = Field(default=None, title="回答のメール", description="団体がメールで回答したときです。")


class Returning(Asked):
    """Why it is not theirs, and whose it may be."""

    reason: str = Field(title="理由", max_length=10_000)
    suggested_department: str = Field(
        default="", title="担当と考えられる課", description="課が返送するときに必要です。"
    )
    party_id: UUID | None = _PARTY


async def _take_up(doing: Doing, asked: TakingUp) -> Case:
    if asked.party_id is not None:
        return await answering_for_party.take_up_for(doing.work, doing.receipt, doing.step, asked.party_id)
    return await answering.take_up(doing.work, doing.receipt, doing.step)


async def _judge(doing: Doing, asked: Judging) -> Case:
    if asked.party_id is not None:
        heard = _heard(asked.party_id, asked)
        return await answering_for_party.answer_for(doing.work, doing.receipt, doing.step, heard, doing.scheme)
    beside = Beside(
        conditions=asked.conditions,
        benefits=Benefits.model_validate(asked.benefits.model_dump()),
        answers=asked.review,
        approval=ApprovalReference.model_validate(asked.approval.model_dump()),
    )
    judgement = answering.Judgement(verdict=asked.verdict, reason=asked.reason, next_day=asked.next_day, beside=beside)
    return await answering.give_verdict(doing.work, doing.receipt, doing.step, judgement, doing.scheme)


async def _return(doing: Doing, asked: Returning) -> Case:
    if asked.party_id is not None:
        heard = Heard(party_id=asked.party_id, verdict=Verdict.NOT_OURS, reason=asked.reason)
        return await answering_for_party.answer_for(doing.work, doing.receipt, doing.step, heard, doing.scheme)
    judgement = answering.Judgement(
        verdict=Verdict.NOT_OURS, reason=asked.reason, suggested_department=asked.suggested_department or None
    )
    return await answering.give_verdict(doing.work, doing.receipt, doing.step, judgement, doing.scheme)


def _heard(party_id: UUID, asked: Judging) -> Heard:
    return Heard(
        party_id=party_id,
        verdict=asked.verdict,
        reason=asked.reason,
        conditions=asked.conditions,
        next_day=asked.next_day,
        reply_id=asked.reply_id,
    )


TAKE_UP: Final = Door(verb=Verb.TAKE_UP, action=Action.OFFER_TAKE_UP, asks=TakingUp, do=_take_up)
GIVE_VERDICT: Final = Door(verb=Verb.GIVE_VERDICT, action=Action.OFFER_JUDGE, asks=Judging, do=_judge)
RETURN_OFFER: Final = Door(verb=Verb.RETURN_OFFER, action=Action.OFFER_RETURN, asks=Returning, do=_return)
