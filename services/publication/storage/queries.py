"""Reads for the public pages: sums only."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.publication.domain.counts import MonthCount
from services.publication.storage.tables import register_counts


async def months_by_desk(connection: AsyncConnection) -> Mapping[str, list[MonthCount]]:
    """Return what was counted, by desk; one statement, whatever the number of desks and years."""
    rows = await connection.execute(
        select(
            register_counts.c.desk_id,
            register_counts.c.month,
            register_counts.c.received,
            register_counts.c.in_progress,
        ).order_by(register_counts.c.desk_id, register_counts.c.month)
    )
    found: dict[str, list[MonthCount]] = {}
    for row in rows:
        count = MonthCount(month=row.month, received=row.received, in_progress=row.in_progress)
        found.setdefault(row.desk_id, []).append(count)
    return found
