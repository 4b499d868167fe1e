"""Sheets that came beside a proposal: read into a document of their own, never into the proposal."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from services.intake.domain.sheet.values import ReadSheet, SheetState
from services.intake.handlers.proposing import JSON, Said
from services.intake.handlers.sheet_contents import from_sheets
from services.intake.storage.inspections import ClaimedFile
from services.intake.storage.replies import NewReply
from shared.documents import DocumentKind, NewDocument
from shared.documents.contents import FilledField, SheetContent
from shared.events import Attached
from shared.scheme.model import DeskScheme


def sheet_of_reply(said: Said, beside: NewDocument, reply: NewReply) -> list[NewDocument]:
    """Return what the sheets of a reply say, filed under its proposal; what is odd of them stands in the reply."""
    fields, written = said.content.fields, said.contact.written
    if not (fields or written or said.content.unread):
        return []
    content = SheetContent(
        at=reply.received_at,
        reply_id=reply.reply_id,
        trusted=reply.confirmed or reply.attached is Attached.PERSON,
        fields=_of_reply(fields),
        written=_of_reply(written),
        unread=said.content.unread,
    )
    return [replace(beside, kind=DocumentKind.SHEET, content=content.to_bytes(), filed_under=None)]


def sheet_of_file(sheet: ReadSheet, file: ClaimedFile, scheme: DeskScheme, *, now: datetime) -> list[NewDocument]:
    """Return what a sheet says that came as a file of a form; that a file is locked is told of the file itself."""
    if sheet.state is SheetState.LOCKED:
        return []
    said = from_sheets([sheet], scheme)
    content = SheetContent(
        name=sheet.name,
        at=now,
        fields=said.fields,
        written=said.contact.written,
        unread=said.unread,
        warnings=said.warnings,
    )
    made = NewDocument(
        kind=DocumentKind.SHEET,
        content=content.to_bytes(),
        keeper_id=file.sealed_by,
        keeper_kind=file.keeper_kind,
        desk_id=file.desk_id,
        filed_under=file.keeper_id,
        media_type=JSON,
        position=file.position,
    )
    return [made]


def _of_reply(fields: Iterable[FilledField]) -> tuple[FilledField, ...]:
    return tuple(one.model_copy(update={"source": f"返信に添付された{one.source}"}) for one in fields)
