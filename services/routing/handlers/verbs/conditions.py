"""Conditions of a verdict: they go to the proposer with the desk's words, and a yes or a no comes back."""

from datetime import date
from typing import Final

from pydantic import Field

from services.routing.domain.case import Case
from services.routing.domain.verbs import Verb
from services.routing.handlers import conditions
from services.routing.handlers.verbs.door import Doing, Door
from services.routing.handlers.verbs.whose import OfOneOffer
from services.routing.handlers.verbs.words import InnerReason, WordsToProposer
from shared.access.policy import Action


class AskingConditions(OfOneOffer):
    """Whose conditions the proposer is asked about, in which words, and by when an answer is wanted."""

    words: WordsToProposer
    due: date | None = Field(
        default=None,
        title="回答の期限",
        description="省くと、デスクの設定の日数で決まります。",
        examples=["2026-12-04"],
    )


class Refusing(OfOneOffer):
    """Whose conditions are refused, and why."""

    reason: InnerReason


async def _ask(doing: Doing, asked: AskingConditions) -> Case:
    said = conditions.Conditions(addressee=asked.addressee, words=asked.words, due=asked.due)
    return await conditions.ask_conditions(doing.work, doing.receipt, doing.step, said, doing.scheme)


async def _accept(doing: Doing, asked: OfOneOffer) -> Case:
    return await conditions.accept_conditions(doing.work, doing.receipt, doing.step, asked.addressee, doing.scheme)


async def _refuse(doing: Doing, asked: Refusing) -> Case:
    step, scheme = doing.step, doing.scheme
    return await conditions.refuse_conditions(doing.work, doing.receipt, step, asked.addressee, asked.reason, scheme)


ASK_CONDITIONS: Final = Door(verb=Verb.ASK_CONDITIONS, action=Action.PROPOSER_TELL, asks=AskingConditions, do=_ask)
ACCEPT_CONDITIONS: Final = Door(
    verb=Verb.ACCEPT_CONDITIONS, action=Action.CONDITIONS_ANSWER, asks=OfOneOffer, do=_accept
)
REFUSE_CONDITIONS: Final = Door(verb=Verb.REFUSE_CONDITIONS, action=Action.CONDITIONS_ANSWER, asks=Refusing, do=_refuse)
