"""What intake lets notify see of the holding box: how many messages wait for the desk, and since when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Column, DateTime, MetaData, Table, Text, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

# Declared here as far as notify reads it, for services do not import each other.
_holding: Final = Table(
    "holding",
    MetaData(schema="intake"),
    Column("desk_id", Text),
    Column("held_at", DateTime(timezone=True)),
    Column("decision", Text),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingBox:
    """How many messages wait for a person, and since when the one that waits longest."""

    count: int = 0
    since: datetime | None = None


async def holding_box(connection: AsyncConnection, desk_id: str) -> HoldingBox:
    """Return what waits for the desk; nothing for whoever may not see its box."""
    asked = select(func.count(), func.min(_holding.c.held_at)).where(
        _holding.c.desk_id == desk_id, _holding.c.decision.is_(None)
    )
    count, since = (await connection.execute(asked)).one()
    return HoldingBox(count=count, since=since)
