"""The worker process of one service: readers, relay, the service's own jobs, and a health door."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.engine import make_engine
from shared.database.transactions import Transactions
from shared.ending import CLOSING_SECONDS, IN_HAND_SECONDS, LAST_BATCH_SECONDS, ask_to_end
from shared.messaging.publisher import Publisher
from shared.messaging.reader import Reader
from shared.messaging.relay import Relay
from shared.messaging.tables import MessagingTables
from shared.runtime.checks import database_answers
from shared.runtime.health import health_server
from shared.settings import ServiceSettings
from shared.steps import lasting

if TYPE_CHECKING:
    from shared.messaging.consume import Consumers

W = TypeVar("W")
log = structlog.get_logger()
MEASURE_SECONDS = 5.0
PING_SECONDS = 1.0
Job = Callable[[], Awaitable[None]]


class Door(Protocol):
    """Where something comes in besides the queues and the pages."""

    def draining(self) -> None:
        """Send away, for later, whoever comes from now on."""

    async def close(self) -> None:
        """Finish what is under way and close."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker(Generic[W]):
    """What the jobs of a worker share; build it with `make_worker`."""

    settings: ServiceSettings
    engine: AsyncEngine
    # None where the service tells no facts.
    relay: Relay | None
    publisher: Publisher
    transactions: Transactions[W]
    consumers: "Consumers[W]"
    leaving: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, *jobs: Job, door: Door | None = None) -> None:
        """Run readers, relay, health door and *jobs* until cancelled, then drain and close what was opened.

        The order of the drain is the promise: not ready any more, the *door* sends away, no more deliveries; what is
        in hand is finished (a job is cancelled once and finishes its step); then the relay's batch; then the rest.
        """
        installation = self.settings.installation
        checks = {"database": database_answers(self.engine), "broker": self._consuming, "staying": self._stays}
        server = health_server(checks, host=installation.listen_host, port=installation.health_port)
        try:
            async with asyncio.TaskGroup() as tasks:
                for around in (server.serve, self._measure):
                    tasks.create_task(_run(around))
                relaying = tasks.create_task(_run(self._relay))
                working = [tasks.create_task(lasting(job)) for job in (self.consumers.run, *jobs)]
                try:
                    await asyncio.get_running_loop().create_future()
                finally:
                    await self._drain(working, relaying, door)
        finally:
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSING_SECONDS):
                    await self.publisher.close()
                    await self.engine.dispose()

    async def _drain(
        self, working: Sequence[asyncio.Task[None]], relaying: asyncio.Task[None], door: Door | None
    ) -> None:
        self.leaving.set()
        if door is not None:
            door.draining()
        await _ended(working, seconds=IN_HAND_SECONDS)
        # The door is shut only now: until then it has told whoever came that this is a matter of moments.
        closing = [] if door is None else [asyncio.create_task(door.close())]
        ask_to_end([relaying])
        await _waited([relaying, *closing], seconds=LAST_BATCH_SECONDS)

    async def _stays(self) -> bool:
        return not self.leaving.is_set()

    async def _consuming(self) -> bool:
        return self.consumers.consuming.is_set() and await self.consumers.broker.ping(PING_SECONDS)

    async def _relay(self) -> None:
        if self.relay is not None:
            await lasting(self.relay.run)

    async def _measure(self) -> None:
        while self.relay is not None:
            await self.relay.measure_if_possible()
            await asyncio.sleep(MEASURE_SECONDS)


async def _run(job: Job) -> None:
    await job()


async def _ended(tasks: Sequence[asyncio.Task[None]], *, seconds: float) -> None:
    """Cancel *tasks* once and give them *seconds* to finish their step."""
    ask_to_end(tasks)
    await _waited(tasks, seconds=seconds)


async def _waited(tasks: Sequence[asyncio.Task[None]], *, seconds: float) -> None:
    _, left = await asyncio.wait(tasks, timeout=seconds)
    for task in left:
        task.cancel()
    if left:
        log.warning("step_left_unfinished", count=len(left))


def _nobody() -> None:
    """Wake nobody."""


def make_worker(
    settings: ServiceSettings,
    tables: MessagingTables,
    readers: Sequence[Reader[W]],
    make_work: Callable[[AsyncConnection], W],
    *,
    after_commit: Callable[[], None] = lambda: None,
    tells: bool = True,
    readers_tell: bool = True,
) -> Worker[W]:
    """Build the worker of one service; nothing connects before `run`. *after_commit* follows its readers' commits.

    Where the service *tells* no facts, no relay runs beside its readers; where only its jobs do and no *readers_tell*
    any, what readers commit does not wake it.
    """
    # The consuming library is large: a process that only shows pages must not pay for it.
    from shared.messaging.consume import Consumers  # noqa: PLC0415 - see above.

    engine = make_engine(settings.worker_url, name=f"desk-{settings.service}-worker", size=12, by_index=True)
    publisher = Publisher(settings.amqp_url, name=f"{settings.service}-relay")
    relay = Relay(settings.service, engine, tables, publisher) if tells else None

    wake: Callable[[], None] = _nobody if relay is None else relay.wake

    def committed() -> None:
        if readers_tell:
            wake()
        after_commit()

    consumers = Consumers(
        readers,
        tables,
        Transactions(engine, lambda connection: (connection, make_work(connection)), after_commit=committed),
        amqp_url=settings.amqp_url,
        prefetch=settings.installation.prefetch,
    )
    return Worker(
        settings=settings,
        engine=engine,
        relay=relay,
        publisher=publisher,
        transactions=Transactions(engine, make_work, after_commit=wake),
        consumers=consumers,
    )
