"""Carry committed facts from the outbox to the broker and delete them only after its confirm."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from uuid import UUID

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.errors import DATABASE_ERRORS
from shared.failpoints import Failpoint, reached
from shared.messaging.metrics import OUTBOX_OLDEST, OUTBOX_WAITING, RELAY_FAILURES, RELAYED
from shared.messaging.outgoing import Outgoing, Row
from shared.messaging.publisher import BROKER_ERRORS, Publisher
from shared.messaging.tables import MessagingTables
from shared.messaging.watermark import Watermark
from shared.messaging.wire import wire_of_row
from shared.pace import Pace
from shared.steps import unbroken

log = structlog.get_logger()
BATCH = 400
# Half of all, so that a second relay finds work beside the first.
SHARDS_AT_ONCE = 8
# The database ends a transaction that is idle for 15 seconds; until then the batch is given up and put back.
BATCH_SECONDS = 10.0
COUNTED_AT_MOST = 10_000
IDLE_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0)
FAILED_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


@dataclass(slots=True)
class _Outcome:
    confirmed: set[int] = field(default_factory=set)
    returned: list[int] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)


class Relay:
    """One per process that commits facts, on its own connection; several share the work by locking shards.

    Inside one aggregate facts leave in the order of their versions; across aggregates at once. A relay cut off after
    a publish leaves its rows, and the next one publishes them again: readers absorb the second copy.
    """

    def __init__(
        self,
        service: str,
        engine: AsyncEngine,
        tables: MessagingTables,
        publisher: Publisher,
        *,
        batch_seconds: float = BATCH_SECONDS,
    ) -> None:
        """Take rows of *tables* through *engine* to *publisher*, giving up on a batch after *batch_seconds*."""
        self._service = service
        self._engine = engine
        self._tables = tables
        self._publisher = publisher
        self._batch_seconds = batch_seconds
        self._woken = asyncio.Event()
        self._expects_some = False
        self._watermark = Watermark()
        self._connection: AsyncConnection | None = None
        self._outgoing: Outgoing | None = None

    def wake(self) -> None:
        """Look at the outbox now: something was committed in this process."""
        self._woken.set()

    async def run(self) -> None:
        """Relay until cancelled; a batch in hand is finished first, or its facts would be published twice."""
        idle = failed = 0
        pace = Pace()
        try:
            while True:
                pace.begin()
                self._woken.clear()
                try:
                    sent = await unbroken(self._round())
                except (*DATABASE_ERRORS, *BROKER_ERRORS) as error:
                    RELAY_FAILURES.labels(service=self._service, error=type(error).__name__).inc()
                    log.warning("relay_waits", error_class=type(error).__name__)
                    await asyncio.sleep(FAILED_SECONDS[min(failed, len(FAILED_SECONDS) - 1)])
                    failed += 1
                    continue
                failed = 0
                await pace.end(sent)
                idle = 0 if sent else idle + 1
                self._expects_some = sent > 0 or await _comes(
                    self._woken, IDLE_SECONDS[min(idle, len(IDLE_SECONDS)) - 1]
                )
        finally:
            await self.close()

    async def relay_once(self) -> int:
        """Relay one batch and return how many facts were confirmed; for whoever does not `run`."""
        try:
            return await self._round()
        finally:
            await self.close()

    async def _round(self) -> int:
        try:
            outgoing = self._outgoing or await self._connect()
            doubt = self._watermark.doubt(monotonic())
            if doubt is not None:
                self._watermark.answered(doubt, left=await outgoing.left(after=doubt.after, upto=doubt.upto))
            after = self._watermark.settled
            if not self._expects_some and not await outgoing.anything(after=after):
                return 0
            # Before the transaction: a broker that does not answer must not hold a shard's lock meanwhile.
            await self._publisher.open()
            return await self._carry(outgoing, after)
        except BaseException:
            # Whatever it was, the next look begins on a sound connection.
            await self.close()
            raise

    async def _carry(self, outgoing: Outgoing, after: int) -> int:
        async with outgoing.begin():
            shards = await outgoing.lock(SHARDS_AT_ONCE, after=after)
            rows = await outgoing.take(shards, BATCH // len(shards), after=after) if shards else []
            if not rows:
                return 0
            reached(Failpoint.RELAY_LOCKED)
            outcome = await self._publish(rows)
            reached(Failpoint.RELAY_PUBLISHED)
            kept = [row for row in rows if row["seq"] not in outcome.confirmed]
            await outgoing.put_back(kept, postponed=outcome.returned)
            reached(Failpoint.RELAY_DELETED)
        reached(Failpoint.RELAY_COMMITTED)
        RELAYED.labels(service=self._service).inc(len(outcome.confirmed))
        self._watermark.carried(rows[-1]["seq"], monotonic())
        if outcome.returned:
            # A fault of the topology; it is also seen as the age of the outbox.
            log.error("fact_unroutable", count=len(outcome.returned))
        if outcome.errors:
            raise outcome.errors[0]
        return len(outcome.confirmed)

    async def _publish(self, rows: Sequence[Row]) -> _Outcome:
        """Publish the next fact of every aggregate at once, again and again, until one fails or time is up."""
        outcome = _Outcome()
        give_up_at = monotonic() + self._batch_seconds
        queues = _by_aggregate(rows)
        while queues and not outcome.errors and monotonic() < give_up_at:
            heads = [queue.popleft() for queue in queues]
            messages = [(wire_of_row(row, row["body"].encode()), row["target"]) for row in heads]
            try:
                results = await self._publisher.publish_all(messages, seconds=give_up_at - monotonic())
            except BROKER_ERRORS as error:
                results = [error]
            for row, result in zip(heads, results, strict=False):
                if isinstance(result, BaseException):
                    outcome.errors.append(result)
                elif result:
                    outcome.confirmed.add(row["seq"])
                else:
                    outcome.returned.append(row["seq"])
            queues = [queue for queue, result in zip(queues, results, strict=False) if queue and result is True]
        return outcome

    async def measure(self) -> tuple[int, float]:
        """Return how many facts wait, counted up to COUNTED_AT_MOST, and how many seconds the one first in line has.

        Both become metrics. Counting all of a long queue every few seconds would cost what carrying it needs.
        """
        outbox = self._tables.outbox
        some = select(outbox.c.seq).limit(COUNTED_AT_MOST).subquery()
        first = select(outbox.c.created_at).order_by(outbox.c.seq).limit(1).scalar_subquery()
        age = func.extract("epoch", func.clock_timestamp() - first)
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(func.count(some.c.seq), func.coalesce(age, 0)))).one()
        OUTBOX_WAITING.labels(service=self._service).set(row[0])
        OUTBOX_OLDEST.labels(service=self._service).set(float(row[1]))
        return row[0], float(row[1])

    async def measure_if_possible(self) -> None:
        """Measure, and leave the last figures standing while the database is away."""
        with suppress(*DATABASE_ERRORS):
            await self.measure()

    async def _connect(self) -> Outgoing:
        self._connection = await self._engine.connect()
        raw = await self._connection.get_raw_connection()
        outgoing = Outgoing(raw.driver_connection, self._tables)
        await outgoing.set_up()
        self._outgoing = outgoing
        return outgoing

    async def close(self) -> None:
        """Let go of the connection; it was set up for this relay and does not go back to the others."""
        connection, self._connection, self._outgoing = self._connection, None, None
        self._expects_some = False
        # What is behind the next connection may be another database, restored from a copy with lower numbers.
        self._watermark.reset()
        if connection is not None:
            with suppress(*DATABASE_ERRORS):
                await connection.invalidate()
                await connection.close()


async def _comes(event: asyncio.Event, seconds: float) -> bool:
    """Wait for *event*, at most *seconds*, and say whether it came."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()


def _by_aggregate(rows: Sequence[Row]) -> list[deque[Row]]:
    groups: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["aggregate_id"]].append(row)
    return [deque(sorted(group, key=lambda row: row["aggregate_version"])) for group in groups.values()]
