"""The holding box: what waits for a person, since when and why, and what the person decides."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import Response

from services.intake.domain.outcome import HoldReason, Outcome
from services.intake.handlers.decision_history import history_of
from services.intake.handlers.glimpses import Glimpse, glimpses_of
from services.intake.handlers.holding_decisions import (
    OPEN,
    READABLE_AGAIN,
    attach_it,
    make_it_a_proposal,
    read_again,
    set_it_aside,
)
from services.intake.handlers.mail_view import contents_of, row_for
from services.intake.handlers.refusals import NoSuchReceipt, NotHeld, ReasonMissing, ReasonTooLong
from services.intake.storage.held_queries import longest_held, suggested_for, waiting
from services.intake.storage.queries import RawRow, raw_of
from services.intake.storage.work import Work
from services.intake.web.doors import Doors, DoorsDep
from services.intake.web.staff import PAGE_ROWS, ListingActor, PagesDep, files_of
from shared.access.actor import Actor
from shared.access.policy import Action, CaseScope, allowed, require
from shared.access.rows import as_database_actor
from shared.access.web import CurrentActor
from shared.events import Channel
from shared.web.csrf import CsrfProtected
from shared.web.labels import Audience
from shared.web.pages import Pages, see_other

router = APIRouter()
_NOTHING_WRONG: Mapping[str, str] = {}


@router.get("/holding")
async def list_held(
    request: Request,
    doors: DoorsDep,
    pages: PagesDep,
    actor: ListingActor,
    page: Annotated[int, Query(ge=1)] = 1,
    aside: UUID | None = None,
) -> Response:
    """List what waits for a person, whatever waits longest first; of each only who writes about what.

    *aside* is the message that has just been set aside: what is said of it is asked of its row.
    """
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        box = await waiting(work.connection, actor.desk_id)
        rows = await longest_held(work.connection, actor.desk_id, limit=PAGE_ROWS, skip=(page - 1) * PAGE_ROWS)
        seen = await glimpses_of(rows, actor, Action.HOLDING_SEE, work, now=doors.clock())
        gone = None if aside is None else await raw_of(work.connection, aside)
    values = {
        "rows": [(row, _because(row), seen.get(row.raw_id, Glimpse())) for row in rows],
        "aside": gone if gone is not None and gone.outcome is Outcome.NOT_FOR_US else None,
        "box": box,
        "now": doors.clock(),
        "page": page,
        "pages": max(1, -(-box.count // PAGE_ROWS)),
    }
    return pages.speaking_to(Audience.STAFF).render(request, "intake/holding.html", values)


@router.get("/holding/{raw_id}")
async def show_held(raw_id: UUID, request: Request, doors: DoorsDep, pages: PagesDep, actor: CurrentActor) -> Response:
    """Show one message with what can be done about it."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        row = await row_for(actor, Action.HOLDING_SEE, raw_id, work, now=doors.clock())
        values = await _held(row, actor, work, doors)
    return _page(request, pages, values)


@router.post("/holding/{raw_id}/proposal")
async def make_proposal(
    raw_id: UUID, request: Request, doors: DoorsDep, actor: CurrentActor, _: CsrfProtected
) -> Response:
    """Make the message a proposal; the reader of mails does it within a moment."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        await _deciding(raw_id, actor, work, doors)
        await make_it_a_proposal(raw_id, work, by=actor.account_id, now=doors.clock())
    return see_other(request, f"/mail/{raw_id}")


@router.post("/holding/{raw_id}/attach")
async def attach(
    raw_id: UUID,
    request: Request,
    doors: DoorsDep,
    pages: PagesDep,
    actor: CurrentActor,
    _: CsrfProtected,
    receipt: Annotated[str, Form()] = "",
) -> Response:
    """Add the mail to a case as a reply; the reader of mails does it within a moment."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        row = await _deciding(raw_id, actor, work, doors)
        try:
            await attach_it(raw_id, row.desk_id, receipt, work, by=actor.account_id, now=doors.clock())
        except NoSuchReceipt as error:
            values = await _held(row, actor, work, doors, typed={"receipt": receipt}, errors={"receipt": error.public})
            return _page(request, pages, values)
    return see_other(request, f"/mail/{raw_id}")


@router.post("/holding/{raw_id}/read-again")
async def read_once_more(
    raw_id: UUID, request: Request, doors: DoorsDep, actor: CurrentActor, _: CsrfProtected
) -> Response:
    """Read the mail with what the desk knows today; the reader of mails does it within a moment."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        await _deciding(raw_id, actor, work, doors)
        if not await read_again([raw_id], work, by=actor.account_id, now=doors.clock()):
            raise NotHeld
    return see_other(request, f"/mail/{raw_id}")


@router.post("/holding/{raw_id}/not-for-us")
async def put_aside(
    raw_id: UUID,
    request: Request,
    doors: DoorsDep,
    pages: PagesDep,
    actor: CurrentActor,
    _: CsrfProtected,
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Set the message aside with a reason."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        row = await _deciding(raw_id, actor, work, doors)
        try:
            await set_it_aside(raw_id, row.desk_id, reason, work, by=actor.account_id, now=doors.clock())
        except (ReasonMissing, ReasonTooLong) as error:
            values = await _held(row, actor, work, doors, typed={"reason": reason}, errors={"reason": error.public})
            return _page(request, pages, values)
    return see_other(request, f"/holding?aside={raw_id}")


async def _deciding(raw_id: UUID, actor: Actor, work: Work, doors: Doors) -> RawRow:
    row = await row_for(actor, Action.HOLDING_SEE, raw_id, work, now=doors.clock())
    require(actor, Action.HOLDING_DECIDE, CaseScope(desk_id=row.desk_id))
    return row


async def _held(
    row: RawRow,
    actor: Actor,
    work: Work,
    doors: Doors,
    *,
    typed: Mapping[str, str] = _NOTHING_WRONG,
    errors: Mapping[str, str] = _NOTHING_WRONG,
) -> dict[str, Any]:
    decides = Action.HOLDING_DECIDE in allowed(actor, CaseScope(desk_id=row.desk_id))
    is_mail = row.channel is Channel.MAIL
    seen = await contents_of(row, work)
    return {
        "row": row,
        "because": _because(row),
        "now": doors.clock(),
        "seen": seen,
        "history": await history_of(row.raw_id, work),
        "files": files_of(seen, doors),
        "suggested": await suggested_for(work.connection, row.raw_id) if row.outcome in OPEN else [],
        "may_decide": decides and row.outcome in OPEN,
        "may_attach": decides and row.outcome in OPEN and is_mail,
        "may_read_again": decides and row.outcome in READABLE_AGAIN and is_mail and not row.waits_for_end,
        "may_put_aside": decides and row.outcome is Outcome.HELD,
        "typed": typed,
        "errors": errors,
    }


def _page(request: Request, pages: Pages, values: dict[str, Any]) -> Response:
    status = 422 if values["errors"] else 200
    return pages.speaking_to(Audience.STAFF).render(request, "intake/held.html", values, status)


def _because(row: RawRow) -> HoldReason | None:
    return None if row.held_because is None else HoldReason(row.held_because)
