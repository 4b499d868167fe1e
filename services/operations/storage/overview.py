"""Reads for the overview: one statement for each kind of figure, whatever the number of services."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.delivery import State
from services.operations.domain.queues import House, OutboxLine, WatchedReader
from services.operations.storage.tables import given_by


class Overview:
    """Figures over all services, in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def issues(self, house: House) -> dict[tuple[str, State], int]:
        """Return how many deliveries of each reader are retried and how many parked."""
        parts = []
        for service in house.services:
            issue = given_by(service).delivery_issue
            parts.append(
                select(issue.c.reader, issue.c.state, func.count().label("n"))
                .where(issue.c.state.in_([State.RETRYING, State.PARKED]))
                .group_by(issue.c.reader, issue.c.state)
            )
        if not parts:
            return {}
        rows = await self._connection.execute(union_all(*parts))
        return {(row.reader, State(row.state)): row.n for row in rows}

    async def oldest_unhandled(self, house: House) -> dict[str, datetime]:
        """Return for each reader when the oldest fact happened that it has not handled and nobody discarded."""
        parts = [
            _unhandled(reader, teller, types)
            for reader in house.readers
            for teller, types in reader.types_by_teller().items()
            if teller in house.services
        ]
        if not parts:
            return {}
        found: dict[str, datetime] = {}
        for reader, oldest in await self._connection.execute(union_all(*parts)):
            if oldest is not None:
                found[reader] = min(oldest, found.get(reader, oldest))
        return found

    async def outboxes(self, house: House) -> list[OutboxLine]:
        """Return for each service how many facts wait for the broker's confirm, and since when."""
        parts = []
        for service in house.services:
            outbox = given_by(service).outbox
            parts.append(select(literal(service), func.count(), func.min(outbox.c.created_at)).select_from(outbox))
        if not parts:
            return []
        rows = {name: (n, oldest) for name, n, oldest in await self._connection.execute(union_all(*parts))}
        return [OutboxLine(service=name, waiting=rows[name][0], oldest_at=rows[name][1]) for name in house.services]


def _unhandled(reader: WatchedReader, teller: str, types: tuple[str, ...]) -> Select[str, Any]:
    facts = given_by(teller).facts
    own = given_by(reader.service)
    handled, issue = own.handled, own.delivery_issue
    return select(literal(reader.reader), func.min(facts.c.occurred_at)).where(
        facts.c.type.in_(types),
        ~exists().where(handled.c.reader == reader.reader, handled.c.event_id == facts.c.event_id),
        ~exists().where(
            issue.c.reader == reader.reader,
            issue.c.event_id == facts.c.event_id,
            issue.c.state == State.DISCARDED,
        ),
    )
