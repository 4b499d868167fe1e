"""Carry committed facts from the outbox to the broker and delete them only after its confirm."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import structlog
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.errors import DATABASE_ERRORS
from shared.messaging.metrics import OUTBOX_OLDEST, OUTBOX_WAITING, RELAY_FAILURES, RELAYED
from shared.messaging.publisher import BROKER_ERRORS, Publisher
from shared.messaging.tables import MessagingTables
from shared.messaging.wire import Wire, wire_of_row
from shared.steps import unbroken

log = structlog.get_logger()
BATCH = 200
IDLE_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0)
FAILED_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
RETURNED_WAIT_SECONDS = 30


class Relay:
    """One per process that commits facts, on its own connections; several share the work by locking shards.

    Inside one aggregate facts leave in the order of their versions; across aggregates concurrently. A relay cut
    off after a publish leaves its rows, and the next one publishes them again: readers absorb the second copy.
    """

    def __init__(self, service: str, engine: AsyncEngine, tables: MessagingTables, publisher: Publisher) -> None:
        """Take rows of *tables* through *engine* to *publisher*."""
        self._service = service
        self._engine = engine
        self._tables = tables
        self._publisher = publisher
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look at the outbox now: something was committed in this process."""
        self._woken.set()

    async def run(self) -> None:
        """Relay until cancelled; a batch in hand is finished first, or its facts would be published twice."""
        idle = failed = 0
        while True:
            self._woken.clear()
            try:
                sent = await unbroken(self.relay_once())
            except (*DATABASE_ERRORS, *BROKER_ERRORS) as error:
                RELAY_FAILURES.labels(service=self._service, error=type(error).__name__).inc()
                log.warning("relay_waits", error_class=type(error).__name__)
                await asyncio.sleep(FAILED_SECONDS[min(failed, len(FAILED_SECONDS) - 1)])
                failed += 1
                continue
            failed = 0
            idle = 0 if sent else idle + 1
            if not sent:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), IDLE_SECONDS[min(idle, len(IDLE_SECONDS)) - 1])

    async def relay_once(self) -> int:
        """Relay one batch of one shard and return how many facts were confirmed."""
        if not await self._anything_waits():
            return 0
        # Before the transaction: a broker that does not answer must not hold a shard's lock meanwhile.
        await self._publisher.open()
        async with self._engine.begin() as connection:
            shard = await self._lock_a_shard(connection)
            if shard is None:
                return 0
            rows = await self._take(connection, shard)
            outcome = await asyncio.gather(*(self._publish(group) for group in _by_aggregate(rows)))
            confirmed = [seq for done, _, _ in outcome for seq in done]
            returned = [seq for _, back, _ in outcome for seq in back]
            if confirmed:
                await connection.execute(delete(self._tables.outbox).where(self._tables.outbox.c.seq.in_(confirmed)))
            if returned:
                await self._postpone(connection, returned)
        failures = [error for _, _, error in outcome if error is not None]
        RELAYED.labels(service=self._service).inc(len(confirmed))
        if failures:
            raise failures[0]
        return len(confirmed)

    async def measure(self) -> tuple[int, float]:
        """Return how many facts wait and how many seconds the oldest has waited; both become metrics."""
        outbox = self._tables.outbox
        async with self._engine.connect() as connection:
            age = func.extract("epoch", func.clock_timestamp() - func.min(outbox.c.created_at))
            row = (await connection.execute(select(func.count(), func.coalesce(age, 0)))).one()
        OUTBOX_WAITING.labels(service=self._service).set(row[0])
        OUTBOX_OLDEST.labels(service=self._service).set(float(row[1]))
        return row[0], float(row[1])

    async def measure_if_possible(self) -> None:
        """Measure, and leave the last figures standing while the database is away."""
        with suppress(*DATABASE_ERRORS):
            await self.measure()

    async def _anything_waits(self) -> bool:
        async with self._engine.connect() as connection:
            return await connection.scalar(select(1).select_from(self._tables.outbox).limit(1)) is not None

    async def _lock_a_shard(self, connection: AsyncConnection) -> int | None:
        shard, outbox = self._tables.outbox_shard, self._tables.outbox
        due = or_(outbox.c.not_before.is_(None), outbox.c.not_before <= func.clock_timestamp())
        waiting = select(1).where(outbox.c.shard == shard.c.shard, due).exists()
        return await connection.scalar(
            select(shard.c.shard).where(waiting).order_by(func.random()).limit(1).with_for_update(skip_locked=True)
        )

    async def _take(self, connection: AsyncConnection, shard: int) -> Sequence[Mapping[str, Any]]:
        outbox, log_ = self._tables.outbox, self._tables.event_log
        result = await connection.execute(
            select(
                outbox.c.seq,
                outbox.c.target,
                *(column for column in log_.c if column.name != "seq"),
            )
            .join(log_, log_.c.event_id == outbox.c.event_id)
            .where(
                outbox.c.shard == shard,
                or_(outbox.c.not_before.is_(None), outbox.c.not_before <= func.clock_timestamp()),
            )
            .order_by(outbox.c.seq)
            .limit(BATCH)
        )
        return [dict(row) for row in result.mappings()]

    async def _postpone(self, connection: AsyncConnection, returned: list[int]) -> None:
        """A fact nobody is bound to hear stays: it is a fault of the topology, seen as the age of the outbox."""
        log.error("fact_unroutable", count=len(returned))
        outbox = self._tables.outbox
        await connection.execute(
            update(outbox)
            .where(outbox.c.seq.in_(returned))
            .values(
                attempt=func.least(outbox.c.attempt + 1, 30_000),
                not_before=func.clock_timestamp() + timedelta(seconds=RETURNED_WAIT_SECONDS),
            )
        )

    async def _publish(self, rows: Sequence[Mapping[str, Any]]) -> tuple[list[int], list[int], Exception | None]:
        """Publish one aggregate's facts in order; stop at the first that is not confirmed."""
        confirmed: list[int] = []
        for row in rows:
            try:
                routed = await self._publisher.publish(_wire(row), target=row["target"])
            except BROKER_ERRORS as error:
                return confirmed, [], error
            if not routed:
                return confirmed, [row["seq"]], None
            confirmed.append(row["seq"])
        return confirmed, [], None


def _wire(row: Mapping[str, Any]) -> Wire:
    return wire_of_row(row, orjson.dumps(row["data"]))


def _by_aggregate(rows: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    groups: dict[UUID, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["aggregate_id"]].append(row)
    return [sorted(group, key=lambda row: row["aggregate_version"]) for group in groups.values()]
