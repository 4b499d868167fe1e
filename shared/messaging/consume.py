"""The worker's side of messaging: FastStream receives, collectors settle, retries come from the database."""

import asyncio
from collections.abc import Sequence
from typing import Generic, TypeVar

import structlog
from faststream import AckPolicy
from faststream.rabbit import Channel, RabbitBroker, RabbitQueue
from faststream.rabbit.annotations import RabbitMessage
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.errors import DatabaseAway
from shared.database.transactions import Transactions
from shared.messaging.backoff import LADDER_SECONDS
from shared.messaging.collector import Collector
from shared.messaging.issues import Incoming, Issues
from shared.messaging.publisher import BROKER_ERRORS
from shared.messaging.reader import Reader
from shared.messaging.tables import MessagingTables

W = TypeVar("W")
log = structlog.get_logger()
RETRY_POLL_SECONDS = 1.0
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
        retry_poll_seconds: float = RETRY_POLL_SECONDS,
    ) -> None:
        """Receive with at most *prefetch* messages in flight per reader; *ladder* is of `backoff`."""
        self._tables = tables
        self._transactions = transactions
        self._retry_poll_seconds = retry_poll_seconds
        self._collectors = {reader.name: Collector(reader, tables, transactions, ladder=ladder) for reader in readers}
        self.broker = RabbitBroker(
            f"{amqp_url}?heartbeat=15",
            default_channel=Channel(prefetch_count=prefetch, on_return_raises=True),
            ack_policy=AckPolicy.MANUAL,
            graceful_timeout=20,
            fail_fast=False,
            reconnect_interval=1.0,
            logger=None,
        )
        self.consuming = asyncio.Event()
        for reader in readers:
            self._subscribe(reader, prefetch)

    def _subscribe(self, reader: Reader[W], prefetch: int) -> None:
        collector = self._collectors[reader.name]

        # The body stays bytes: what cannot be read must reach the collector, which parks it where a person sees it.
        async def bytes_as_they_are(message: RabbitMessage) -> bytes:
            return message.body

        @self.broker.subscriber(
            RabbitQueue(reader.declaration.queue, declare=False),
            channel=Channel(prefetch_count=prefetch, on_return_raises=True),
            ack_policy=AckPolicy.MANUAL,
            no_reply=True,
            decoder=bytes_as_they_are,
            title=reader.name,
            description=reader.purpose,
        )
        async def receive(message: RabbitMessage) -> None:
            await collector.take(Incoming(headers=message.headers, body=message.body))
            try:
                await message.ack()
            except BROKER_ERRORS as error:
                # The channel died in between: the broker sends a second copy, which `handled` recognises.
                log.info("ack_failed", reader=reader.name, error_class=type(error).__name__)

    async def run(self) -> None:
        """Consume, settle and retry until cancelled; wait for the broker as long as it takes."""
        async with asyncio.TaskGroup() as tasks:
            for collector in self._collectors.values():
                tasks.create_task(collector.run())
            tasks.create_task(self._retry())
            try:
                await self._start()
                self.consuming.set()
                await asyncio.Event().wait()
            finally:
                self.consuming.clear()
                await self.broker.stop()

    async def _start(self) -> None:
        while True:
            try:
                await self.broker.start()
            except BROKER_ERRORS as error:
                log.warning("broker_away", error_class=type(error).__name__)
                await self.broker.stop()
                await asyncio.sleep(START_SECONDS)
            else:
                log.info("consuming", names=sorted(self._collectors))
                return

    async def _retry(self) -> None:
        """Hand due retries to their collectors; they need no broker."""
        while True:
            try:
                async with self._transactions.begin() as (connection, _):
                    due = await Issues(connection, self._tables).claim_due(list(self._collectors), RETRY_LIMIT)
            except DatabaseAway:
                due = []
            await asyncio.gather(*(self._collectors[name].take(incoming) for name, incoming in due))
            if len(due) < RETRY_LIMIT:
                await asyncio.sleep(self._retry_poll_seconds)
