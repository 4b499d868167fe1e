"""Facts that never reached a reader: found, kept until that is certain, and put back into their teller's outbox."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, and_, delete, exists, func, insert, literal, or_, select, union_all, update
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.queues import House, WatchedReader
from services.operations.domain.reconciling import Pace
from services.operations.storage.heard import missed_by
from services.operations.storage.tables import given_by, missing_delivery
from shared.messaging.outbox import shard_of

# One lock for all reconcilers of a database: two of them would send everything twice.
_RECONCILE_LOCK: Final = 0x72636E63
# Of one reader in one look; the next look takes the next ones.
LIMIT: Final = 10_000
KEPT_FOR: Final = timedelta(days=7)
_COLUMNS: Final = ("reader", "event_id", "teller", "seq", "aggregate_id", "noted_at")


class MissingStore:
    """The table missing_delivery and the outboxes it feeds, in the caller's transaction."""

    def __init__(self, connection: AsyncConnection, house: House) -> None:
        """Look at the readers of *house* only."""
        self._connection = connection
        self._house = house

    async def reconcile_alone(self) -> bool:
        """Tell whether this transaction is the only one that reconciles now."""
        return bool(await self._connection.scalar(select(func.pg_try_advisory_xact_lock(_RECONCILE_LOCK))))

    async def reconcile_after_others(self) -> None:
        """Wait until no other transaction reconciles, and keep others from it until this one ends."""
        await self._connection.execute(select(func.pg_advisory_xact_lock(_RECONCILE_LOCK)))

    async def paused(self) -> frozenset[str]:
        """Return the readers that somebody has stopped for a while."""
        parts = []
        for service in self._house.services:
            register = given_by(service).reader
            parts.append(select(register.c.name).where(register.c.paused_at.is_not(None)))
        return frozenset(await self._connection.scalars(union_all(*parts))) if parts else frozenset()

    async def settle(self, *, at: datetime) -> None:
        """Forget what has arrived by itself, and note the arrival of what was sent again."""
        open_readers = set(
            await self._connection.scalars(
                select(missing_delivery.c.reader).distinct().where(missing_delivery.c.settled_at.is_(None))
            )
        )
        for reader in self._house.readers:
            if reader.reader in open_readers:
                for arrived in _arrivals(reader):
                    once = missing_delivery.c.resends == 0
                    await self._connection.execute(delete(missing_delivery).where(arrived, once))
                    await self._connection.execute(update(missing_delivery).where(arrived).values(settled_at=at))
        await self._connection.execute(delete(missing_delivery).where(missing_delivery.c.settled_at < at - KEPT_FOR))

    async def note(
        self,
        reader: WatchedReader,
        teller: str,
        types: tuple[str, ...],
        *,
        window: tuple[int, int],
        at: datetime,
    ) -> None:
        """Write down what *reader* misses in *window* of seq and nothing carries, while its queue is empty."""
        facts, outbox = given_by(teller).facts, given_by(teller).outbox
        known = and_(missing_delivery.c.reader == reader.reader, missing_delivery.c.event_id == facts.c.event_id)
        missed = (
            select(
                literal(reader.reader),
                facts.c.event_id,
                literal(teller),
                facts.c.seq,
                facts.c.aggregate_id,
                literal(at),
            )
            .where(
                missed_by(reader, teller, types, after=window[0], until=window[1]),
                ~exists().where(known),
                ~exists().where(outbox.c.event_id == facts.c.event_id, _reaches(outbox, reader)),
            )
            .order_by(facts.c.seq)
            .limit(LIMIT)
        )
        await self._connection.execute(
            insert_or(missing_delivery).from_select(_COLUMNS, missed).on_conflict_do_nothing()
        )

    async def see_empty(self, reader: WatchedReader, pace: Pace, *, at: datetime) -> None:
        """Note that the queue was empty well after these facts were found missing: they are in no queue."""
        since = func.coalesce(missing_delivery.c.resent_at, missing_delivery.c.noted_at)
        await self._connection.execute(
            update(missing_delivery)
            .where(_open(reader), missing_delivery.c.empty_at.is_(None), since <= at - pace.apart)
            .values(empty_at=at)
        )

    async def resend_due(self, reader: WatchedReader, pace: Pace, *, at: datetime) -> int:
        """Put what is still missing into the outboxes again, for this reader alone; return how many facts."""
        rows = await self._due(reader, pace, at)
        for teller, of_teller in groupby(rows, key=lambda row: str(row["teller"])):
            await self._connection.execute(
                insert(given_by(teller).outbox),
                [
                    {
                        "event_id": row["event_id"],
                        "shard": shard_of(row["aggregate_id"]),
                        "target": reader.reader,
                    }
                    for row in of_teller
                ],
            )
        if rows:
            await self._connection.execute(
                update(missing_delivery)
                .where(_open(reader), missing_delivery.c.event_id.in_([row["event_id"] for row in rows]))
                .values(resent_at=at, resends=missing_delivery.c.resends + 1, empty_at=None)
            )
        return len(rows)

    async def open_by_reader(self) -> dict[str, int]:
        """Return how many facts each reader misses for now."""
        rows = await self._connection.execute(
            select(missing_delivery.c.reader, func.count())
            .where(missing_delivery.c.settled_at.is_(None))
            .group_by(missing_delivery.c.reader)
        )
        return {row[0]: row[1] for row in rows}

    async def resent_since(self, since: datetime) -> dict[str, int]:
        """Return how many facts were sent again to each reader since then."""
        rows = await self._connection.execute(
            select(missing_delivery.c.reader, func.count())
            .where(missing_delivery.c.resent_at > since)
            .group_by(missing_delivery.c.reader)
        )
        return {row[0]: row[1] for row in rows}

    async def _due(self, reader: WatchedReader, pace: Pace, at: datetime) -> Sequence[Mapping[str, Any]]:
        table = missing_delivery
        waiting = [
            exists().where(
                literal(teller) == table.c.teller,
                given_by(teller).outbox.c.event_id == table.c.event_id,
                _reaches(given_by(teller).outbox, reader),
            )
            for teller in self._house.services
        ]
        result = await self._connection.execute(
            select(table.c.teller, table.c.event_id, table.c.aggregate_id)
            .where(
                _open(reader),
                table.c.empty_at <= at - pace.after,
                or_(table.c.resent_at.is_(None), table.c.resent_at <= at - pace.repeat),
                ~or_(*waiting),
            )
            .order_by(table.c.teller, table.c.seq)
            .limit(LIMIT)
        )
        return [dict(row) for row in result.mappings()]


def _open(reader: WatchedReader) -> ColumnElement[bool]:
    return and_(missing_delivery.c.reader == reader.reader, missing_delivery.c.settled_at.is_(None))


def _arrivals(reader: WatchedReader) -> tuple[ColumnElement[bool], ...]:
    """Say that something has been handled; that it stands among the failed deliveries. Apart, each is one join."""
    own = given_by(reader.service)
    return tuple(
        and_(
            _open(reader),
            exists().where(there.c.reader == reader.reader, there.c.event_id == missing_delivery.c.event_id),
        )
        for there in (own.handled, own.delivery_issue)
    )


def _reaches(outbox: Table, reader: WatchedReader) -> ColumnElement[bool]:
    return or_(outbox.c.target.is_(None), outbox.c.target == reader.reader)
