"""One reader's consumer at the broker: begun and cancelled as often as needed, its deliveries counted."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog
from aio_pika import IncomingMessage
from faststream import AckPolicy
from faststream.rabbit import Channel, RabbitBroker, RabbitMessage, RabbitQueue

from shared.ending import ASK_BROKER_SECONDS
from shared.failpoints import Failpoint, reached
from shared.messaging.issues import Incoming
from shared.messaging.metrics import CONSUMING
from shared.messaging.publisher import BROKER_ERRORS
from shared.messaging.topology import ReaderQueue

log = structlog.get_logger()
Settle = Callable[[Incoming], Awaitable[None]]
# The client hands a delivery on through two tasks; what arrived before the broker's answer is in hand after these.
TURNS = 4


class Subscription:
    """Receives for one reader; `settle` returns after the COMMIT of what it was given, then it is acknowledged."""

    def __init__(self, broker: RabbitBroker, declaration: ReaderQueue, settle: Settle, *, prefetch: int) -> None:
        """Subscribe at *broker*, with at most *prefetch* deliveries in flight; nothing is received before `begin`."""
        self.reader = declaration.reader
        self.queue = declaration.queue
        self.heard_at = self.settled_at = time.monotonic()
        self.in_flight = 0
        # Whether the last wish to begin came to nothing.
        self.unanswered = False
        self._prefetch = prefetch
        self._settle = settle
        self._asking = asyncio.Lock()
        self._idle = asyncio.Event()
        self._idle.set()
        self._subscriber = broker.subscriber(
            RabbitQueue(self.queue, declare=False),
            channel=Channel(prefetch_count=prefetch, on_return_raises=True),
            ack_policy=AckPolicy.MANUAL,
            no_reply=True,
            parser=_as_it_came,
            decoder=_itself,
            title=self.reader,
            description=declaration.purpose,
        )
        self._subscriber(self._receive)

    @property
    def is_consuming(self) -> bool:
        """Tell whether the broker was asked for deliveries and not asked to stop."""
        return self._subscriber._consumer_tag is not None  # noqa: SLF001 - the tag has no public name.

    @property
    def has_room(self) -> bool:
        """Tell whether the broker may send one more delivery."""
        return self.in_flight < self._prefetch

    def has_reason(self) -> None:
        """Count from now how long nothing of what is in flight was settled: there was a reason for it."""
        self.settled_at = time.monotonic()

    def is_heard(self) -> None:
        """Count from now how long nothing has come."""
        self.heard_at = time.monotonic()

    async def begin(self) -> None:
        """Ask the broker for deliveries unless that was done; raise one of BROKER_ERRORS when it does not answer."""
        async with self._asking:
            if not self.is_consuming:
                await self._begin()

    async def cancel(self) -> bool:
        """Ask for no more and return whether the broker said yes; deliveries under way are taken and finished."""
        async with self._asking:
            return await self._cancel()

    async def begin_anew(self) -> bool:
        """Cancel and begin again, and return whether the broker answered to both."""
        async with self._asking:
            if not await self._cancel():
                return False
            try:
                await self._begin()
            except BROKER_ERRORS as error:
                log.info("begin_unanswered", reader=self.reader, error_class=type(error).__name__)
                return False
            return True

    async def _begin(self) -> None:
        self.unanswered = True
        async with asyncio.timeout(ASK_BROKER_SECONDS):
            await self._subscriber.start()
        self.unanswered = False
        self.is_heard()
        CONSUMING.labels(reader=self.reader).set(1)

    async def _cancel(self) -> bool:
        # FastStream's own stop waits first and cancels afterwards: what arrives in between it lets fall, and the
        # broker counts one more delivery of each (trap V8).
        queue, tag = self._subscriber._queue_obj, self._subscriber._consumer_tag  # noqa: SLF001 - see `is_consuming`.
        self._subscriber._consumer_tag = None  # noqa: SLF001 - or FastStream would cancel it again.
        CONSUMING.labels(reader=self.reader).set(0)
        if queue is None or tag is None:
            return True
        try:
            async with asyncio.timeout(ASK_BROKER_SECONDS):
                await queue.cancel(tag)
        except BROKER_ERRORS as error:
            log.info("cancel_unanswered", reader=self.reader, error_class=type(error).__name__)
            return False
        for _ in range(TURNS):
            await asyncio.sleep(0)
        return True

    async def idle(self) -> None:
        """Return as soon as nothing is in flight."""
        await self._idle.wait()

    async def _receive(self, message: IncomingMessage) -> None:
        self.heard_at = time.monotonic()
        if self.in_flight == 0:
            self.settled_at = self.heard_at
        self.in_flight += 1
        self._idle.clear()
        try:
            await self._settle(Incoming(headers=message.headers, body=message.body))
            await self._acknowledge(message)
        finally:
            self.settled_at = time.monotonic()
            self.in_flight -= 1
            if self.in_flight == 0:
                self._idle.set()

    async def _acknowledge(self, message: IncomingMessage) -> None:
        try:
            # Written in the order of the channel, and not waited for: each wait would cost a turn of the loop and
            # prove nothing, because the broker does not answer an acknowledgement.
            await message.channel.basic_ack(message.delivery_tag or 0, wait=False)
        except BROKER_ERRORS as error:
            # The channel died in between: the broker sends a second copy, which `handled` recognises.
            log.info("ack_failed", reader=self.reader, error_class=type(error).__name__)
        reached(Failpoint.COLLECTOR_ACKED)


async def _as_it_came(message: IncomingMessage) -> RabbitMessage:
    # Ids the message does not carry are not made up: nobody reads them, and random ones cost time.
    return RabbitMessage(
        raw_message=message,
        body=message.body,
        headers=message.headers,
        message_id=message.message_id or "-",
        correlation_id=message.correlation_id or "-",
    )


async def _itself(message: RabbitMessage) -> IncomingMessage:
    # The body stays bytes: what cannot be read must reach the collector, which parks it where a person sees it.
    return message.raw_message
