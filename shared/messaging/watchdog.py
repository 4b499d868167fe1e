"""Notice a reader that hears nothing although its queue is not empty, start it anew, and give up where that fails.

A connection can be half-open, or restored without its consumer: then everything looks well and nothing comes. And a
reader that holds deliveries and settles none of them is given up at once: to be asked anew does not help it.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import aio_pika
import structlog

from shared.errors import Temporary
from shared.messaging.metrics import RESTARTS
from shared.messaging.publisher import BROKER_ERRORS
from shared.messaging.subscription import Subscription

log = structlog.get_logger()
ASK_SECONDS = 10.0


class ReaderStuck(Temporary):
    """A reader hears or settles nothing, and starting it anew does not help; only a new process will."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often to look, how long a reader may hear nothing while messages wait, and settle nothing of what it holds.

    A batch takes seconds, and each of its statements is cut off by the database.
    """

    look_seconds: float = 30.0
    silent_seconds: float = 90.0
    hung_seconds: float = 300.0


class Watchdog:
    """Looks at the queues of silent readers on a connection of its own."""

    def __init__(self, watched: Callable[[], Iterable[Subscription]], amqp_url: str, patience: Patience) -> None:
        """Look after those *watched* returns: the readers that ought to receive now."""
        self._watched = watched
        self._url = amqp_url
        self._patience = patience
        self._begun_anew: dict[str, float] = {}

    async def run(self) -> None:
        """Look until cancelled; raise ReaderStuck when a reader was started anew and still hears nothing."""
        while True:
            await asyncio.sleep(self._patience.look_seconds)
            await self.look()

    async def look(self) -> None:
        """Start every reader anew that is silent before a queue that is not empty; raise ReaderStuck for a hung one."""
        watched = list(self._watched())
        for one in watched:
            if one.in_flight and time.monotonic() - one.settled_at > self._patience.hung_seconds:
                log.error("reader_stuck", reader=one.reader, in_flight=one.in_flight)
                raise ReaderStuck(one.reader)
        silent = [one for one in watched if self._is_silent(one)]
        if not silent:
            return
        try:
            depths = await self._depths(silent)
        except BROKER_ERRORS as error:
            # The broker itself does not answer: that is no fault of the reader.
            log.info("watchdog_sees_nothing", error_class=type(error).__name__)
            return
        for one in silent:
            if depths[one.queue] and self._is_silent(one):
                await self._begin_anew(one, depths[one.queue])

    def _is_silent(self, one: Subscription) -> bool:
        return one.has_room and time.monotonic() - one.heard_at > self._patience.silent_seconds

    async def _depths(self, silent: Iterable[Subscription]) -> dict[str, int]:
        async with asyncio.timeout(ASK_SECONDS):
            # A new connection each time: it proves that the broker can be reached now.
            connection = await aio_pika.connect(self._url, client_properties={"connection_name": "desk-watchdog"})
            async with connection, connection.channel() as channel:
                found = [await channel.declare_queue(one.queue, passive=True) for one in silent]
        return {queue.name: queue.declaration_result.message_count or 0 for queue in found}

    async def _begin_anew(self, one: Subscription, waiting: int) -> None:
        # `begin` counts as hearing; whoever has heard nothing since then was not helped by it.
        if self._begun_anew.get(one.reader) == one.heard_at:
            log.error("reader_stuck", reader=one.reader, waiting=waiting)
            raise ReaderStuck(one.reader)
        log.warning("reader_restarts", reader=one.reader, waiting=waiting)
        RESTARTS.labels(reader=one.reader).inc()
        if not await one.begin_anew():
            # On another connection the broker has just answered: this one is dead and does not know it.
            log.error("reader_stuck", reader=one.reader, waiting=waiting)
            raise ReaderStuck(one.reader)
        self._begun_anew[one.reader] = one.heard_at
