"""One reader: what it is for, whether it stands still, and the acts that stop it and let it go on."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from services.operations.handlers import pausing
from services.operations.handlers.seeing import see_reader
from services.operations.storage.work import Work
from services.operations.web.labels import fact_word
from shared.access.actor import Actor
from shared.access.policy import Action, can
from shared.access.rows import as_database_actor
from shared.access.web import CurrentActor
from shared.database.transactions import Transactions
from shared.errors import Invalid
from shared.web.csrf import csrf_protected
from shared.web.labels import Audience
from shared.web.pages import Clock, pages_of, see_other

log = structlog.get_logger()


def reader_pages(transactions: Transactions[Work], clock: Clock) -> APIRouter:
    """Return the page of a reader with its two acts."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(csrf_protected)])

    @router.get("/operations/readers/{reader}")
    async def show(request: Request, reader: str, actor: CurrentActor) -> Response:
        return await _show(transactions, request, actor, reader)

    @router.post("/operations/readers/{reader}/pause")
    async def pause(
        request: Request,
        reader: str,
        actor: CurrentActor,
        reason: Annotated[str, Form(max_length=10_000)] = "",
    ) -> Response:
        try:
            async with transactions.begin(as_database_actor(actor)) as work:
                await pausing.pause(work, actor, reader, reason=reason, at=clock())
        except Invalid as error:
            return await _show(transactions, request, actor, reader, reason=reason, error=error.public)
        log.info("reader_paused", reader=reader, account_id=str(actor.account_id))
        return see_other(request, f"/operations/readers/{reader}")

    @router.post("/operations/readers/{reader}/resume")
    async def resume(request: Request, reader: str, actor: CurrentActor) -> Response:
        async with transactions.begin(as_database_actor(actor)) as work:
            await pausing.resume(work, actor, reader, at=clock())
        log.info("reader_resumed", reader=reader, account_id=str(actor.account_id))
        return see_other(request, f"/operations/readers/{reader}")

    return router


async def _show(
    transactions: Transactions[Work], request: Request, actor: Actor, reader: str, *, reason: str = "", error: str = ""
) -> Response:
    async with transactions.begin(as_database_actor(actor)) as work:
        seen = await see_reader(work, actor, reader)
    values = {
        "seen": seen,
        "may_act": can(actor, Action.READER_PAUSE),
        "fact_word": fact_word,
        "reason": reason,
        "error": error,
    }
    staff = pages_of(request).speaking_to(Audience.STAFF)
    return staff.render(request, "operations/reader.html", values, status_code=422 if error else 200)
