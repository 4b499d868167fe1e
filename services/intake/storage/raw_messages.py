"""Raw messages: accepted once, claimed by one reader at a time, settled with one outcome."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.outcome import Outcome
from services.intake.storage.tables import holding, raw_message
from shared.events import Channel, ProposerKind

# Longer than a parse may take, so that no second reader takes up what the first is still reading.
LEASE: Final = timedelta(seconds=40)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRaw:
    """A message at the door, not yet read; a structured one is settled as a case at once."""

    raw_id: UUID
    desk_id: str
    channel: Channel
    received_at: datetime
    size_bytes: int
    sha256: bytes
    recipient: str | None = None
    outcome: Outcome = Outcome.PENDING
    outcome_detail: str | None = None
    proposal_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedRaw:
    """A message this reader may read now; *decided_by* is who took it out of the holding box."""

    raw_id: UUID
    desk_id: str
    channel: Channel
    received_at: datetime
    forced: bool
    attempt: int
    decided_by: UUID | None = None
    proposer_kind: ProposerKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """The one outcome of a message."""

    outcome: Outcome
    at: datetime
    detail: str | None = None
    identity: bytes | None = None
    duplicate_of: UUID | None = None
    proposal_id: UUID | None = None


class RawMessages:
    """The rows of `raw_message` in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def add(self, new: NewRaw) -> None:
        """Store a message."""
        settled = None if new.outcome is Outcome.PENDING else new.received_at
        await self._connection.execute(
            raw_message.insert().values(
                raw_id=new.raw_id,
                desk_id=new.desk_id,
                channel=new.channel,
                recipient=new.recipient,
                received_at=new.received_at,
                size_bytes=new.size_bytes,
                sha256=new.sha256,
                outcome=new.outcome,
                outcome_detail=new.outcome_detail,
                proposal_id=new.proposal_id,
                settled_at=settled,
            )
        )

    async def claim(self, limit: int) -> list[ClaimedRaw]:
        """Take up to *limit* pending messages that no other reader holds, oldest first, for LEASE."""
        one = raw_message.c
        free = or_(one.leased_until.is_(None), one.leased_until < func.clock_timestamp())
        oldest = (
            select(one.raw_id, holding.c.decided_by, holding.c.proposer_kind)
            .join_from(raw_message, holding, holding.c.raw_id == one.raw_id, isouter=True)
            .where(one.outcome == Outcome.PENDING, free)
            .order_by(one.received_at)
            .limit(limit)
            .with_for_update(skip_locked=True, of=raw_message)
            .cte("oldest")
        )
        rows = await self._connection.execute(
            update(raw_message)
            .where(one.raw_id == oldest.c.raw_id)
            .values(leased_until=func.clock_timestamp() + LEASE, parse_attempts=one.parse_attempts + 1)
            .returning(
                one.raw_id,
                one.desk_id,
                one.channel,
                one.received_at,
                one.forced,
                one.parse_attempts,
                oldest.c.decided_by,
                oldest.c.proposer_kind,
            )
        )
        return sorted((_claimed(row) for row in rows), key=lambda raw: raw.received_at)

    async def release(self, raw_id: UUID) -> None:
        """Give a message back unread, so that it is taken up again at once."""
        await self._connection.execute(
            update(raw_message)
            .where(raw_message.c.raw_id == raw_id, raw_message.c.outcome == Outcome.PENDING)
            .values(
                leased_until=None,
                parse_attempts=case((raw_message.c.parse_attempts > 0, raw_message.c.parse_attempts - 1), else_=0),
            )
        )

    async def lock_pending(self, raw_id: UUID) -> int | None:
        """Lock a message that still waits and return its version, or None when it has its outcome already."""
        version: int | None = await self._connection.scalar(
            select(raw_message.c.version)
            .where(raw_message.c.raw_id == raw_id, raw_message.c.outcome == Outcome.PENDING)
            .with_for_update()
        )
        return version

    async def settle(self, raw_id: UUID, settlement: Settlement) -> int:
        """Write the outcome and return the message's new version."""
        version = await self._connection.scalar(
            update(raw_message)
            .where(raw_message.c.raw_id == raw_id)
            .values(
                outcome=settlement.outcome,
                outcome_detail=settlement.detail,
                identity=func.coalesce(raw_message.c.identity, settlement.identity),
                duplicate_of=settlement.duplicate_of,
                proposal_id=settlement.proposal_id,
                settled_at=settlement.at,
                leased_until=None,
                version=raw_message.c.version + 1,
            )
            .returning(raw_message.c.version)
        )
        return int(version or 0)

    async def first_of(self, desk_id: str, identity: bytes) -> UUID | None:
        """Return the message that already carries *identity*; until the commit nobody else may claim it."""
        key = int.from_bytes(identity[:8], "big", signed=True)
        await self._connection.execute(select(func.pg_advisory_xact_lock(key)))
        found: UUID | None = await self._connection.scalar(
            select(raw_message.c.raw_id).where(raw_message.c.desk_id == desk_id, raw_message.c.identity == identity)
        )
        return found

    async def reopen(self, raw_id: UUID) -> bool:
        """Let a held message be read again as a proposal; return whether it was held."""
        result = await self._connection.execute(
            update(raw_message)
            .where(raw_message.c.raw_id == raw_id, raw_message.c.outcome == Outcome.HELD)
            .values(
                outcome=Outcome.PENDING,
                outcome_detail=None,
                settled_at=None,
                forced=True,
                parse_attempts=0,
                leased_until=None,
                version=raw_message.c.version + 1,
            )
        )
        return result.rowcount == 1

    async def reject(self, raw_id: UUID, *, at: datetime) -> bool:
        """Settle a held message as not for us; return whether it was held."""
        result = await self._connection.execute(
            update(raw_message)
            .where(raw_message.c.raw_id == raw_id, raw_message.c.outcome == Outcome.HELD)
            .values(outcome=Outcome.NOT_FOR_US, settled_at=at, version=raw_message.c.version + 1)
        )
        return result.rowcount == 1


def _claimed(row: Row[*tuple[Any, ...]]) -> ClaimedRaw:
    return ClaimedRaw(
        raw_id=row.raw_id,
        desk_id=row.desk_id,
        channel=Channel(row.channel),
        received_at=row.received_at,
        forced=row.forced,
        attempt=row.parse_attempts,
        decided_by=row.decided_by,
        proposer_kind=None if row.proposer_kind is None else ProposerKind(row.proposer_kind),
    )
