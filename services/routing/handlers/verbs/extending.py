"""The desk moves a day it promised, or by which somebody answers."""

from datetime import date
from typing import Final
from uuid import UUID

from pydantic import Field

from services.routing.domain.case import Case
from services.routing.domain.verbs import Verb
from services.routing.handlers import extending
from services.routing.handlers.verbs.door import Asked, Doing, Door
from services.routing.handlers.verbs.words import InnerReason, WordsToProposer
from shared.access.policy import Action


class Extending(Asked):
    """Until when the promise is moved, and what the proposer is told about it."""

    until: date = Field(title="延長後の期限", description="今の約束の日より後の日です。", examples=["2026-12-25"])
    words: WordsToProposer


class ExtendingOffer(Asked):
    """Whose day is moved, until when, and why."""

    department: str | None = Field(default=None, title="送付先の課", examples=["shinrin"])
    party_id: UUID | None = Field(default=None, title="送付先の団体", description="企業等に送付したときに使います。")
    until: date = Field(title="延長後の回答期限", examples=["2026-12-25"])
    reason: InnerReason


async def _extend(doing: Doing, asked: Extending) -> Case:
    return await extending.extend(doing.work, doing.receipt, doing.step, asked.until, asked.words, doing.scheme)


async def _extend_offer(doing: Doing, asked: ExtendingOffer) -> Case:
    longer = extending.LongerOffer(
        until=asked.until, reason=asked.reason, department=asked.department, party_id=asked.party_id
    )
    return await extending.extend_offer(doing.work, doing.receipt, doing.step, longer)


EXTEND: Final = Door(verb=Verb.EXTEND, action=Action.CASE_EXTEND, asks=Extending, do=_extend)
EXTEND_OFFER: Final = Door(verb=Verb.EXTEND_OFFER, action=Action.CASE_EXTEND, asks=ExtendingOffer, do=_extend_offer)
