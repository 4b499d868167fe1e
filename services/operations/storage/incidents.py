"""Incidents: at most one open for one cause at one place."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.incident import REMEDIES, Cause, Finding, Incident, Remedy
from services.operations.storage.tables import incident
from shared.ids import new_id

# One lock for all watchers of a database: two of them would count every incident twice.
_WATCH_LOCK: Final = 0x6F707377


class IncidentStore:
    """The table incident, in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def watch_alone(self) -> bool:
        """Tell whether this transaction is the only one that watches now."""
        return bool(await self._connection.scalar(select(func.pg_try_advisory_xact_lock(_WATCH_LOCK))))

    async def open_keys(self) -> dict[str, Cause]:
        """Return the keys of open incidents with their causes."""
        rows = await self._connection.execute(
            select(incident.c.key, incident.c.cause).where(incident.c.closed_at.is_(None))
        )
        return {row.key: Cause(row.cause) for row in rows}

    async def see(self, findings: Sequence[Finding], *, at: datetime) -> None:
        """Open an incident for each finding, or note that it was seen again."""
        if not findings:
            return
        statement = insert(incident)
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[incident.c.key],
                index_where=incident.c.closed_at.is_(None),
                set_={
                    "last_seen_at": statement.excluded.last_seen_at,
                    "count": incident.c.count + 1,
                    "amount": statement.excluded.amount,
                },
            ),
            [_row(finding, at) for finding in findings],
        )

    async def close(self, keys: Sequence[str], *, at: datetime, by: str, reason: str) -> None:
        """Close the open incidents with these keys."""
        if keys:
            await self._connection.execute(
                update(incident)
                .where(incident.c.key.in_(keys), incident.c.closed_at.is_(None))
                .values(closed_at=at, closed_by=by, closed_reason=reason)
            )

    async def list(self, *, only_open: bool, limit: int) -> list[Incident]:
        """Return incidents, open ones first, then the newest."""
        statement = select(*(column for column in incident.c if column.name != "key"))
        if only_open:
            statement = statement.where(incident.c.closed_at.is_(None))
        rows = await self._connection.execute(
            statement.order_by(
                incident.c.closed_at.desc().nulls_first(), incident.c.opened_at.desc(), incident.c.incident_id
            ).limit(limit)
        )
        return [
            Incident(
                cause=Cause(row["cause"]),
                remedy=Remedy(row["what_can_be_done"]),
                **{name: value for name, value in row.items() if name not in {"cause", "what_can_be_done"}},
            )
            for row in rows.mappings()
        ]


def _row(finding: Finding, at: datetime) -> dict[str, Any]:
    return {
        "incident_id": new_id(),
        "key": finding.key,
        "cause": finding.cause.value,
        "service": finding.service,
        "reader": finding.reader,
        "event_id": finding.event_id,
        "aggregate_id": finding.aggregate_id,
        "opened_at": at,
        "last_seen_at": at,
        "what_can_be_done": REMEDIES[finding.cause].value,
        "amount": finding.amount,
    }
