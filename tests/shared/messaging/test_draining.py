"""What becomes of deliveries when a process is asked to end (reliability: V8, V9)."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import aio_pika
from aio_pika.abc import AbstractIncomingMessage, AbstractQueue
from faststream import AckPolicy
from faststream.rabbit import Channel, RabbitBroker, RabbitMessage, RabbitQueue
from sqlalchemy.ext.asyncio import AsyncConnection
from structlog.testing import capture_logs

from shared.events import CaseOpened, Recorded
from shared.messaging.consume import Consumers
from shared.messaging.reader import Reader
from tests.shared.messaging.conftest import TABLES, Broker, House, do, incoming, recorded
from tests.waiting import until, until_ended

PREFETCH = 3
SENT = 10


async def counts(broker: Broker, name: str) -> tuple[int, int]:
    """Return how many messages wait in a queue, not counting those out for an acknowledgement, and its consumers."""
    result = (await broker.channel.declare_queue(name, passive=True)).declaration_result
    return result.message_count or 0, result.consumer_count or 0


async def left_in(queue: AbstractQueue) -> list[AbstractIncomingMessage]:
    """Take everything that is left."""
    taken = []
    while (message := await queue.get(fail=False)) is not None:
        await message.ack()
        taken.append(message)
    return taken


def delivered_before(messages: Sequence[AbstractIncomingMessage]) -> list[Any]:
    """Return the broker's count of earlier deliveries of those that had any."""
    return [one.headers["x-delivery-count"] for one in messages if one.headers.get("x-delivery-count")]


class Gate:
    """A reader that waits inside of its work until it is let go."""

    def __init__(self, name: str) -> None:
        self.entered, self.go_on = asyncio.Event(), asyncio.Event()
        self.cancelled = 0
        self.reader: Reader[AsyncConnection] = Reader(name, purpose="試験用")
        self.reader.hears(CaseOpened)(self._wait)

    async def _wait(self, fact: Recorded[CaseOpened], work: AsyncConnection) -> None:
        self.entered.set()
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        await do(work, fact.id)


@asynccontextmanager
async def started(
    house: House, amqp_url: str, gate: Gate, *, drain_seconds: float = 20
) -> AsyncIterator[asyncio.Task[None]]:
    consumers = Consumers(
        [gate.reader],
        TABLES,
        house.transactions,
        amqp_url=amqp_url,
        prefetch=PREFETCH,
        retry_poll_seconds=0.05,
        drain_seconds=drain_seconds,
    )
    task = asyncio.create_task(consumers.run())
    try:
        await until(consumers.consuming.is_set)
        yield task
    finally:
        gate.go_on.set()
        await until_ended(task)


async def test_v8_a_drain_takes_nothing_more_and_finishes_what_is_in_hand(
    house: House, broker: Broker, amqp_url: str
) -> None:
    gate = Gate("routing.test-drain")
    async with broker.queue_of(gate.reader) as queue:
        await broker.send(gate.reader, *(incoming(recorded()) for _ in range(SENT)))
        async with started(house, amqp_url, gate) as running:
            await gate.entered.wait()
            await until(lambda: _counts_are(broker, queue.name, (SENT - PREFETCH, 1)))

            with capture_logs() as said:
                running.cancel()
                await until(lambda: {"event": "draining", "in_flight": PREFETCH, "log_level": "info"} in said)
            gate.go_on.set()
            await until(running.done)
        left = await left_in(queue)

    assert (len(await house.done()), len(left)) == (PREFETCH, SENT - PREFETCH)
    assert (gate.cancelled, delivered_before(left)) == (0, [])


async def _counts_are(broker: Broker, name: str, expected: tuple[int, int]) -> bool:
    return await counts(broker, name) == expected


async def test_v8_the_librarys_own_stop_lets_fall_what_arrives_meanwhile(
    installation: dict[str, str], broker: Broker
) -> None:
    name, gates = f"test-v8-{uuid4()}", [asyncio.Event() for _ in range(PREFETCH)]
    waiting = iter(gates)
    queue = await broker.channel.declare_queue(name, durable=True, arguments={"x-queue-type": "quorum"})
    for _ in range(SENT):
        await broker.channel.default_exchange.publish(aio_pika.Message(b"1"), name)
    unsafe = RabbitBroker(installation["DESK_AMQP_URL"], logger=None, graceful_timeout=15)

    @unsafe.subscriber(
        RabbitQueue(name, declare=False), channel=Channel(prefetch_count=PREFETCH), ack_policy=AckPolicy.MANUAL
    )
    async def hear(_body: Any, message: RabbitMessage) -> None:
        await next(waiting).wait()
        await message.ack()

    await unsafe.start()
    await until(lambda: _counts_are(broker, name, (SENT - PREFETCH, 1)))
    stopping = asyncio.create_task(unsafe.stop())
    gates[0].set()
    gates[1].set()
    # The window opens while the last handler is still at work: the broker sends two more, and nobody takes them.
    await until(lambda: _counts_are(broker, name, (SENT - PREFETCH - 2, 1)))
    gates[2].set()
    await stopping
    await until(lambda: _counts_are(broker, name, (SENT - PREFETCH, 0)))

    assert len(delivered_before(await left_in(queue))) >= 2
    await queue.delete(if_unused=False, if_empty=False)


async def test_v9_a_handler_longer_than_the_grace_is_rolled_back_and_its_message_comes_again(
    house: House, broker: Broker, amqp_url: str
) -> None:
    gate, fact = Gate("routing.test-long"), recorded()
    async with broker.queue_of(gate.reader) as queue:
        await broker.send(gate.reader, incoming(fact))
        async with started(house, amqp_url, gate, drain_seconds=0.05) as running:
            await gate.entered.wait()
            running.cancel()
            await until(running.done)
        assert (gate.cancelled, await house.done()) == (1, [])

        await until(lambda: _counts_are(broker, queue.name, (1, 0)))
        async with started(house, amqp_url, gate):
            await until(lambda: _done(house, 1))

    assert await house.done() == [str(fact.id)]


async def _done(house: House, count: int) -> bool:
    return len(await house.done()) == count


async def test_v9_the_librarys_stop_without_a_timeout_cancels_every_handler(
    installation: dict[str, str], broker: Broker
) -> None:
    name, entered, cancelled = f"test-v9-{uuid4()}", asyncio.Event(), list[str]()
    queue = await broker.channel.declare_queue(name, durable=True, arguments={"x-queue-type": "quorum"})
    await broker.channel.default_exchange.publish(aio_pika.Message(b"1"), name)
    unsafe = RabbitBroker(installation["DESK_AMQP_URL"], logger=None, graceful_timeout=None)

    @unsafe.subscriber(RabbitQueue(name, declare=False), ack_policy=AckPolicy.MANUAL)
    async def hear(body: Any) -> None:
        entered.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(str(body))
            raise

    await unsafe.start()
    await entered.wait()
    await unsafe.stop()

    await until(lambda: len(cancelled) == 1)
    await queue.delete(if_unused=False, if_empty=False)


async def test_a_retry_in_hand_is_finished_before_the_process_ends(house: House, broker: Broker, amqp_url: str) -> None:
    gate, fact = Gate("routing.test-drain-retry"), recorded()
    await house.owe(gate.reader, fact)
    async with broker.queue_of(gate.reader), started(house, amqp_url, gate) as running:
        await gate.entered.wait()
        running.cancel()
        await asyncio.sleep(0)
        gate.go_on.set()
        await until(running.done)

    assert (gate.cancelled, await house.done()) == (0, [str(fact.id)])
