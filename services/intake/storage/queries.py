"""What the pages of intake read: rows only, contents are opened as documents."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.outcome import Outcome
from services.intake.domain.stages import Stage
from services.intake.storage.tables import holding, progress, proposal, raw_message
from shared.events import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A proposal as its proposer's page shows it."""

    proposal_id: UUID
    desk_id: str
    receipt: str
    link_generation: int
    channel: Channel
    received_at: datetime
    stage: Stage
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """A raw message as the desk's lists show it; `state` is its outcome."""

    raw_id: UUID
    desk_id: str
    channel: Channel
    received_at: datetime
    size_bytes: int
    outcome: Outcome
    outcome_detail: str | None
    duplicate_of: UUID | None
    proposal_id: UUID | None
    receipt: str | None
    held_because: str | None
    decision: str | None


async def standing_of(connection: AsyncConnection, proposal_id: UUID) -> Standing | None:
    """Return the proposal if the actor of this transaction may see it."""
    found = (
        select(
            proposal.c.proposal_id,
            proposal.c.desk_id,
            proposal.c.receipt,
            proposal.c.link_generation,
            proposal.c.channel,
            proposal.c.created_at,
            progress.c.stage,
            progress.c.changed_at,
        )
        .join_from(proposal, progress, progress.c.proposal_id == proposal.c.proposal_id)
        .where(proposal.c.proposal_id == proposal_id)
    )
    row = (await connection.execute(found)).one_or_none()
    if row is None:
        return None
    return Standing(
        proposal_id=row.proposal_id,
        desk_id=row.desk_id,
        receipt=row.receipt,
        link_generation=row.link_generation,
        channel=Channel(row.channel),
        received_at=row.created_at,
        stage=Stage(row.stage),
        changed_at=row.changed_at,
    )


_RAW = (
    select(
        raw_message.c.raw_id,
        raw_message.c.desk_id,
        raw_message.c.channel,
        raw_message.c.received_at,
        raw_message.c.size_bytes,
        raw_message.c.outcome,
        raw_message.c.outcome_detail,
        raw_message.c.duplicate_of,
        raw_message.c.proposal_id,
        proposal.c.receipt,
        holding.c.reason,
        holding.c.decision,
    )
    .select_from(raw_message)
    .outerjoin(proposal, proposal.c.raw_id == raw_message.c.raw_id)
    .outerjoin(holding, holding.c.raw_id == raw_message.c.raw_id)
)


async def raw_of(connection: AsyncConnection, raw_id: UUID) -> RawRow | None:
    """Return one message if the actor of this transaction may see it."""
    row = (await connection.execute(_RAW.where(raw_message.c.raw_id == raw_id))).one_or_none()
    return None if row is None else _raw_row(row)


async def newest_raw(
    connection: AsyncConnection, desk_id: str, *, outcome: Outcome | None = None, limit: int = 50, skip: int = 0
) -> list[RawRow]:
    """Return the newest messages of a desk, all or those of one outcome."""
    found = _RAW.where(raw_message.c.desk_id == desk_id)
    if outcome is not None:
        found = found.where(raw_message.c.outcome == outcome)
    rows = await connection.execute(found.order_by(raw_message.c.received_at.desc()).limit(limit).offset(skip))
    return [_raw_row(row) for row in rows]


async def count_held(connection: AsyncConnection, desk_id: str) -> int:
    """Return how many messages wait for a person."""
    counted = select(func.count()).where(raw_message.c.desk_id == desk_id, raw_message.c.outcome == Outcome.HELD)
    return int(await connection.scalar(counted) or 0)


def _raw_row(row: Row[*tuple[Any, ...]]) -> RawRow:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public way to a mapping
    return RawRow(
        raw_id=values["raw_id"],
        desk_id=values["desk_id"],
        channel=Channel(values["channel"]),
        received_at=values["received_at"],
        size_bytes=values["size_bytes"],
        outcome=Outcome(values["outcome"]),
        outcome_detail=values["outcome_detail"],
        duplicate_of=values["duplicate_of"],
        proposal_id=values["proposal_id"],
        receipt=values["receipt"],
        held_because=values["reason"],
        decision=values["decision"],
    )
