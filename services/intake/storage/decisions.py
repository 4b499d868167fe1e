"""What a person of the desk decides about one message; the message's own row says who was first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.outcome import Decision, HoldReason, Outcome
from services.intake.storage.tables import holding, raw_message
from shared.events import Channel

_PLACE: Final = (raw_message.c.raw_id, raw_message.c.desk_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A decision with who took it and when; only one to attach names a proposal, only one against it a reason."""

    decision: Decision
    by: UUID
    at: datetime
    attach_to: UUID | None = None
    reason_document_id: UUID | None = None


class Decisions:
    """Writes decisions in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def read_again(
        self, raw_ids: Collection[UUID], taken: Taken, outcomes: Collection[Outcome], *, forced: bool = False
    ) -> set[UUID]:
        """Let those messages be read again that have one of these outcomes; return which they are.

        *forced* makes a proposal of them whatever they look like; without it only a mail can be read again. What waits
        for the end of a pause is read again by itself then: nobody has it read to wait on under another contact.
        """
        again = {
            "outcome": Outcome.PENDING,
            "outcome_detail": None,
            "duplicate_of": None,
            "settled_at": None,
            "forced": forced,
            "parse_attempts": 0,
            "leased_until": None,
        }
        open_to: ColumnElement[bool] = raw_message.c.outcome.in_(sorted(outcomes))
        if not forced:
            open_to &= raw_message.c.channel == Channel.MAIL
        if taken.decision is Decision.READ_AGAIN:
            open_to &= raw_message.c.outcome_detail.is_distinct_from(HoldReason.PAUSED)
        return await self._take(raw_ids, taken, open_to, again)

    async def set_aside(self, raw_id: UUID, taken: Taken) -> bool:
        """Settle a held message as not for us; return whether it was held."""
        aside = {"outcome": Outcome.NOT_FOR_US, "settled_at": taken.at}
        return bool(await self._take([raw_id], taken, raw_message.c.outcome == Outcome.HELD, aside))

    async def _take(
        self, raw_ids: Collection[UUID], taken: Taken, open_to: ColumnElement[bool], becomes: dict[str, Any]
    ) -> set[UUID]:
        changed = await self._connection.execute(
            update(raw_message)
            .where(_among(raw_ids), open_to)
            .values(becomes | {"version": raw_message.c.version + 1})
            .returning(*_PLACE)
        )
        rows = [_row(row.raw_id, row.desk_id, taken) for row in changed]
        if rows:
            entry = insert(holding)
            decided = {name: entry.excluded[name] for name in _DECIDED}
            await self._connection.execute(
                entry.on_conflict_do_update(index_elements=[holding.c.raw_id], set_=decided), rows
            )
        return {row["raw_id"] for row in rows}


_DECIDED: Final = ("decision", "decided_by", "decided_at", "attach_to", "reason_document_id")


def _among(raw_ids: Collection[UUID]) -> ColumnElement[bool]:
    # Locked in one order, so that two people with the same list do not wait for each other crosswise.
    wanted = select(raw_message.c.raw_id).where(raw_message.c.raw_id.in_(raw_ids)).order_by(raw_message.c.raw_id)
    return raw_message.c.raw_id == func.any(wanted.with_for_update().scalar_subquery())


def _row(raw_id: UUID, desk_id: str, taken: Taken) -> dict[str, Any]:
    return {
        "raw_id": raw_id,
        "desk_id": desk_id,
        # Of a message that never was in the box; one that was keeps its reason and its day.
        "reason": HoldReason.TAKEN_OUT,
        "held_at": taken.at,
        "decision": taken.decision,
        "decided_by": taken.by,
        "decided_at": taken.at,
        "attach_to": taken.attach_to,
        "reason_document_id": taken.reason_document_id,
    }
