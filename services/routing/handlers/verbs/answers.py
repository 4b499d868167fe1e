"""A department answers what it was asked."""

from datetime import date
from typing import Final, Literal

from pydantic import Field

from services.routing.domain.case import Case
from services.routing.domain.verbs import Verb
from services.routing.handlers import answering
from services.routing.handlers.verbs.confirmation import Nothing
from services.routing.handlers.verbs.door import Asked, Doing, Door
from shared.access.policy import Action
from shared.events import Verdict


class Judging(Asked):
    """What the department judges, and why."""

    verdict: Literal[Verdict.VIABLE, Verdict.CONDITIONAL, Verdict.KEEP_STUDYING, Verdict.NOT_VIABLE] = Field(
        title="検討結果"
    )
    reason: str = Field(title="理由", max_length=10_000)
    next_day: date | None = Field(default=None, title="次に確認する日", description="継続検討のときに必要です。")


class Returning(Asked):
    """Why it is not theirs, and whose it may be."""

    reason: str = Field(title="理由", max_length=10_000)
    suggested_department: str = Field(title="担当と考えられる課")


async def _take_up(doing: Doing, _: Nothing) -> Case:
    return await answering.take_up(doing.work, doing.receipt, doing.step)


async def _judge(doing: Doing, asked: Judging) -> Case:
    judgement = answering.Judgement(verdict=asked.verdict, reason=asked.reason, next_day=asked.next_day)
    return await answering.give_verdict(doing.work, doing.receipt, doing.step, judgement, doing.scheme)


async def _return(doing: Doing, asked: Returning) -> Case:
    judgement = answering.Judgement(
        verdict=Verdict.NOT_OURS, reason=asked.reason, suggested_department=asked.suggested_department
    )
    return await answering.give_verdict(doing.work, doing.receipt, doing.step, judgement, doing.scheme)


TAKE_UP: Final = Door(verb=Verb.TAKE_UP, action=Action.OFFER_TAKE_UP, asks=Nothing, do=_take_up)
GIVE_VERDICT: Final = Door(verb=Verb.GIVE_VERDICT, action=Action.OFFER_JUDGE, asks=Judging, do=_judge)
RETURN_OFFER: Final = Door(verb=Verb.RETURN_OFFER, action=Action.OFFER_RETURN, asks=Returning, do=_return)
