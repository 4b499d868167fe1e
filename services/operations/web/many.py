"""Acts on many parked deliveries: a page that counts and asks again, then the act itself."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Depends, Form, Query
from pydantic import AwareDatetime
from starlette.requests import Request
from starlette.responses import Response

from services.operations.domain.delivery import Act, Selection
from services.operations.handlers import many
from services.operations.handlers.many import Done, takes
from services.operations.ports import SelectionTooWide
from services.operations.storage.parked import AT_ONCE
from services.operations.storage.work import Work
from services.operations.web.labels import age, fact_word
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.access.rows import as_database_actor
from shared.access.web import CurrentActor
from shared.database.transactions import Transactions
from shared.errors import Invalid
from shared.web.csrf import csrf_protected
from shared.web.labels import Audience
from shared.web.pages import Clock, pages_of, see_other

log = structlog.get_logger()
_RIGHTS = {Act.REPLAY: Action.DELIVERY_REPLAY, Act.DISCARD: Action.DELIVERY_DISCARD}
_Code = Annotated[str, Query(max_length=120)]
_FormCode = Annotated[str, Form(max_length=120)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What is asked before an act on many; with *error* the page stands again with what was typed."""

    act: Act
    selection: Selection
    reason: str = ""
    error: str = ""


def many_acts(transactions: Transactions[Work], clock: Clock) -> APIRouter:
    """Return the pages that ask again, and the acts they ask about."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(csrf_protected)])

    @router.get("/operations/parked/replay")
    async def ask_replay(
        request: Request,
        actor: CurrentActor,
        reader: _Code = "",
        cause: _Code = "",
        type_: Annotated[str, Query(alias="type", max_length=120)] = "",
    ) -> Response:
        question = _Question(act=Act.REPLAY, selection=_selection(reader, cause, type_))
        return await _show(transactions, request, actor, question)

    @router.get("/operations/parked/discard")
    async def ask_discard(request: Request, actor: CurrentActor, reader: _Code = "", cause: _Code = "") -> Response:
        question = _Question(act=Act.DISCARD, selection=_selection(reader, cause, ""))
        return await _show(transactions, request, actor, question)

    @router.post("/operations/parked/replay")
    async def replay(
        request: Request,
        actor: CurrentActor,
        until: Annotated[AwareDatetime, Form()],
        reader: _FormCode = "",
        cause: _FormCode = "",
        type_: Annotated[str, Form(alias="type", max_length=120)] = "",
    ) -> Response:
        selection = _selection(reader, cause, type_)
        async with transactions.begin(as_database_actor(actor)) as work:
            done = await many.replay_many(work, actor, selection, until=until, at=clock())
        _note("deliveries_replayed", done, actor)
        return see_other(request, "/operations/acts")

    @router.post("/operations/parked/discard")
    async def discard(
        request: Request,
        actor: CurrentActor,
        until: Annotated[AwareDatetime, Form()],
        reader: _FormCode = "",
        cause: _FormCode = "",
        reason: Annotated[str, Form(max_length=10_000)] = "",
    ) -> Response:
        selection = _selection(reader, cause, "")
        try:
            async with transactions.begin(as_database_actor(actor)) as work:
                done = await many.discard_many(work, actor, selection, until=until, reason=reason, at=clock())
        except Invalid as error:
            question = _Question(act=Act.DISCARD, selection=selection, reason=reason, error=error.public)
            return await _show(transactions, request, actor, question)
        _note("deliveries_discarded", done, actor)
        return see_other(request, "/operations/acts")

    return router


async def _show(transactions: Transactions[Work], request: Request, actor: Actor, question: _Question) -> Response:
    require(actor, _RIGHTS[question.act])
    if question.act is Act.DISCARD and not question.selection.is_group:
        raise SelectionTooWide
    async with transactions.begin(as_database_actor(actor)) as work:
        counted = await many.count(work, actor, question.selection)
        purposes = {one.reader: one.purpose for one in work.house.readers}
    values = {
        "question": question,
        "counted": counted,
        "n": min(counted.count, AT_ONCE),
        "limit": AT_ONCE,
        "seconds": age(int(takes(min(counted.count, AT_ONCE)).total_seconds()) + 1),
        "purposes": purposes,
        "fact_word": fact_word,
    }
    staff = pages_of(request).speaking_to(Audience.STAFF)
    return staff.render(request, "operations/many.html", values, status_code=422 if question.error else 200)


def address_of(act: Act, selection: Selection) -> str:
    """Return the address of the page that asks about this act."""
    said = {"reader": selection.reader, "cause": selection.cause, "type": selection.type}
    return f"/operations/parked/{act}?" + urlencode({name: value for name, value in said.items() if value})


def _selection(reader: str, cause: str, type_: str) -> Selection:
    return Selection(reader=reader or None, cause=cause or None, type=type_ or None)


def _note(event: str, done: Done, actor: Actor) -> None:
    log.info(event, count=done.count, names=sorted(done.by_reader), account_id=str(actor.account_id))
