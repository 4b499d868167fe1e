"""Reading pages for operators: the overview, what is parked, one delivery."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.operations.domain.delivery import Act, State, Target
from services.operations.domain.queues import seconds_since
from services.operations.handlers.seeing import see_delivery, see_parked, see_situation
from services.operations.storage.work import Work
from services.operations.web.labels import age, fact_word
from shared.access.actor import Actor
from shared.access.policy import Action, can
from shared.access.rows import as_database_actor
from shared.access.web import CurrentActor
from shared.database.transactions import Transactions
from shared.web.labels import Audience
from shared.web.pages import Clock, Pages, pages_of

PagesDep = Annotated[Pages, Depends(pages_of)]


def operator_pages(transactions: Transactions[Work], clock: Clock) -> APIRouter:
    """Return the reading pages of operations."""
    router = APIRouter(include_in_schema=False)

    @router.get("/operations")
    async def overview(request: Request, actor: CurrentActor, pages: PagesDep) -> Response:
        now = clock()
        async with transactions.begin(as_database_actor(actor)) as work:
            seen = await see_situation(work, actor, at=now)
        values = {"seen": seen, "waits": _waits(now)}
        staff = pages.speaking_to(Audience.STAFF)
        return staff.render(request, "operations/overview.html", values, block="overview")

    @router.get("/operations/parked")
    async def parked(request: Request, actor: CurrentActor, pages: PagesDep) -> Response:
        async with transactions.begin(as_database_actor(actor)) as work:
            groups = await see_parked(work, actor)
            purposes = {one.reader: one.purpose for one in work.house.readers}
        values = {"groups": groups, "purposes": purposes, "fact_word": fact_word}
        return pages.speaking_to(Audience.STAFF).render(request, "operations/parked.html", values)

    @router.get("/operations/parked/{reader}/{event_id}")
    async def delivery(request: Request, reader: str, event_id: UUID, actor: CurrentActor) -> Response:
        return await show_delivery(transactions, request, actor, Target(reader=reader, event_id=event_id))

    return router


async def show_delivery(
    transactions: Transactions[Work],
    request: Request,
    actor: Actor,
    target: Target,
    *,
    reason: str = "",
    error: str = "",
) -> Response:
    """Draw one delivery; with *error* the page stands again with what was typed (422)."""
    async with transactions.begin(as_database_actor(actor)) as work:
        seen = await see_delivery(work, actor, target)
    values = {
        "seen": seen,
        "delivery": seen.delivery,
        "acts": may_now(actor, seen.delivery.state),
        "fact_word": fact_word,
        "reason": reason,
        "error": error,
    }
    status = 422 if error else 200
    staff = pages_of(request).speaking_to(Audience.STAFF)
    return staff.render(request, "operations/delivery.html", values, status_code=status)


def may_now(actor: Actor, state: State) -> frozenset[Act]:
    """Return what this person may do to a delivery in that state."""
    if state is not State.PARKED:
        return frozenset()
    rights = {Act.REPLAY: Action.DELIVERY_REPLAY, Act.DISCARD: Action.DELIVERY_DISCARD}
    return frozenset(act for act, action in rights.items() if can(actor, action))


def _waits(now: datetime) -> Callable[[datetime | None], str]:
    """Return what tells the template how long something has waited."""
    return lambda since: "" if since is None else age(seconds_since(since, now))
