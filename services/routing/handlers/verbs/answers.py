"""A department answers what it was asked."""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field

from services.routing.domain.case import Case
from services.routing.domain.verbs import Verb
from services.routing.handlers import answering
from services.routing.handlers.reviewing import Beside
from services.routing.handlers.verbs.confirmation import Nothing
from services.routing.handlers.verbs.door import Asked, Doing, Door
from services.routing.handlers.verbs.words import LONGEST_CHARS
from shared.access.policy import Action
from shared.documents.office import ApprovalReference, Benefits
from shared.events import Verdict


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
    """What the department judges, and why."""

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
        description="条件付のときに必要です。提案者がこのまま読み、同意するかどうかを答えます。",
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


class Returning(Asked):
    """Why it is not theirs, and whose it may be."""

    reason: str = Field(title="理由", max_length=10_000)
    suggested_department: str = Field(title="担当と考えられる課")


async def _take_up(doing: Doing, _: Nothing) -> Case:
    return await answering.take_up(doing.work, doing.receipt, doing.step)


async def _judge(doing: Doing, asked: Judging) -> Case:
    beside = Beside(
        conditions=asked.conditions,
        benefits=Benefits.model_validate(asked.benefits.model_dump()),
        answers=asked.review,
        approval=ApprovalReference.model_validate(asked.approval.model_dump()),
    )
    judgement = answering.Judgement(verdict=asked.verdict, reason=asked.reason, next_day=asked.next_day, beside=beside)
    return await answering.give_verdict(doing.work, doing.receipt, doing.step, judgement, doing.scheme)


async def _return(doing: Doing, asked: Returning) -> Case:
    judgement = answering.Judgement(
        verdict=Verdict.NOT_OURS, reason=asked.reason, suggested_department=asked.suggested_department
    )
    return await answering.give_verdict(doing.work, doing.receipt, doing.step, judgement, doing.scheme)


TAKE_UP: Final = Door(verb=Verb.TAKE_UP, action=Action.OFFER_TAKE_UP, asks=Nothing, do=_take_up)
GIVE_VERDICT: Final = Door(verb=Verb.GIVE_VERDICT, action=Action.OFFER_JUDGE, asks=Judging, do=_judge)
RETURN_OFFER: Final = Door(verb=Verb.RETURN_OFFER, action=Action.OFFER_RETURN, asks=Returning, do=_return)
