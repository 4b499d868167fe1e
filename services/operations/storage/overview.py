"""Reads for the overview: one statement for each kind of figure, whatever the number of services."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Select, Text, cast, func, literal, select, union_all
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.delivery import State
from services.operations.domain.queues import House, OutboxLine, WatchedReader
from services.operations.storage.heard import missed_by
from services.operations.storage.marks import Horizon, Pair, SettledMarks
from services.operations.storage.tables import given_by, settled_mark

# How many facts of one service a look reads for one reader, at most, at either end.
WINDOW: Final = 20_000
_OPEN = (State.RETRYING, State.WAITING, State.PARKED)


class Overview:
    """Figures over all services, in the caller's transaction."""

    def __init__(self, connection: AsyncConnection, marks: SettledMarks) -> None:
        """Join the caller's transaction; *marks* outlive it."""
        self._connection = connection
        self._marks = marks

    async def issues(self, house: House) -> dict[tuple[str, State], int]:
        """Return how many deliveries of each reader are retried, wait for an earlier one, or are parked."""
        parts = []
        for service in house.services:
            issue = given_by(service).delivery_issue
            parts.append(
                select(issue.c.reader, issue.c.state, func.count().label("n"))
                .where(issue.c.state.in_(_OPEN))
                .group_by(issue.c.reader, issue.c.state)
            )
        if not parts:
            return {}
        rows = await self._connection.execute(union_all(*parts))
        return {(row.reader, State(row.state)): row.n for row in rows}

    async def oldest_unhandled(self, house: House) -> dict[str, datetime]:
        """Return for each reader when the oldest recorded fact happened that it has not handled and nobody discarded.

        What happened before the reader began does not count.
        """
        found = [(reader, at) for (reader, _), (_, at) in (await self.oldest_missed(house)).items()]
        found += await self._oldest_failed(house)
        return {reader: min(at for who, at in found if who == reader) for reader, _ in found}

    async def oldest_missed(self, house: House) -> dict[Pair, tuple[int, datetime]]:
        """Return seq and time of the oldest fact of each teller that a reader neither handled nor failed at.

        Each look begins where the marks of the last one end, and stops at the first such fact. While the marks are
        far behind (a first start on a long history) it reads a window at either end; marks catch up look by look.
        """
        pairs = pairs_of(house)
        if not pairs:
            return {}
        self._marks.remember(await self.kept_marks())
        horizon = await self._horizon({teller for _, teller, _ in pairs})
        self._marks.see(horizon)
        parts = [
            _oldest_missed(*pair, place=place, after=after, until=until)
            for pair in pairs
            for place, (after, until) in enumerate(
                _windows(self._marks.after(pair[0].reader, pair[1]), horizon.newest[pair[1]])
            )
        ]
        missed: dict[Pair, tuple[int, datetime]] = {}
        first: dict[Pair, int] = {}
        for reader, teller, place, seq, at in await self._connection.execute(union_all(*parts)):
            pair = (reader, teller)
            missed[pair] = min(missed.get(pair, (seq, at)), (seq, at))
            if place == 0:
                first[pair] = seq
        for one, teller, _ in pairs:
            pair = (one.reader, teller)
            seen_to = _windows(self._marks.after(*pair), horizon.newest[teller])[0][1]
            self._marks.see_open(*pair, oldest=first.get(pair), seen_to=seen_to)
        return missed

    async def windows(self, reader: str, teller: str, *, whole: bool) -> list[tuple[int, int]]:
        """Return the stretches of seq in which *reader* may miss something: the first one, or the *whole* rest."""
        after = self._marks.after(reader, teller)
        if not whole:
            return [(after, after + 2 * WINDOW)]
        newest = (await self._horizon({teller})).newest[teller]
        return [(start, start + WINDOW) for start in range(after, newest, WINDOW)]

    async def kept_marks(self) -> Mapping[Pair, int]:
        """Return the marks in the database."""
        rows = await self._connection.execute(select(settled_mark.c.reader, settled_mark.c.teller, settled_mark.c.seq))
        return {(row.reader, row.teller): row.seq for row in rows}

    async def keep_marks(self) -> None:
        """Write down how far the marks have come, so that the next process need not read history."""
        ahead = self._marks.ahead_of(await self.kept_marks())
        if ahead:
            statement = insert(settled_mark)
            await self._connection.execute(
                statement.on_conflict_do_update(
                    index_elements=[settled_mark.c.reader, settled_mark.c.teller],
                    set_={"seq": statement.excluded.seq},
                ),
                [{"reader": reader, "teller": teller, "seq": seq} for (reader, teller), seq in ahead.items()],
            )

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

    async def oldest_waiting(self, house: House) -> dict[str, datetime]:
        """Return since when the first fact in each service's outbox waits, without counting what is behind it."""
        parts = []
        for service in house.services:
            outbox = given_by(service).outbox
            first = select(outbox.c.created_at).order_by(outbox.c.seq).limit(1).subquery()
            parts.append(select(literal(service), first.c.created_at))
        rows = await self._connection.execute(union_all(*parts)) if parts else ()
        return {row[0]: row[1] for row in rows}

    async def unroutable(self, house: House) -> dict[str, int]:
        """Return for each service how many facts the broker gave back because nobody is bound to hear them.

        They gather at the front of the outbox, and only so much of it is read.
        """
        parts = []
        for service in house.services:
            outbox = given_by(service).outbox
            front = select(outbox.c.attempt).order_by(outbox.c.seq).limit(WINDOW).subquery()
            parts.append(select(literal(service), func.count()).select_from(front).where(front.c.attempt > 0))
        rows = await self._connection.execute(union_all(*parts)) if parts else ()
        return {service: n for service, n in rows if n}

    async def gaps(self, house: House, *, before: datetime) -> dict[str, int]:
        """Return for each reader how many deliveries have waited for an earlier one since *before*."""
        parts = []
        for service in house.services:
            issue = given_by(service).delivery_issue
            parts.append(
                select(issue.c.reader, func.count())
                .where(issue.c.state == State.WAITING, issue.c.first_at < before)
                .group_by(issue.c.reader)
            )
        rows = await self._connection.execute(union_all(*parts)) if parts else ()
        return {reader: n for reader, n in rows if house.find(reader)}

    async def _oldest_failed(self, house: House) -> list[tuple[str, datetime]]:
        parts = []
        for reader, teller, _ in pairs_of(house):
            issue, facts = given_by(reader.service).delivery_issue, given_by(teller).facts
            oldest = func.min(facts.c.occurred_at)
            parts.append(
                select(literal(reader.reader), oldest)
                .select_from(issue.join(facts, facts.c.event_id == issue.c.event_id))
                .where(issue.c.reader == reader.reader, issue.c.state.in_(_OPEN))
                .having(oldest.is_not(None))
            )
        rows = await self._connection.execute(union_all(*parts)) if parts else ()
        return [(reader, at) for reader, at in rows]

    async def _horizon(self, tellers: set[str]) -> Horizon:
        snapshot = func.pg_current_snapshot()
        parts = [
            select(
                literal(teller),
                func.coalesce(func.max(given_by(teller).facts.c.seq), 0),
                func.clock_timestamp(),
                cast(cast(func.pg_snapshot_xmin(snapshot), Text), BigInteger),
                cast(cast(func.pg_snapshot_xmax(snapshot), Text), BigInteger),
            )
            for teller in sorted(tellers)
        ]
        # One statement sees one snapshot: what it does not see belongs to a transaction that runs, or to a later one.
        rows = list(await self._connection.execute(union_all(*parts)))
        return Horizon(
            newest={row[0]: row[1] for row in rows},
            at=rows[0][2],
            oldest_transaction=rows[0][3],
            next_transaction=rows[0][4],
        )


def pairs_of(house: House) -> list[tuple[WatchedReader, str, tuple[str, ...]]]:
    """Return every reader with each service that tells it something, and the types it hears of it."""
    return [
        (reader, teller, types)
        for reader in house.readers
        for teller, types in reader.types_by_teller().items()
        if teller in house.services
    ]


def _windows(after: int, newest: int) -> list[tuple[int, int | None]]:
    """Return what to read above *after*: all of it, or where that is long, a window at either end."""
    if newest - after <= 2 * WINDOW:
        return [(after, None)]
    return [(after, after + WINDOW), (newest - WINDOW, None)]


def _oldest_missed(
    reader: WatchedReader, teller: str, types: tuple[str, ...], *, place: int, after: int, until: int | None
) -> Select[Any]:
    facts = given_by(teller).facts
    # The unique index on seq gives the order, so the search ends at the first fact that is missed.
    oldest = (
        select(facts.c.seq, facts.c.occurred_at)
        .where(missed_by(reader, teller, types, after=after, until=until))
        .order_by(facts.c.seq)
        .limit(1)
        .subquery()
    )
    return select(literal(reader.reader), literal(teller), literal(place), oldest.c.seq, oldest.c.occurred_at)
