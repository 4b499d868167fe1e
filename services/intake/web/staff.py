"""The desk's pages: the holding box, one message with its raw bytes, and the decision about it."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query
from starlette.requests import Request
from starlette.responses import Response

from services.intake.domain.outcome import HoldReason, Outcome
from services.intake.handlers.holding_decisions import make_it_a_proposal, set_it_aside
from services.intake.handlers.mail_view import row_for, see_file, see_mail, see_raw
from services.intake.handlers.refusals import ReasonMissing, ReasonTooLong
from services.intake.storage.queries import RawRow, count_held, newest_raw
from services.intake.web.doors import DoorsDep
from shared.access.actor import Actor
from shared.access.policy import Action, CaseScope, allowed, require
from shared.access.rows import as_database_actor
from shared.access.web import CurrentActor, permitted
from shared.web.csrf import CsrfProtected
from shared.web.downloads import download
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of, see_other

PAGE_ROWS: Final = 50
PagesDep = Annotated[Pages, Depends(pages_of)]
ListingActor = Annotated[Actor, Depends(permitted(Action.HOLDING_LIST))]
router = APIRouter()


@router.get("/holding")
async def list_held(
    request: Request, doors: DoorsDep, pages: PagesDep, actor: ListingActor, page: Annotated[int, Query(ge=1)] = 1
) -> Response:
    """List what waits for a person; contents are not shown here."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        count = await count_held(work.connection, actor.desk_id)
        rows = await newest_raw(
            work.connection, actor.desk_id, outcome=Outcome.HELD, limit=PAGE_ROWS, skip=(page - 1) * PAGE_ROWS
        )
    values = {
        "rows": [(row, _because(row)) for row in rows],
        "count": count,
        "page": page,
        "pages": max(1, -(-count // PAGE_ROWS)),
    }
    return pages.speaking_to(Audience.STAFF).render(request, "intake/holding.html", values)


@router.get("/holding/{raw_id}")
async def show_held(raw_id: UUID, request: Request, doors: DoorsDep, pages: PagesDep, actor: CurrentActor) -> Response:
    """Show one held message with what can be done about it."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        row = await row_for(actor, Action.HOLDING_SEE, raw_id, work, now=doors.clock())
    return _held_page(request, pages, actor, row)


@router.post("/holding/{raw_id}/proposal")
async def make_proposal(
    raw_id: UUID, request: Request, doors: DoorsDep, actor: CurrentActor, _: CsrfProtected
) -> Response:
    """Make the message a proposal; the reader of mails does it within a moment."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        row = await row_for(actor, Action.HOLDING_SEE, raw_id, work, now=doors.clock())
        require(actor, Action.HOLDING_DECIDE, CaseScope(desk_id=row.desk_id))
        await make_it_a_proposal(raw_id, work, by=actor.account_id, now=doors.clock())
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
        row = await row_for(actor, Action.HOLDING_SEE, raw_id, work, now=doors.clock())
        require(actor, Action.HOLDING_DECIDE, CaseScope(desk_id=row.desk_id))
        try:
            await set_it_aside(raw_id, row.desk_id, reason, work, by=actor.account_id, now=doors.clock())
        except (ReasonMissing, ReasonTooLong) as error:
            return _held_page(request, pages, actor, row, reason=reason, error=error.public)
    return see_other(request, "/holding")


@router.get("/mail/{raw_id}")
async def show_mail(raw_id: UUID, request: Request, doors: DoorsDep, pages: PagesDep, actor: CurrentActor) -> Response:
    """Show one message as it was read."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        seen = await see_mail(actor, raw_id, work, now=doors.clock())
    files = [
        {
            "name": one.name,
            "size": one.size_bytes,
            "kind": one.media_type,
            "url": f"/mail/{raw_id}/files/{one.document_id}",
            "note": "",
        }
        for one in seen.files
    ]
    values = {"seen": seen, "row": seen.row, "files": files}
    return pages.speaking_to(Audience.STAFF).render(request, "intake/mail.html", values)


@router.get("/mail/{raw_id}/raw")
async def fetch_raw(raw_id: UUID, doors: DoorsDep, actor: CurrentActor) -> Response:
    """Return the raw bytes as a file."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        document = await see_raw(actor, raw_id, work, now=doors.clock())
    ending = "eml" if document.media_type == "message/rfc822" else "json"
    return download(document.content, name=f"{raw_id}.{ending}")


@router.get("/mail/{raw_id}/files/{document_id}")
async def fetch_file(raw_id: UUID, document_id: UUID, doors: DoorsDep, actor: CurrentActor) -> Response:
    """Return one attachment as a file."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        document = await see_file(actor, raw_id, document_id, work, now=doors.clock())
    return download(document.content, name=document.name)


def _held_page(
    request: Request, pages: Pages, actor: Actor, row: RawRow, *, reason: str = "", error: str = ""
) -> Response:
    may = allowed(actor, CaseScope(desk_id=row.desk_id))
    values = {
        "row": row,
        "because": _because(row),
        "waits": row.outcome is Outcome.HELD,
        "may_decide": Action.HOLDING_DECIDE in may and row.outcome is Outcome.HELD,
        "reason": reason,
        "error": error,
    }
    status = 422 if error else 200
    return pages.speaking_to(Audience.STAFF).render(request, "intake/held.html", values, status)


def _because(row: RawRow) -> HoldReason | None:
    return None if row.held_because is None else HoldReason(row.held_because)
