"""The worker process of one service: readers, relay, the service's own jobs, and a health door."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.engine import make_engine
from shared.database.transactions import Transactions
from shared.messaging.consume import Consumers
from shared.messaging.publisher import Publisher
from shared.messaging.reader import Reader
from shared.messaging.relay import Relay
from shared.messaging.tables import MessagingTables
from shared.runtime.checks import database_answers
from shared.runtime.health import health_server
from shared.settings import ServiceSettings

W = TypeVar("W")
MEASURE_SECONDS = 5.0
PING_SECONDS = 1.0
Job = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker(Generic[W]):
    """What the jobs of a worker share; build it with `make_worker`."""

    settings: ServiceSettings
    engine: AsyncEngine
    relay: Relay
    publisher: Publisher
    transactions: Transactions[W]
    consumers: Consumers[W]

    async def run(self, *jobs: Job) -> None:
        """Run readers, relay, health door and *jobs* until cancelled, then close what was opened."""
        installation = self.settings.installation
        checks = {"database": database_answers(self.engine), "broker": self._consuming}
        server = health_server(checks, host=installation.listen_host, port=installation.health_port)
        try:
            async with asyncio.TaskGroup() as tasks:
                for job in (self.relay.run, self.consumers.run, self._measure, server.serve, *jobs):
                    tasks.create_task(_run(job))
        finally:
            await self.publisher.close()
            await self.engine.dispose()

    async def _consuming(self) -> bool:
        return self.consumers.consuming.is_set() and await self.consumers.broker.ping(PING_SECONDS)

    async def _measure(self) -> None:
        while True:
            await self.relay.measure_if_possible()
            await asyncio.sleep(MEASURE_SECONDS)


async def _run(job: Job) -> None:
    await job()


def make_worker(
    settings: ServiceSettings,
    tables: MessagingTables,
    readers: Sequence[Reader[W]],
    make_work: Callable[[AsyncConnection], W],
) -> Worker[W]:
    """Build the worker of one service; nothing connects before `run`."""
    engine = make_engine(settings.worker_url, name=f"desk-{settings.service}-worker", size=12)
    publisher = Publisher(settings.amqp_url, name=f"{settings.service}-relay")
    relay = Relay(settings.service, engine, tables, publisher)
    consumers = Consumers(
        readers,
        tables,
        Transactions(engine, lambda connection: (connection, make_work(connection)), after_commit=relay.wake),
        amqp_url=settings.amqp_url,
        prefetch=settings.installation.prefetch,
    )
    return Worker(
        settings=settings,
        engine=engine,
        relay=relay,
        publisher=publisher,
        transactions=Transactions(engine, make_work, after_commit=relay.wake),
        consumers=consumers,
    )
