"""Proposals: written once with their receipt number, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.storage.tables import proposal, protection, receipt_counter
from shared.events import Channel, Classification, ProposerKind
from shared.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProposal:
    """A proposal with its number."""

    proposal_id: UUID
    desk_id: str
    receipt: str
    raw_id: UUID
    channel: Channel
    proposer_kind: ProposerKind
    department: str | None
    answerable: bool
    classification: Classification
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What the proposer asked to protect: one field or one file, with the document that says why."""

    field_key: str | None = None
    document_id: UUID | None = None
    reason_document_id: UUID | None = None


class Proposals:
    """The rows of proposals in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def next_number(self, desk_id: str, fiscal_year: int) -> int:
        """Return the next counter of the year; its row stays locked until the commit, so ask as late as possible."""
        counter = insert(receipt_counter).values(desk_id=desk_id, fiscal_year=fiscal_year, last=1)
        counter = counter.on_conflict_do_update(
            index_elements=[receipt_counter.c.desk_id, receipt_counter.c.fiscal_year],
            set_={"last": receipt_counter.c.last + 1},
        )
        return int(await self._connection.scalar(counter.returning(receipt_counter.c.last)) or 0)

    async def add(self, new: NewProposal) -> None:
        """Store a proposal."""
        await self._connection.execute(
            proposal.insert().values(
                proposal_id=new.proposal_id,
                desk_id=new.desk_id,
                receipt=new.receipt,
                raw_id=new.raw_id,
                channel=new.channel,
                proposer_kind=new.proposer_kind,
                department=new.department,
                answerable=new.answerable,
                classification=new.classification,
                created_at=new.created_at,
            )
        )

    async def knows_any(self, desk_id: str, receipts: Sequence[str]) -> bool:
        """Tell whether one of these receipt numbers was given to a proposal of the desk."""
        found = await self._connection.scalar(
            select(proposal.c.receipt).where(proposal.c.desk_id == desk_id, proposal.c.receipt.in_(receipts)).limit(1)
        )
        return found is not None

    async def protect(self, proposal_id: UUID, desk_id: str, marks: tuple[Mark, ...], *, at: datetime) -> None:
        """Store what the proposer asked to protect."""
        if not marks:
            return
        await self._connection.execute(
            protection.insert(),
            [
                {
                    "protection_id": new_id(),
                    "proposal_id": proposal_id,
                    "desk_id": desk_id,
                    "field_key": mark.field_key,
                    "document_id": mark.document_id,
                    "reason_document_id": mark.reason_document_id,
                    "created_at": at,
                }
                for mark in marks
            ],
        )
