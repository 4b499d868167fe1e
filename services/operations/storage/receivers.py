"""What notify lets operations see of the systems it tells of what happens."""

from datetime import datetime
from typing import Final

from sqlalchemy import Column, DateTime, MetaData, Table, Text, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

# Declared here as far as operations reads it, for services do not import each other.
_receiver: Final = Table(
    "webhook_receiver",
    MetaData(schema="notify"),
    Column("webhook", Text),
    Column("failing_since", DateTime(timezone=True)),
    Column("shut_at", DateTime(timezone=True)),
)


async def silent_receivers(connection: AsyncConnection, *, before: datetime) -> int:
    """Return how many receivers have taken nothing since *before*, or are shut."""
    silent = or_(_receiver.c.failing_since < before, _receiver.c.shut_at.is_not(None))
    return int(await connection.scalar(select(func.count()).select_from(_receiver).where(silent)) or 0)
