"""One message on the desk's pages: as it was read, its raw bytes and its files."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.intake.handlers.mail_view import SeenMail, see_file, see_mail, see_raw
from services.intake.web.doors import DoorsDep
from shared.access.actor import Actor
from shared.access.policy import Action
from shared.access.rows import as_database_actor
from shared.access.web import CurrentActor, permitted
from shared.files import FINDING_WORDS, STATE_WORDS
from shared.web.downloads import download
from shared.web.files import kind_of_file
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of

PAGE_ROWS: Final = 50
PagesDep = Annotated[Pages, Depends(pages_of)]
ListingActor = Annotated[Actor, Depends(permitted(Action.HOLDING_LIST))]
router = APIRouter()


@router.get("/mail/{raw_id}")
async def show_mail(raw_id: UUID, request: Request, doors: DoorsDep, pages: PagesDep, actor: CurrentActor) -> Response:
    """Show one message as it was read."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        seen = await see_mail(actor, raw_id, work, now=doors.clock())
    values = {"seen": seen, "row": seen.row, "files": files_of(seen)}
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


def files_of(seen: SeenMail) -> list[dict[str, Any]]:
    """Return the files of a message as a page lists them."""
    return [
        {
            "name": one.name,
            "size": one.size_bytes,
            "kind": kind_of_file(one.media_type),
            "url": f"/mail/{seen.row.raw_id}/files/{one.document_id}",
            "note": "　".join((STATE_WORDS[one.state], *(FINDING_WORDS[finding] for finding in one.findings))),
        }
        for one in seen.files
    ]
