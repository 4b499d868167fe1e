"""The holding box: messages a person must look at."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.outcome import Decision, HoldReason
from services.intake.storage.tables import holding
from shared.database.rows import TableRows, list_of
from shared.events import ProposerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A message for the box; only a form says who proposes."""

    raw_id: UUID
    desk_id: str
    reason: HoldReason
    proposer_kind: ProposerKind | None = None


class HeldMessages:
    """The rows of `holding` in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def add_all(self, held: Sequence[Held], *, at: datetime) -> None:
        """Put messages into the box; one that comes back is open again, and has waited since it came first."""
        if not held:
            return
        entry = insert(holding)
        since = case((holding.c.decision == Decision.READ_AGAIN, holding.c.held_at), else_=entry.excluded.held_at)
        again = {"reason": entry.excluded.reason, "held_at": since, "decision": None, "decided_by": None}
        again |= {"decided_at": None, "attach_to": None}
        await self._connection.execute(
            entry.on_conflict_do_update(index_elements=[holding.c.raw_id], set_=again), _rows(held, at)
        )

    def rows(self, held: Sequence[Held], *, at: datetime) -> TableRows:
        """Return what to insert for forms that have just come through a door, whose role may not change the box."""
        return {holding: _rows(held, at)}

    async def told_before(self, raw_ids: Collection[UUID]) -> dict[UUID, HoldReason]:
        """Return why those of these messages were held that are read again now; the desk has been told of them."""
        asked = holding.c.raw_id == func.any(list_of(raw_ids, holding.c.raw_id.type))
        again = holding.c.decision == Decision.READ_AGAIN
        rows = await self._connection.execute(select(holding.c.raw_id, holding.c.reason).where(asked, again))
        return {row.raw_id: HoldReason(row.reason) for row in rows}


def _rows(held: Sequence[Held], at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "raw_id": one.raw_id,
            "desk_id": one.desk_id,
            "reason": one.reason.value,
            "proposer_kind": None if one.proposer_kind is None else one.proposer_kind.value,
            "held_at": at,
        }
        for one in held
    ]
