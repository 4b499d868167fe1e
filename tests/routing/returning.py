"""Departments that return what was offered to them."""

from services.routing.domain.case import Case
from services.routing.handlers.answering import Judgement, give_verdict
from services.routing.handlers.offering import Addressees, make_offers
from shared.access.actor import Actor
from shared.events import Verdict
from tests.routing.conftest import FOREST, OFFICER, TOURISM, TRAFFIC, House, seen_as, step

RECEIPT = "R8-0012"
REASON = "BAIT-森林の整備ではなく、観光の誘客が主な内容のため。"
POSTS = {"shinrin": FOREST, "kanko": TOURISM, "kotsu": TRAFFIC}


async def returned(house: House, department: str, named: str, *, receipt: str = RECEIPT) -> Case:
    """Let a department return its offer and name another."""
    actor: Actor = POSTS[department]
    judgement = Judgement(verdict=Verdict.NOT_OURS, reason=REASON, suggested_department=named)
    async with house.web.begin(seen_as(actor)) as work:
        return await give_verdict(work, receipt, step(actor), judgement, house.scheme)


async def offered_again(house: House, department: str, *, receipt: str = RECEIPT) -> Case:
    """Let the desk ask a department, which leads where nobody does."""
    async with house.web.begin(seen_as(OFFICER)) as work:
        return await make_offers(work, receipt, step(OFFICER), Addressees(departments=(department,)), house.scheme)


async def bounced(house: House) -> Case:
    """Let three departments return a case, each naming the next."""
    await house.offered("shinrin")
    await returned(house, "shinrin", "kanko")
    await offered_again(house, "kanko")
    await returned(house, "kanko", "kotsu")
    await offered_again(house, "kotsu")
    return await returned(house, "kotsu", "shinrin")
