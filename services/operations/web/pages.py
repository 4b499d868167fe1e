"""Reading pages for operators: the overview, what is parked or retried, one delivery, the balance, the acts."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.operations.domain.balance import Became, Patience
from services.operations.domain.delivery import Act, State, Target, by_kind
from services.operations.domain.queues import seconds_since
from services.operations.handlers.balancing import see_balance
from services.operations.handlers.seeing import see_acts, see_delivery, see_parked, see_situation, see_unsettled
from services.operations.storage.work import Work
from services.operations.web.labels import LOST, age, channel_word, fact_word
from services.operations.web.many import address_of
from shared.access.actor import Actor
from shared.access.policy import Action, can
from shared.access.rows import as_database_actor
from shared.access.web import CurrentActor
from shared.database.transactions import Transactions
from shared.messaging.backoff import LADDER_SECONDS
from shared.web.labels import Audience
from shared.web.pages import Clock, Pages, pages_of

PagesDep = Annotated[Pages, Depends(pages_of)]


# A delivery that still fails after the last rung of the ladder is parked.
_TRIES: Final = len(LADDER_SECONDS) + 1
_ACTS_SHOWN: Final = 200


def operator_pages(transactions: Transactions[Work], clock: Clock, *, patience: Patience) -> APIRouter:
    """Return the reading pages of operations; *patience* is how long the balance waits."""
    router = APIRouter(include_in_schema=False)
    router.include_router(_lists(transactions, clock))
    router.include_router(_records(transactions, clock, patience))

    @router.get("/operations")
    async def overview(request: Request, actor: CurrentActor, pages: PagesDep) -> Response:
        now = clock()
        async with transactions.begin(as_database_actor(actor)) as work:
            seen = await see_situation(work, actor, at=now)
        values = {"seen": seen, "waits": _waits(now)}
        staff = pages.speaking_to(Audience.STAFF)
        return staff.render(request, "operations/overview.html", values, block="overview")

    @router.get("/operations/parked/{reader}/{event_id}")
    async def delivery(request: Request, reader: str, event_id: UUID, actor: CurrentActor) -> Response:
        return await show_delivery(transactions, request, actor, Target(reader=reader, event_id=event_id))

    return router


def _lists(transactions: Transactions[Work], clock: Clock) -> APIRouter:
    router = APIRouter()

    @router.get("/operations/parked")
    async def parked(request: Request, actor: CurrentActor, pages: PagesDep) -> Response:
        async with transactions.begin(as_database_actor(actor)) as work:
            groups = await see_parked(work, actor)
            purposes = {one.reader: one.purpose for one in work.house.readers}
        values = {
            "groups": groups,
            "kinds": by_kind(groups),
            "purposes": purposes,
            "fact_word": fact_word,
            "acts": may_now(actor, State.PARKED),
            "ask": address_of,
            "Act": Act,
        }
        return pages.speaking_to(Audience.STAFF).render(request, "operations/parked.html", values)

    @router.get("/operations/retrying")
    async def retrying(request: Request, actor: CurrentActor, pages: PagesDep) -> Response:
        now = clock()
        async with transactions.begin(as_database_actor(actor)) as work:
            found = await see_unsettled(work, actor)
        values = {
            "retried": [one for one in found if one.state is State.RETRYING],
            "waiting": [one for one in found if one.state is State.WAITING],
            "fact_word": fact_word,
            "acts": may_now(actor, State.RETRYING),
            "tries": _TRIES,
            "due_in": _due_in(now),
            "waits": _waits(now),
        }
        return pages.speaking_to(Audience.STAFF).render(request, "operations/retrying.html", values)

    return router


def _records(transactions: Transactions[Work], clock: Clock, patience: Patience) -> APIRouter:
    router = APIRouter()

    @router.get("/operations/balance")
    async def balance(request: Request, actor: CurrentActor, pages: PagesDep) -> Response:
        async with transactions.begin(as_database_actor(actor)) as work:
            seen = await see_balance(work, actor, at=clock(), patience=patience)
        values = {
            "seen": seen,
            "channel_word": channel_word,
            "grace": age(int(patience.grace.total_seconds())),
            "Became": Became,
            "advice": LOST,
        }
        return pages.speaking_to(Audience.STAFF).render(request, "operations/balance.html", values)

    @router.get("/operations/acts")
    async def acts(request: Request, actor: CurrentActor, pages: PagesDep) -> Response:
        async with transactions.begin(as_database_actor(actor)) as work:
            lines = await see_acts(work, actor, limit=_ACTS_SHOWN)
        return pages.speaking_to(Audience.STAFF).render(request, "operations/acts.html", {"lines": lines})

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
    rights = {
        State.PARKED: {Act.REPLAY: Action.DELIVERY_REPLAY, Act.DISCARD: Action.DELIVERY_DISCARD},
        State.RETRYING: {Act.RETRY_NOW: Action.DELIVERY_REPLAY},
    }
    return frozenset(act for act, action in rights.get(state, {}).items() if can(actor, action))


def _waits(now: datetime) -> Callable[[datetime | None], str]:
    """Return what tells the template how long something has waited."""
    return lambda since: "" if since is None else age(seconds_since(since, now))


def _due_in(now: datetime) -> Callable[[datetime | None], str]:
    """Return what tells the template how long it is until something is due; empty when it is due now."""
    return lambda due: "" if due is None or due <= now else age(seconds_since(now, due))
