"""One message on the desk's pages: as it was read, its raw bytes and its files."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.intake.handlers.decision_history import history_of
from services.intake.handlers.mail_view import SeenFile, SeenMail, SuspectFileOfNoCase, see_file, see_mail, see_raw
from services.intake.storage.queries import RawRow
from services.intake.web.doors import Doors, DoorsDep
from shared.access.actor import Actor
from shared.access.policy import Action
from shared.access.rows import as_database_actor
from shared.access.web import CurrentActor, permitted
from shared.files import FINDING_WORDS, STATE_WORDS, FileState
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
        history = await history_of(raw_id, work)
    values = {"seen": seen, "row": seen.row, "history": history, "files": files_of(seen, doors)}
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
        document = await see_file(actor, raw_id, document_id, work, schemes=doors.schemes, now=doors.clock())
    return download(document.content, name=document.name)


def files_of(seen: SeenMail, doors: Doors) -> list[dict[str, Any]]:
    """Return the files of a message as a page lists them; one that is not handed out has no address."""
    before_scan = doors.schemes[seen.row.desk_id].files.before_scan
    return [
        {
            "name": one.name,
            "size": one.size_bytes,
            "kind": kind_of_file(one.media_type),
            "url": _address_of(one, seen.row, before_scan=before_scan),
            "note": "　".join(_notes_on(one, seen.row)),
        }
        for one in seen.files
    ]


def _notes_on(file: SeenFile, row: RawRow) -> list[str]:
    notes = [STATE_WORDS[file.state], *(FINDING_WORDS[finding] for finding in file.findings)]
    if file.state is FileState.SUSPECT and not row.has_case:
        notes.append(SuspectFileOfNoCase.public_message)
    return notes


def _address_of(file: SeenFile, row: RawRow, *, before_scan: bool) -> str:
    """Return where a file is handed out: one that a scanner warned of only on the page of its case."""
    if file.state is FileState.SUSPECT:
        return f"/cases/{row.receipt}/attachments/{file.document_id}/original" if row.has_case else ""
    if file.state is FileState.UNCHECKED and not before_scan:
        return ""
    return f"/mail/{row.raw_id}/files/{file.document_id}"
