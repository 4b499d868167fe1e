"""Hand a proposal's files out as a set for cleaning, and take the clean copies back beside their originals."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.intake.domain.files.bundle import Bundled, Returned, make_bundle, read_return
from services.intake.domain.files.values import FileLimits
from services.intake.storage.inspections import CleanedCopy
from services.intake.storage.work import Work
from shared.access.actor import Actor
from shared.access.policy import Action, CaseScope
from shared.access.reads import require_read
from shared.documents import DocumentKind, KeeperKind, NewDocument
from shared.errors import Missing
from shared.files import NOT_YET_INSPECTED, STATE_WORDS, FileStanding, FileState

_LIMITS = FileLimits()


class NoSuchReceipt(Missing):
    """There is no proposal under this number, or it is not yours to see."""

    public_message = "この受付番号の提案は見つからないか、閲覧できません。"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """A file of a proposal, or of a reply to it (*owner*), as a list shows it."""

    document_id: UUID
    owner: UUID
    number: int
    name: str = field(repr=False)
    media_type: str
    size_bytes: int
    state: FileState
    row: FileStanding
    copy_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesOf:
    """A proposal with its files."""

    proposal_id: UUID
    desk_id: str
    receipt: str
    files: tuple[FileLine, ...]


async def list_files(actor: Actor, receipt: str, work: Work, *, now: datetime) -> FilesOf:
    """Return the files of a proposal and how far each can be trusted; the look is logged.

    Raise NoSuchReceipt or NotAllowed.
    """
    proposal_id = await work.inspections.proposal_by_receipt(actor.desk_id, receipt)
    scope = CaseScope(desk_id=actor.desk_id)
    await require_read(work.connection, actor, Action.FILE_CLEAN, scope, what_id=str(proposal_id or receipt), now=now)
    if proposal_id is None:
        raise NoSuchReceipt
    # What came with a reply, say instead of a locked file, is part of the set.
    owners = [proposal_id, *await work.inspections.replies_to(proposal_id)]
    listed = await work.documents.list_many(owners, DocumentKind.ATTACHMENT)
    found = [(owner, card) for owner in owners for card in listed[owner]]
    rows = await work.inspections.rows_of(owners)
    copies = await work.inspections.copies_of([card.document_id for _, card in found])
    lines = []
    for number, (owner, card) in enumerate(found, start=1):
        row = rows.get(card.document_id, NOT_YET_INSPECTED)
        copy_id = copies.get(card.document_id)
        lines.append(
            FileLine(
                document_id=card.document_id,
                owner=owner,
                number=number,
                name=card.name or "",
                media_type=row.media_type or card.media_type,
                size_bytes=card.size_bytes,
                state=row.state if copy_id is None else FileState.CLEANED,
                row=row,
                copy_id=copy_id,
            )
        )
    return FilesOf(proposal_id=proposal_id, desk_id=actor.desk_id, receipt=receipt, files=tuple(lines))


async def bundle_files(actor: Actor, receipt: str, work: Work, *, now: datetime) -> tuple[bytes, FilesOf]:
    """Return all originals as one ZIP with its manifest; a suspect one is named there and left out."""
    listed = await list_files(actor, receipt, work, now=now)
    wanted = [one.document_id for one in listed.files if one.row.state is not FileState.SUSPECT]
    opened = await work.documents.get_many(wanted)
    files = [
        _bundled(one, opened[one.document_id].content if one.document_id in opened else None) for one in listed.files
    ]
    return await asyncio.to_thread(make_bundle, receipt, files, at=now), listed


async def take_back(actor: Actor, receipt: str, content: bytes, work: Work, *, now: datetime) -> Returned:
    """Keep the clean copies in a returned ZIP beside their originals, and say what was refused and why.

    Raise UnusableReturn, NoSuchReceipt or NotAllowed.
    """
    listed = await list_files(actor, receipt, work, now=now)
    originals = [_bundled(one, None) for one in listed.files]
    returned = await asyncio.to_thread(read_return, content, originals, _LIMITS)
    files = {one.document_id: one for one in listed.files}
    documents = [
        NewDocument(
            kind=DocumentKind.CLEANED_COPY,
            content=one.content,
            keeper_id=listed.proposal_id,
            keeper_kind=KeeperKind.PROPOSAL,
            desk_id=listed.desk_id,
            media_type=one.media_type,
            name=one.name,
            position=files[one.original_id].number,
            filed_under=files[one.original_id].owner,
        )
        for one in returned.copies
    ]
    if documents:
        ids = await work.documents.write_all(documents)
        await work.inspections.add_copies(
            [
                CleanedCopy(
                    document_id=document_id,
                    original_id=one.original_id,
                    desk_id=listed.desk_id,
                    returned_by=actor.account_id,
                    returned_at=now,
                )
                for document_id, one in zip(ids, returned.copies, strict=True)
            ]
        )
    return returned


def _bundled(one: FileLine, content: bytes | None) -> Bundled:
    return Bundled(
        document_id=one.document_id,
        number=one.number,
        name=one.name,
        media_type=one.media_type,
        content=content,
        left_out=STATE_WORDS[one.row.state],
    )
