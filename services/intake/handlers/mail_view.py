"""One message as a person of the desk may see it: its row, what was read of it, and its raw bytes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.intake.storage.queries import RawRow, raw_of
from services.intake.storage.work import Work
from shared.access.actor import Actor
from shared.access.policy import Action, CaseScope
from shared.access.reads import require_read
from shared.documents import Document, DocumentCard, DocumentKind
from shared.documents.contents import ContactContent, ProposalContent, ReplyContent, corrections_in
from shared.documents.store import NoSuchDocument
from shared.errors import Missing, Refused
from shared.files import NOT_YET_INSPECTED, FileFinding, FileStanding, FileState, refuse_unscanned
from shared.scheme.model import DeskScheme

_SHOWN = (
    DocumentKind.PROPOSAL,
    DocumentKind.CONTACT,
    DocumentKind.REPLY,
    DocumentKind.READING,
)


class NoSuchMail(Missing):
    """There is no such message, or it belongs to another desk."""


class SuspectFile(Refused):
    """A scanner warned of this file; it is handed out on the page of its case alone, with a reason."""

    public_message = (
        "ウイルス検査で疑わしいものが見つかったファイルです。"
        "必要なときは、案件の画面から理由を記録して取り出してください。"
    )


class SuspectFileOfNoCase(Refused):
    """A scanner warned of this file, and there is no case yet on whose page it could be handed out."""

    public_message = (
        "ウイルス検査で疑わしいものが見つかったファイルのため、ここからは取り出せません。"
        "必要なときは、この一通を提案として受け付けるか、受付済みの案件に追加したあと、"
        "案件の画面から理由を記録して取り出してください。"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFile:
    """One attachment, by what is known of it without opening it."""

    document_id: UUID
    name: str = field(repr=False)
    media_type: str
    size_bytes: int
    state: FileState
    findings: tuple[FileFinding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenMail:
    """A message with what was read of it; content and contact are empty before it was read."""

    row: RawRow
    content: ProposalContent = field(repr=False)
    contact: ContactContent = field(repr=False)
    files: tuple[SeenFile, ...]


async def row_for(actor: Actor, action: Action, raw_id: UUID, work: Work, *, now: datetime) -> RawRow:
    """Return the row after the policy allowed the look and wrote it down; raise NoSuchMail or NotAllowed."""
    row = await raw_of(work.connection, raw_id)
    if row is None:
        raise NoSuchMail
    scope = CaseScope(desk_id=row.desk_id)
    await require_read(work.connection, actor, action, scope, what_id=str(raw_id), now=now)
    return row


async def see_mail(actor: Actor, raw_id: UUID, work: Work, *, now: datetime) -> SeenMail:
    """Return a message with its contents; the look is logged. Raise NoSuchMail or NotAllowed."""
    return await contents_of(await row_for(actor, Action.MAIL_SEE, raw_id, work, now=now), work)


async def contents_of(row: RawRow, work: Work) -> SeenMail:
    """Return a message with its contents, for whoever was allowed to look."""
    found = await work.documents.open_all(row.filed_under, *_SHOWN)
    standings = await work.inspections.rows_of([row.filed_under])
    cards = await work.documents.list(row.filed_under, DocumentKind.ATTACHMENT)
    files = tuple(_seen(card, standings.get(card.document_id, NOT_YET_INSPECTED)) for card in cards)
    reply = next((one.content for one in found if one.kind is DocumentKind.REPLY), None)
    if reply is not None:
        return _seen_reply(row, ReplyContent.model_validate_json(reply), files)
    content = next((one.content for one in found if one.kind is DocumentKind.PROPOSAL), None)
    said = ProposalContent.model_validate_json(content or b'{"title":""}')
    # What was corrected of a sheet that came later stands on the page of the case: this page shows the message.
    readings = [one.content for one in found if one.kind is DocumentKind.READING and said.is_from_sheet]
    corrections = corrections_in(readings)
    contact = next((one.content for one in found if one.kind is DocumentKind.CONTACT), None)
    return SeenMail(
        row=row,
        content=said.corrected(corrections),
        contact=ContactContent.model_validate_json(contact or b"{}").corrected(corrections),
        files=files,
    )


async def digests_of(seen: SeenMail, work: Work) -> Mapping[UUID, str]:
    """Return the SHA-256 of each file of a message, for whoever was allowed to look; every file is opened for it."""
    opened = await work.documents.open_all(seen.row.filed_under, DocumentKind.ATTACHMENT)
    return {file.document_id: hashlib.sha256(file.content).hexdigest() for file in opened}


async def see_raw(actor: Actor, raw_id: UUID, work: Work, *, now: datetime) -> Document:
    """Return the raw bytes; the look is logged. Raise NoSuchMail or NotAllowed."""
    await row_for(actor, Action.MAIL_SEE_RAW, raw_id, work, now=now)
    found = await work.documents.open_all(raw_id, DocumentKind.RAW)
    if not found:
        raise NoSuchDocument
    return found[0]


async def see_html(actor: Actor, raw_id: UUID, work: Work, *, now: datetime) -> Document:
    """Return the cleaned HTML; the look is logged. Raise NoSuchMail, NotAllowed or NoSuchDocument."""
    row = await row_for(actor, Action.MAIL_SEE, raw_id, work, now=now)
    found = await work.documents.open_all(row.filed_under, DocumentKind.READABLE_HTML)
    if not found:
        raise NoSuchDocument
    return found[0]


async def see_file(
    actor: Actor, raw_id: UUID, document_id: UUID, work: Work, *, schemes: Mapping[str, DeskScheme], now: datetime
) -> Document:
    """Return one attachment of a message; the look is logged.

    Raise NoSuchMail, NotAllowed, NoSuchDocument, or why its desk does not hand it out here.
    """
    row = await row_for(actor, Action.MAIL_SEE, raw_id, work, now=now)
    file = await work.documents.open(document_id)
    if file.kind is not DocumentKind.ATTACHMENT or file.keeper_id != row.filed_under:
        raise NoSuchDocument
    standings = await work.inspections.rows_of([row.filed_under])
    state = standings.get(document_id, NOT_YET_INSPECTED).state
    if state is FileState.SUSPECT:
        raise SuspectFile if row.has_case else SuspectFileOfNoCase
    refuse_unscanned(state, before_scan=schemes[row.desk_id].files.before_scan)
    return file


def _seen_reply(row: RawRow, reply: ReplyContent, files: tuple[SeenFile, ...]) -> SeenMail:
    return SeenMail(
        row=row,
        content=ProposalContent(title=reply.subject, text=reply.text, warnings=reply.warnings, mail=reply.mail),
        contact=ContactContent(name=reply.sender_name, email=reply.sender_address, sender_check=reply.sender_check),
        files=files,
    )


def _seen(file: DocumentCard, standing: FileStanding) -> SeenFile:
    return SeenFile(
        document_id=file.document_id,
        name=file.name or "",
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        state=standing.state,
        findings=standing.findings,
    )
