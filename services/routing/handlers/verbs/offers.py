"""The desk asks departments, and takes back what it asked."""

from datetime import date
from typing import Final

from pydantic import Field

from services.routing.domain.case import Case
from services.routing.domain.verbs import Verb
from services.routing.handlers import offering, recalling
from services.routing.handlers.verbs.door import Asked, Doing, Door
from shared.access.policy import Action


class Offering(Asked):
    """Whom the desk asks, and by when."""

    departments: tuple[str, ...] = Field(title="送付先の課", description="課のコードの一覧です。", min_length=1)
    lead: str = Field(default="", title="主担当の課", description="一つだけ送付するときは省けます。")
    due: date | None = Field(default=None, title="回答期限", description="省くと、デスクの設定の日数で決まります。")


class Recall(Asked):
    """Which offer is taken back, and why."""

    department: str = Field(title="送付先の課")
    reason: str = Field(title="理由", max_length=10_000)


async def _offer(doing: Doing, asked: Offering) -> Case:
    to = offering.Addressees(departments=asked.departments, lead=asked.lead, due=asked.due)
    return await offering.make_offers(doing.work, doing.receipt, doing.step, to, doing.scheme)


async def _recall(doing: Doing, asked: Recall) -> Case:
    return await recalling.recall_offer(
        doing.work, doing.receipt, doing.step, asked.department, asked.reason, doing.scheme
    )


OFFER: Final = Door(verb=Verb.OFFER, action=Action.CASE_OFFER, asks=Offering, do=_offer)
RECALL_OFFER: Final = Door(verb=Verb.RECALL_OFFER, action=Action.OFFER_RECALL, asks=Recall, do=_recall)
