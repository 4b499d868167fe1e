"""Reads for the overview: one statement for each kind of figure, whatever the number of services."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.delivery import State
from services.operations.domain.queues import House, OutboxLine, WatchedReader
from services.operations.storage.marks import SettledMarks
from services.operations.storage.tables import given_by


class Overview:
    """Figures over all services, in the caller's transaction."""

    def __init__(self, connection: AsyncConnection, marks: SettledMarks) -> None:
        """Join the caller's transaction; *marks* outlive it."""
        self._connection = connection
        self._marks = marks

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
        """Return for each reader when the oldest recorded fact happened that it has not handled and nobody discarded.

        Each look begins where the marks of the last one end, and stops at the first open fact: it reads what
        came since, not the whole history.
        """
        pairs = [
            (reader, teller, types)
            for reader in house.readers
            for teller, types in reader.types_by_teller().items()
            if teller in house.services
        ]
        if not pairs:
            return {}
        await self._see_newest({teller for _, teller, _ in pairs})
        parts = [_oldest_open(*pair, after=self._marks.after(pair[0].reader, pair[1])) for pair in pairs]
        open_now = {
            (reader, teller): (seq, at) for reader, teller, seq, at in await self._connection.execute(union_all(*parts))
        }
        found: dict[str, datetime] = {}
        for reader, teller, _ in pairs:
            seq, at = open_now.get((reader.reader, teller), (None, None))
            self._marks.see_open(reader.reader, teller, oldest=seq)
            if at is not None:
                found[reader.reader] = min(at, found.get(reader.reader, at))
        return found

    async def _see_newest(self, tellers: set[str]) -> None:
        parts = [
            select(literal(teller), func.coalesce(func.max(given_by(teller).facts.c.seq), 0), func.clock_timestamp())
            for teller in sorted(tellers)
        ]
        rows = list(await self._connection.execute(union_all(*parts)))
        self._marks.see_newest({teller: seq for teller, seq, _ in rows}, at=rows[0][2])

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


def _oldest_open(reader: WatchedReader, teller: str, types: tuple[str, ...], *, after: int) -> Select[Any]:
    facts = given_by(teller).facts
    own = given_by(reader.service)
    handled, issue = own.handled, own.delivery_issue
    # The unique index on seq gives the order, so the search ends at the first fact that is open.
    oldest = (
        select(facts.c.seq, facts.c.occurred_at)
        .where(
            facts.c.seq > after,
            facts.c.type.in_(types),
            ~exists().where(handled.c.reader == reader.reader, handled.c.event_id == facts.c.event_id),
            ~exists().where(
                issue.c.reader == reader.reader,
                issue.c.event_id == facts.c.event_id,
                issue.c.state == State.DISCARDED,
            ),
        )
        .order_by(facts.c.seq)
        .limit(1)
        .subquery()
    )
    return select(literal(reader.reader), literal(teller), oldest.c.seq, oldest.c.occurred_at)
