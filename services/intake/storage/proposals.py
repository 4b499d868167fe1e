"""Proposals: written once with their receipt number, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.selectable import TypedReturnsRows

from services.intake.domain.stages import Stage
from services.intake.storage.tables import progress, proposal, protection, receipt_counter
from shared.database.rows import TableRows
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
    acknowledge: bool
    call: str | None = None
    classification: Classification
    created_at: datetime


class Given(NamedTuple):
    """A receipt number of a desk."""

    desk_id: str
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """A field its proposer asked to protect, with the document that says why."""

    proposal_id: UUID
    desk_id: str
    field_key: str
    reason_document_id: UUID
    at: datetime


class Proposals:
    """The rows of proposals in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def reserve_numbers(self, desk_id: str, fiscal_year: int, count: int) -> range:
        """Return the next *count* counters of the year; their row stays locked until the commit, so ask late."""
        reserved = {"desk_id": desk_id, "fiscal_year": fiscal_year, "last": count}
        last = int(await self._connection.scalar(_RESERVE, reserved) or 0)
        return range(last - count + 1, last + 1)

    def rows(self, proposals: Sequence[NewProposal], protected: Sequence[Protected]) -> TableRows:
        """Return what to insert for proposals, each with the beginning of what its proposer's page shows."""
        rows = [
            {
                "proposal_id": new.proposal_id,
                "desk_id": new.desk_id,
                "receipt": new.receipt,
                "raw_id": new.raw_id,
                "channel": new.channel.value,
                "proposer_kind": new.proposer_kind.value,
                "department": new.department,
                "answerable": new.answerable,
                "acknowledge": new.acknowledge,
                "call": new.call,
                "classification": new.classification.value,
                "created_at": new.created_at,
            }
            for new in proposals
        ]
        begun = [
            {
                "proposal_id": new.proposal_id,
                "desk_id": new.desk_id,
                "receipt": new.receipt,
                "stage": Stage.RECEIVED.value,
                "changed_at": new.created_at,
            }
            for new in proposals
        ]
        return {proposal: rows, progress: begun, protection: _marks(protected)}


def _marks(protected: Sequence[Protected]) -> list[dict[str, Any]]:
    return [
        {
            "protection_id": new_id(),
            "proposal_id": one.proposal_id,
            "desk_id": one.desk_id,
            "field_key": one.field_key,
            "document_id": None,
            "reason_document_id": one.reason_document_id,
            "created_at": one.at,
        }
        for one in protected
    ]


def _reserve() -> TypedReturnsRows[tuple[int]]:
    counter = insert(receipt_counter)
    again = counter.on_conflict_do_update(
        index_elements=[receipt_counter.c.desk_id, receipt_counter.c.fiscal_year],
        set_={"last": receipt_counter.c.last + counter.excluded.last},
    )
    return again.returning(receipt_counter.c.last)


# Written once, so that they are neither put together nor parsed anew for every batch.
_RESERVE: Final = _reserve()
