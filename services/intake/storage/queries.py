"""What the pages of intake read: rows only, contents are opened as documents."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.outcome import HoldReason, Outcome
from services.intake.domain.stages import Stage
from services.intake.storage.tables import holding, progress, proposal, raw_message, reply
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
    """A raw message as the desk's lists show it.

    `receipt` is its own number or that of what it answers, `attach_to` the number a person chose for it.
    """

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
    held_at: datetime | None
    decision: str | None
    attach_to: str | None
    reply_id: UUID | None
    confirmed: bool | None

    @property
    def filed_under(self) -> UUID:
        """Return what its contents are filed under."""
        return self.proposal_id or self.reply_id or self.raw_id

    @property
    def has_case(self) -> bool:
        """Tell whether it stands on the page of a case: as its proposal, or as a reply."""
        return self.filed_under != self.raw_id

    @property
    def waits_for_end(self) -> bool:
        """Tell whether it waits only for the end of a pause."""
        return self.outcome is Outcome.HELD and self.outcome_detail == HoldReason.PAUSED


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


_answered = proposal.alias("answered")
_chosen = proposal.alias("chosen")
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
        func.coalesce(proposal.c.receipt, _answered.c.receipt).label("receipt"),
        holding.c.reason,
        holding.c.held_at,
        holding.c.decision,
        _chosen.c.receipt.label("attach_to"),
        reply.c.reply_id,
        reply.c.confirmed,
    )
    .select_from(raw_message)
    .outerjoin(proposal, proposal.c.raw_id == raw_message.c.raw_id)
    .outerjoin(holding, holding.c.raw_id == raw_message.c.raw_id)
    .outerjoin(reply, reply.c.raw_id == raw_message.c.raw_id)
    .outerjoin(_chosen, _chosen.c.proposal_id == holding.c.attach_to)
    .outerjoin(_answered, _answered.c.proposal_id == reply.c.proposal_id)
)


async def raw_of(connection: AsyncConnection, raw_id: UUID) -> RawRow | None:
    """Return one message if the actor of this transaction may see it."""
    row = (await connection.execute(_RAW.where(raw_message.c.raw_id == raw_id))).one_or_none()
    return None if row is None else _raw_row(row)


async def newest_raw(
    connection: AsyncConnection, desk_id: str, *, outcome: Outcome | None = None, limit: int = 50, skip: int = 0
) -> list[RawRow]:
    """Return the newest messages of a desk, all or those of one outcome."""
    asked = raw_message.c.desk_id == desk_id
    if outcome is not None:
        # Said as the partial index says it, so that the database finds it whatever comes.
        asked &= raw_message.c.outcome == literal_column(f"'{outcome.value}'")
    return await raw_rows(connection, asked, order=(raw_message.c.received_at.desc(),), limit=limit, skip=skip)


async def raw_rows(
    connection: AsyncConnection, asked: ColumnElement[bool], *, order: Iterable[Any], limit: int, skip: int = 0
) -> list[RawRow]:
    """Return the messages that are *asked* for, one page of them in this order."""
    rows = await connection.execute(_RAW.where(asked).order_by(*order).limit(limit).offset(skip))
    return [_raw_row(row) for row in rows]


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
        held_at=values["held_at"],
        decision=values["decision"],
        attach_to=values["attach_to"],
        reply_id=values["reply_id"],
        confirmed=values["confirmed"],
    )
