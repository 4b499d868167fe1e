"""What an operator does: each act is a POST form and answers 303."""

from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from services.operations.domain.delivery import Target
from services.operations.handlers import acting
from services.operations.storage.work import Work
from services.operations.web.pages import show_delivery
from shared.access.actor import Actor
from shared.access.rows import as_database_actor
from shared.access.web import CurrentActor
from shared.database.transactions import Transactions
from shared.errors import Invalid
from shared.web.csrf import csrf_protected
from shared.web.pages import Clock, see_other

log = structlog.get_logger()


def operator_acts(transactions: Transactions[Work], clock: Clock) -> APIRouter:
    """Return the acts on one failed delivery."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(csrf_protected)])

    @router.post("/operations/parked/{reader}/{event_id}/replay")
    async def replay(request: Request, reader: str, event_id: UUID, actor: CurrentActor) -> Response:
        target = Target(reader=reader, event_id=event_id)
        async with transactions.begin(as_database_actor(actor)) as work:
            await acting.replay(work, actor, target, at=clock())
        _note("delivery_replayed", target, actor)
        return see_other(request, _page_of(target))

    @router.post("/operations/parked/{reader}/{event_id}/retry_now")
    async def retry_now(request: Request, reader: str, event_id: UUID, actor: CurrentActor) -> Response:
        target = Target(reader=reader, event_id=event_id)
        async with transactions.begin(as_database_actor(actor)) as work:
            await acting.retry_now(work, actor, target, at=clock())
        _note("delivery_tried_now", target, actor)
        return see_other(request, _page_of(target))

    @router.post("/operations/parked/{reader}/{event_id}/discard")
    async def discard(
        request: Request,
        reader: str,
        event_id: UUID,
        actor: CurrentActor,
        reason: Annotated[str, Form(max_length=10_000)] = "",
    ) -> Response:
        target = Target(reader=reader, event_id=event_id)
        try:
            async with transactions.begin(as_database_actor(actor)) as work:
                await acting.discard(work, actor, target, reason=reason, at=clock())
        except Invalid as error:
            # What was typed comes back with the page: nobody writes a reason twice.
            return await show_delivery(transactions, request, actor, target, reason=reason, error=error.public)
        _note("delivery_discarded", target, actor)
        return see_other(request, _page_of(target))

    return router


def _note(event: str, target: Target, actor: Actor) -> None:
    log.info(event, reader=target.reader, event_id=str(target.event_id), account_id=str(actor.account_id))


def _page_of(target: Target) -> str:
    return f"/operations/parked/{target.reader}/{target.event_id}"
