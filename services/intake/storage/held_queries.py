"""What the pages of the holding box read: rows only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.outcome import Outcome
from services.intake.domain.replies import Hint
from services.intake.storage.queries import RawRow, raw_rows
from services.intake.storage.tables import holding, proposal, raw_message, suggested_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many messages wait for a person, and since when the one that came first."""

    count: int
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedCase:
    """A proposal that a held message may answer."""

    receipt: str
    received_at: datetime
    hint: Hint


async def waiting(connection: AsyncConnection, desk_id: str) -> Waiting:
    """Return what waits in the box of a desk."""
    open_ones = select(func.count(), func.min(holding.c.held_at)).where(
        holding.c.desk_id == desk_id, holding.c.decision.is_(None)
    )
    count, since = (await connection.execute(open_ones)).one()
    return Waiting(count=count, since=since)


async def longest_held(connection: AsyncConnection, desk_id: str, *, limit: int = 50, skip: int = 0) -> list[RawRow]:
    """Return what waits for a person, whatever waits longest first."""
    box = (holding.c.desk_id == desk_id) & holding.c.decision.is_(None) & (raw_message.c.outcome == Outcome.HELD)
    return await raw_rows(connection, box, order=(holding.c.held_at, raw_message.c.raw_id), limit=limit, skip=skip)


async def suggested_for(connection: AsyncConnection, raw_id: UUID) -> list[SuggestedCase]:
    """Return the proposals a message may answer."""
    found = (
        select(proposal.c.receipt, proposal.c.created_at, suggested_case.c.hint)
        .join_from(suggested_case, proposal, proposal.c.proposal_id == suggested_case.c.proposal_id)
        .where(suggested_case.c.raw_id == raw_id)
        .order_by(proposal.c.receipt)
    )
    return [
        SuggestedCase(receipt=row.receipt, received_at=row.created_at, hint=Hint(row.hint))
        for row in await connection.execute(found)
    ]
