"""The worker's side of messaging: FastStream receives, collectors settle, retries come from the database.

Cancelled, it drains: it asks the broker for no more, finishes what is in hand, and only then hangs up.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

import structlog
from aio_pika.abc import AbstractConnection
from faststream import AckPolicy
from faststream.rabbit import Channel, RabbitBroker
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.errors import DatabaseAway
from shared.database.transactions import Transactions
from shared.ending import DELIVERIES_SECONDS, HANG_UP_SECONDS, end
from shared.failpoints import Failpoint, reached
from shared.messaging.backoff import LADDER_SECONDS
from shared.messaging.collector import Collector
from shared.messaging.issues import Due, Issues, IssueState
from shared.messaging.metrics import ISSUES, PAUSED
from shared.messaging.publisher import BROKER_ERRORS
from shared.messaging.reader import Reader
from shared.messaging.subscription import Subscription
from shared.messaging.tables import MessagingTables
from shared.messaging.watchdog import Patience, Watchdog

W = TypeVar("W")
log = structlog.get_logger()
POLL_SECONDS = 1.0
RETRY_LIMIT = 50
START_SECONDS = 1.0


class Consumers(Generic[W]):
    """All readers of one service in one process."""

    def __init__(
        self,
        readers: Sequence[Reader[W]],
        tables: MessagingTables,
        transactions: Transactions[tuple[AsyncConnection, W]],
        *,
        amqp_url: str,
        prefetch: int,
        ladder: Sequence[float] = LADDER_SECONDS,
        retry_poll_seconds: float = POLL_SECONDS,
        patience: Patience | None = None,
        drain_seconds: float = DELIVERIES_SECONDS,
    ) -> None:
        """Receive with at most *prefetch* messages in flight per reader; *ladder* is of `backoff`."""
        self._tables = tables
        self._transactions = transactions
        self._poll_seconds = retry_poll_seconds
        self._drain_seconds = drain_seconds
        self._retried = asyncio.Event()
        self._collectors = {
            reader.name: Collector(reader, tables, transactions, ladder=ladder, retries_due=self._retried.set)
            for reader in readers
        }
        self.broker = _broker(amqp_url, prefetch=prefetch, reconnected=self._reconnected)
        self._connection: AbstractConnection | None = None
        self._subscriptions = {
            name: Subscription(self.broker, collector.reader.declaration, collector.take, prefetch=prefetch)
            for name, collector in self._collectors.items()
        }
        self._watchdog = Watchdog(self._watched, amqp_url, patience or Patience())
        self._paused: frozenset[str] | None = None
        self._changed = asyncio.Event()
        self._retrying: dict[str, asyncio.Task[None]] = {}
        self.consuming = asyncio.Event()

    async def run(self) -> None:
        """Consume, settle and retry until cancelled; then take no more, finish what is in hand and hang up."""
        async with asyncio.TaskGroup() as tasks:
            settling = [tasks.create_task(collector.run()) for collector in self._collectors.values()]
            looking = [
                tasks.create_task(self._tend()),
                tasks.create_task(self._poll(tasks)),
                tasks.create_task(self._watchdog.run()),
            ]
            try:
                await asyncio.get_running_loop().create_future()
            finally:
                await end(looking)
                await self._drain(settling)
                await self._hang_up()

    def _watched(self) -> Iterable[Subscription]:
        """Return the readers that ought to receive: not paused, not holding for their database."""
        if self._connection is None or not self._connection.connected.is_set():
            # It knows that it is broken, and is being restored.
            return []
        paused = self._paused or frozenset()
        watched = []
        for name, subscription in self._subscriptions.items():
            if self._collectors[name].holding:
                subscription.has_reason()
            elif name not in paused and subscription.is_consuming:
                watched.append(subscription)
        return watched

    def _reconnected(self, *_: object) -> None:
        for subscription in self._subscriptions.values():
            subscription.is_heard()

    async def _tend(self) -> None:
        """Keep every reader consuming that is not paused; wait for the broker as long as it takes."""
        while True:
            if self._paused is not None:
                await self._begin_or_cancel(self._paused)
            self._changed.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), START_SECONDS)

    async def _begin_or_cancel(self, paused: frozenset[str]) -> None:
        try:
            self._connection = await self.broker.connect()
            # Who was not answered last time comes last: one queue that has stalled keeps no other reader waiting.
            for name, subscription in sorted(self._subscriptions.items(), key=lambda item: item[1].unanswered):
                if name in paused and subscription.is_consuming:
                    await subscription.cancel()
                elif name not in paused and not subscription.is_consuming:
                    await subscription.begin()
        except BROKER_ERRORS as error:
            log.warning("broker_away", error_class=type(error).__name__)
            if isinstance(error, TimeoutError):
                await self._open_anew()
            return
        if not self.consuming.is_set():
            self.consuming.set()
            log.info("consuming", names=sorted(self._subscriptions.keys() - paused))

    async def _open_anew(self) -> None:
        """Give up a connection on which nothing was answered: what is asked on it next waits for the old question."""
        transport = None if self._connection is None else self._connection.transport
        if transport is not None:
            with suppress(*BROKER_ERRORS):
                async with asyncio.timeout(HANG_UP_SECONDS):
                    await transport.connection.close()

    async def _poll(self, tasks: asyncio.TaskGroup) -> None:
        """Look which readers are paused, and hand due retries to the others; this needs no broker."""
        while True:
            self._retried.clear()
            with suppress(DatabaseAway):
                await self._look(tasks)
            # Whoever has finished its retries, or closed a gap, may find more of them due at once.
            with suppress(TimeoutError):
                await asyncio.wait_for(self._retried.wait(), self._poll_seconds)

    async def _look(self, tasks: asyncio.TaskGroup) -> None:
        async with self._transactions.begin() as (connection, _):
            paused = await self._paused_now(connection)
            # A reader whose last retries are still in hand takes no more of them, and keeps no other reader waiting.
            free = [name for name in self._collectors if name not in paused and name not in self._retrying]
            due = await Issues(connection, self._tables).claim_due(free, RETRY_LIMIT) if free else []
        if due:
            reached(Failpoint.RETRY_CLAIMED)
        if paused != self._paused:
            self._note_paused(paused)
        self._note_parked([one for one in due if one.parked])
        for name in {one.reader for one in due if not one.parked}:
            mine = [one for one in due if one.reader == name and not one.parked]
            self._retrying[name] = tasks.create_task(self._try_again(name, mine))

    async def _paused_now(self, connection: AsyncConnection) -> frozenset[str]:
        reader = self._tables.reader
        paused = await connection.scalars(
            select(reader.c.name).where(reader.c.name.in_(list(self._collectors)), reader.c.paused_at.is_not(None))
        )
        return frozenset(paused)

    def _note_paused(self, paused: frozenset[str]) -> None:
        before, self._paused = self._paused or frozenset(), paused
        for name in self._collectors:
            PAUSED.labels(reader=name).set(name in paused)
        for name in sorted(paused - before):
            log.warning("reader_paused", reader=name)
        for name in sorted(before - paused):
            log.info("reader_resumed", reader=name)
        self._changed.set()

    def _note_parked(self, parked: Sequence[Due]) -> None:
        for one in parked:
            ISSUES.labels(reader=one.reader, state=IssueState.PARKED.value).inc()
            log.error("delivery_kills_reader", reader=one.reader, event_id=str(one.incoming.event_id))

    async def _try_again(self, name: str, due: Sequence[Due]) -> None:
        again = self._collectors[name].take_again
        try:
            await asyncio.gather(*(again(one.incoming, alone=one.suspect) for one in due))
        finally:
            del self._retrying[name]
            self._retried.set()

    async def _drain(self, settling: Sequence[asyncio.Task[None]]) -> None:
        """Finish what is in hand; what is still held after the grace goes back to the broker unacknowledged."""
        self.consuming.clear()
        await asyncio.gather(*(subscription.cancel() for subscription in self._subscriptions.values()))
        log.info("draining", in_flight=self._in_flight)
        hands = [asyncio.ensure_future(subscription.idle()) for subscription in self._subscriptions.values()]
        # When a reader broke, everything is being cancelled already and nothing will be settled any more.
        seconds = 0 if any(task.done() for task in settling) else self._drain_seconds
        _, left = await asyncio.wait([*hands, *self._retrying.values()], timeout=seconds)
        for hand in hands:
            hand.cancel()
        if left:
            log.warning("drain_cut_short", in_flight=self._in_flight)

    @property
    def _in_flight(self) -> int:
        return sum(subscription.in_flight for subscription in self._subscriptions.values())

    async def _hang_up(self) -> None:
        with suppress(*BROKER_ERRORS):
            async with asyncio.timeout(HANG_UP_SECONDS):
                await self.broker.stop()


def _broker(amqp_url: str, *, prefetch: int, reconnected: Callable[..., None]) -> RabbitBroker:
    return RabbitBroker(
        f"{amqp_url}?heartbeat=15",
        default_channel=Channel(prefetch_count=prefetch, on_return_raises=True),
        ack_policy=AckPolicy.MANUAL,
        # We wait for what is in hand ourselves, after the consumers are cancelled and not before.
        graceful_timeout=None,
        fail_fast=False,
        reconnect_interval=1.0,
        logger=None,
        # No dependency injection: it starts a thread's work for every argument of every message.
        apply_types=False,
        on_reconnected=[reconnected],
    )
