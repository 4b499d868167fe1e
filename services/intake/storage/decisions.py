"""What a person of the desk decides about one message; the message's own row says who was first, and all is kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.outcome import Decision, HoldReason, Outcome
from services.intake.storage.tables import decision, holding, proposal, raw_message
from shared.access.tables import account
from shared.events import Channel
from shared.ids import new_id

_PLACE: Final = (raw_message.c.raw_id, raw_message.c.desk_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A decision with who took it and when; only one to attach names a proposal, only one against it a reason."""

    decision: Decision
    by: UUID
    at: datetime
    attach_to: UUID | None = None
    reason_document_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDecision:
    """A decision as a page shows it: *by* is a name, or empty where a pause was over; *receipt* is of the case."""

    decision: Decision
    by: str
    at: datetime
    receipt: str | None
    reason_document_id: UUID | None


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
        places = list(changed)
        rows = [_row(row.raw_id, row.desk_id, taken) for row in places]
        if rows:
            await self._connection.execute(insert(decision), [_kept(row.raw_id, row.desk_id, taken) for row in places])
            entry = insert(holding)
            decided = {name: entry.excluded[name] for name in _DECIDED}
            await self._connection.execute(
                entry.on_conflict_do_update(index_elements=[holding.c.raw_id], set_=decided), rows
            )
        return {row["raw_id"] for row in rows}

    async def of(self, raw_id: UUID) -> list[PastDecision]:
        """Return everything that was decided about a message, in its order, as far as this actor may see it."""
        found = (
            select(decision, account.c.display_name, proposal.c.receipt)
            .select_from(decision)
            .outerjoin(account, account.c.id == decision.c.decided_by)
            .outerjoin(proposal, proposal.c.proposal_id == decision.c.attach_to)
            .where(decision.c.raw_id == raw_id)
            .order_by(decision.c.decided_at, decision.c.decision_id)
        )
        return [
            PastDecision(
                decision=Decision(row.decision),
                by=row.display_name or "",
                at=row.decided_at,
                receipt=row.receipt,
                reason_document_id=row.reason_document_id,
            )
            for row in await self._connection.execute(found)
        ]


_DECIDED: Final = ("decision", "decided_by", "decided_at", "attach_to", "reason_document_id")


def _among(raw_ids: Collection[UUID]) -> ColumnElement[bool]:
    # Locked in one order, so that two people with the same list do not wait for each other crosswise.
    wanted = select(raw_message.c.raw_id).where(raw_message.c.raw_id.in_(raw_ids)).order_by(raw_message.c.raw_id)
    return raw_message.c.raw_id == func.any(wanted.with_for_update().scalar_subquery())


def _row(raw_id: UUID, desk_id: str, taken: Taken) -> dict[str, Any]:
    # Of a message that never was in the box; one that was keeps its reason and its day.
    return _said(raw_id, desk_id, taken) | {"reason": HoldReason.TAKEN_OUT, "held_at": taken.at}


def _kept(raw_id: UUID, desk_id: str, taken: Taken) -> dict[str, Any]:
    return _said(raw_id, desk_id, taken) | {"decision_id": new_id()}


def _said(raw_id: UUID, desk_id: str, taken: Taken) -> dict[str, Any]:
    return {
        "raw_id": raw_id,
        "desk_id": desk_id,
        "decision": taken.decision,
        "decided_by": taken.by,
        "decided_at": taken.at,
        "attach_to": taken.attach_to,
        "reason_document_id": taken.reason_document_id,
    }
