"""Which files wait to be looked into, and what was found in them; every attachment asks by itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Executable, Uuid, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.storage.tables import cleaned_copy, documents, inspection, proposal, reply
from shared.database.rows import insert_rows
from shared.documents import DocumentKind, KeeperKind
from shared.events import Channel, Classification
from shared.files import FileFinding, FileStanding, FileState, ScanReason, standing_of

# Longer than a file may take to be read and scanned: a process that died leaves its files to whoever comes then.
LEASE: Final = timedelta(minutes=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedFile:
    """A file that is ours to look into for LEASE; *found* is what an earlier look found, None before the first.

    *keeper_id* is what it is filed under, *sealed_by* whose key opens it; of a reply the two differ. *channel* is
    that of the proposal it is a file of, None for one of a reply or of a message nobody made a proposal of.
    """

    document_id: UUID
    keeper_id: UUID
    sealed_by: UUID
    keeper_kind: KeeperKind
    desk_id: str
    position: int
    attempt: int
    scan_attempt: int
    tells: bool
    found: tuple[FileFinding, ...] | None
    channel: Channel | None

    @property
    def may_be_sheet(self) -> bool:
        """Tell whether a sheet in it would not have been read yet: those of mails are read with the mail."""
        return self.channel not in {None, Channel.MAIL}


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionResult:
    """What stands in the row after a look; *next_at* None when there is nothing left to do.

    *asked* says that the scanner was asked, *scanned* that it answered.
    """

    document_id: UUID
    state: FileState
    reason: ScanReason
    media_type: str
    findings: tuple[FileFinding, ...]
    signature: str | None
    asked: bool
    scanned: bool
    next_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfProposal:
    """What a fact about a file says of its proposal."""

    proposal_id: UUID
    receipt: str
    raw_id: UUID
    answerable: bool
    classification: Classification


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanedCopy:
    """A copy that came back from cleaning, beside its original."""

    document_id: UUID
    original_id: UUID
    desk_id: str
    returned_by: UUID
    returned_at: datetime


class Inspections:
    """The rows of `inspection` in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def claim(self, limit: int, desks: Collection[str], *, unread: bool) -> list[ClaimedFile]:
        """Take up to *limit* files of *desks* that are due to be read, or to be scanned, oldest first, for LEASE."""
        rows = await self._connection.execute(_CLAIM[unread], {"at_most": limit, "desks": list(desks)})
        return [
            ClaimedFile(
                document_id=row.document_id,
                keeper_id=row.keeper_id,
                sealed_by=row.sealed_by,
                keeper_kind=KeeperKind(row.keeper_kind),
                desk_id=row.desk_id,
                position=row.position,
                attempt=row.attempts,
                scan_attempt=row.scan_attempts,
                tells=row.tells,
                found=None if row.read_at is None else tuple(FileFinding(code) for code in row.findings),
                channel=None if row.channel is None else Channel(row.channel),
            )
            for row in rows
        ]

    async def release(self, document_ids: Collection[UUID]) -> None:
        """Give files back that were not looked into, so that they are taken up again at once."""
        given = inspection.c.document_id.in_(list(document_ids)) & inspection.c.next_at.is_not(None)
        back = {"next_at": func.clock_timestamp(), "attempts": inspection.c.attempts - 1}
        await self._connection.execute(update(inspection).where(given).values(back))

    async def settle(self, result: InspectionResult, *, at: datetime) -> None:
        """Write down what was found."""
        values: dict[str, Any] = {
            "state": result.state.value,
            "reason": result.reason.value,
            "media_type": result.media_type,
            "findings": [finding.value for finding in result.findings],
            "signature": result.signature,
            "read_at": func.coalesce(inspection.c.read_at, at),
            "scanned_at": at if result.scanned else inspection.c.scanned_at,
            "scan_attempts": inspection.c.scan_attempts + int(result.asked),
            "scan_wanted_since": None if result.next_at is None else func.coalesce(inspection.c.scan_wanted_since, at),
            "next_at": result.next_at,
        }
        ours = inspection.c.document_id == result.document_id
        await self._connection.execute(update(inspection).where(ours).values(values))

    async def leave(self, document_id: UUID) -> None:
        """Ask no more: the key of the file was destroyed."""
        over = {"next_at": None, "scan_wanted_since": None}
        await self._connection.execute(update(inspection).where(inspection.c.document_id == document_id).values(over))

    async def ask_again(self) -> int:
        """Let those files be scanned now that had to wait for a scanner, and return how many there are."""
        one = inspection.c
        left = (one.reason == ScanReason.NO_SCANNER.value) & one.next_at.is_(None)
        waiting = one.scan_wanted_since.is_not(None) & (one.next_at > func.clock_timestamp())
        found = await self._connection.execute(
            update(inspection).where(left | waiting).values(next_at=func.clock_timestamp())
        )
        return found.rowcount

    async def has_text(self, file: ClaimedFile) -> bool:
        """Tell whether the text of this file was written already, by the mail it came with."""
        document = documents.document.c
        same = (document.keeper_id == file.keeper_id) & (document.position == file.position)
        found = select(document.document_id).where(same, document.kind == DocumentKind.EXTRACTED_TEXT.value).limit(1)
        return await self._connection.scalar(found) is not None

    async def proposal_of(self, keeper_id: UUID) -> OfProposal | None:
        """Return the proposal of this id, or None when it is something else."""
        one = proposal.c
        answerable = (one.answerable & one.acknowledge).label("answerable")
        columns = select(one.proposal_id, one.receipt, one.raw_id, answerable, one.classification)
        row = (await self._connection.execute(columns.where(one.proposal_id == keeper_id))).one_or_none()
        if row is None:
            return None
        return OfProposal(
            proposal_id=row.proposal_id,
            receipt=row.receipt,
            raw_id=row.raw_id,
            answerable=row.answerable,
            classification=Classification(row.classification),
        )

    async def proposal_by_receipt(self, desk_id: str, receipt: str) -> UUID | None:
        """Return the proposal under this number, if the actor of this transaction may see it."""
        ours = (proposal.c.desk_id == desk_id) & (proposal.c.receipt == receipt)
        found: UUID | None = await self._connection.scalar(select(proposal.c.proposal_id).where(ours))
        return found

    async def replies_to(self, proposal_id: UUID) -> list[UUID]:
        """Return the replies to a proposal in the order they came."""
        ours = select(reply.c.reply_id).where(reply.c.proposal_id == proposal_id)
        return list(await self._connection.scalars(ours.order_by(reply.c.received_at, reply.c.reply_id)))

    async def rows_of(self, owners: Collection[UUID]) -> dict[UUID, FileStanding]:
        """Return what stands of each file of these proposals, replies or messages, by its document."""
        ours = inspection.c.keeper_id == func.any(bindparam("owners", type_=ARRAY(Uuid)))
        rows = await self._connection.execute(select(inspection).where(ours), {"owners": list(owners)})
        return {
            row.document_id: standing_of(
                state=row.state,
                reason=row.reason,
                media_type=row.media_type,
                findings=row.findings,
                signature=row.signature,
            )
            for row in rows
        }

    async def add_copies(self, copies: Sequence[CleanedCopy]) -> None:
        """Note which copies belong to which originals."""
        rows = [
            {
                "document_id": one.document_id,
                "original_id": one.original_id,
                "desk_id": one.desk_id,
                "returned_by": one.returned_by,
                "returned_at": one.returned_at,
            }
            for one in copies
        ]
        await insert_rows(self._connection, cleaned_copy, rows)

    async def copies_of(self, document_ids: Collection[UUID]) -> dict[UUID, UUID]:
        """Return the newest cleaned copy of each of these files that has one."""
        one = cleaned_copy.c
        found = select(one.original_id, one.document_id).where(
            one.original_id == func.any(bindparam("ids", type_=ARRAY(Uuid)))
        )
        rows = await self._connection.execute(found.order_by(one.returned_at), {"ids": list(document_ids)})
        return {row.original_id: row.document_id for row in rows}


def _claim(*, unread: bool) -> Executable:
    one, document, keys = inspection.c, documents.document.c, documents.document_key.c
    due = (
        select(one.document_id)
        .where(one.read_at.is_(None) if unread else one.read_at.is_not(None))
        .where(one.next_at <= func.clock_timestamp(), one.desk_id.in_(bindparam("desks", expanding=True)))
        .order_by(one.next_at)
        .limit(bindparam("at_most"))
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    order = (keys.keeper_id != one.keeper_id, keys.keeper_id, keys.keeper_kind)
    sealed_by, kind = (
        select(column).where(keys.document_id == one.document_id).order_by(*order).limit(1).scalar_subquery()
        for column in (keys.keeper_id, keys.keeper_kind)
    )
    channel = select(proposal.c.channel).where(proposal.c.proposal_id == one.keeper_id).scalar_subquery()
    return (
        update(inspection)
        .where(one.document_id == due.c.document_id, document.document_id == one.document_id)
        .values(attempts=one.attempts + 1, next_at=func.clock_timestamp() + LEASE)
        .returning(
            one.document_id,
            one.keeper_id,
            one.desk_id,
            one.attempts,
            one.scan_attempts,
            one.tells,
            one.findings,
            one.read_at,
            document.position,
            sealed_by.label("sealed_by"),
            kind.label("keeper_kind"),
            channel.label("channel"),
        )
    )


_CLAIM: Final = {unread: _claim(unread=unread) for unread in (True, False)}
