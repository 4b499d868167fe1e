"""The holding box: messages a person must look at."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.outcome import Decision, HoldReason
from services.intake.storage.tables import holding
from shared.events import ProposerKind


class HeldMessages:
    """The rows of `holding` in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def add(self, raw_id: UUID, desk_id: str, reason: HoldReason, *, at: datetime) -> None:
        """Put a message into the box; one that comes back is open again."""
        entry = insert(holding).values(raw_id=raw_id, desk_id=desk_id, reason=reason, held_at=at)
        again = {"reason": reason, "held_at": at, "decision": None, "decided_by": None, "decided_at": None}
        await self._connection.execute(entry.on_conflict_do_update(index_elements=[holding.c.raw_id], set_=again))

    async def add_new(
        self, raw_id: UUID, desk_id: str, reason: HoldReason, *, proposer_kind: ProposerKind, at: datetime
    ) -> None:
        """Put a form into the box that has just come through a door, whose role may not change the box."""
        await self._connection.execute(
            holding.insert().values(
                raw_id=raw_id, desk_id=desk_id, reason=reason, proposer_kind=proposer_kind, held_at=at
            )
        )

    async def decide(
        self, raw_id: UUID, decision: Decision, *, by: UUID, at: datetime, reason_document_id: UUID | None
    ) -> bool:
        """Write a person's decision; return whether there was still one to make."""
        result = await self._connection.execute(
            update(holding)
            .where(holding.c.raw_id == raw_id, holding.c.decision.is_(None))
            .values(decision=decision, decided_by=by, decided_at=at, reason_document_id=reason_document_id)
        )
        return result.rowcount == 1
