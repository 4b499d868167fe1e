"""Traps of receiving: what a default does to a failing message, and that ours does not (reliability: V3-V5, V14)."""

import asyncio
from contextlib import suppress
from typing import Any
from uuid import uuid4

import aio_pika
from aio_pika.abc import AbstractIncomingMessage
from faststream import AckPolicy
from faststream.rabbit import RabbitBroker, RabbitQueue
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.errors import Missing
from shared.events import CaseOpened, Recorded
from shared.messaging.consume import Consumers
from shared.messaging.reader import Reader
from shared.messaging.topology import DEAD, DEAD_QUEUE, queue_arguments
from tests.shared.messaging.conftest import TABLES, Broker, House, do, incoming, recorded
from tests.waiting import until, until_ended

QUORUM = {"x-queue-type": "quorum"}


class Body(BaseModel):
    """What an unsafe handler expects."""

    number: int


async def _count(broker: Broker, name: str) -> int:
    again = await broker.channel.declare_queue(name, passive=True)
    return again.declaration_result.message_count or 0


async def _receive_unsafely(
    url: str, name: str, deliveries: list[Any], *, enough: int, policy: AckPolicy | None = None
) -> None:
    """Let a FastStream subscriber fail on everything until it was called *enough* times."""
    unsafe = RabbitBroker(url, logger=None)
    chosen: dict[str, Any] = {} if policy is None else {"ack_policy": policy}

    @unsafe.subscriber(RabbitQueue(name, declare=False), **chosen)
    async def fail(body: Any) -> None:
        deliveries.append(body)
        raise Missing

    async with unsafe:
        await unsafe.start()
        await until(lambda: len(deliveries) >= enough)


async def test_v3_by_default_a_message_whose_handler_fails_is_gone(
    installation: dict[str, str], broker: Broker
) -> None:
    name, deliveries = f"test-v3-{uuid4()}", list[Any]()
    queue = await broker.channel.declare_queue(name, durable=True, arguments=dict(QUORUM))
    await broker.channel.default_exchange.publish(aio_pika.Message(b"1"), name)

    await _receive_unsafely(installation["DESK_AMQP_URL"], name, deliveries, enough=1)

    await until(lambda: _is_empty(broker, name))
    await queue.delete(if_unused=False, if_empty=False)


async def test_v3_by_default_a_message_that_does_not_fit_is_gone_and_no_handler_heard_of_it(
    installation: dict[str, str], broker: Broker
) -> None:
    name, called = f"test-v3-{uuid4()}", list[Body]()
    queue = await broker.channel.declare_queue(name, durable=True, arguments=dict(QUORUM))
    await broker.channel.default_exchange.publish(
        aio_pika.Message(b'{"number": "none"}', content_type="application/json"), name
    )
    unsafe = RabbitBroker(installation["DESK_AMQP_URL"], logger=None)

    @unsafe.subscriber(RabbitQueue(name, declare=False))
    async def hear(body: Body) -> None:
        called.append(body)

    async with unsafe:
        await unsafe.start()
        await until(lambda: _is_empty(broker, name))

    assert called == []
    await queue.delete(if_unused=False, if_empty=False)


async def _is_empty(broker: Broker, name: str) -> bool:
    return await _count(broker, name) == 0


def _failing(name: str, heard: list[str]) -> Reader[AsyncConnection]:
    reader: Reader[AsyncConnection] = Reader(name, purpose="試験用")

    @reader.hears(CaseOpened)
    async def when_a_case_is_opened_fail(fact: Recorded[CaseOpened], _work: AsyncConnection) -> None:
        heard.append(str(fact.id))
        raise Missing

    return reader


async def _consume(house: House, amqp_url: str, reader: Reader[AsyncConnection], ladder: tuple[float, ...]) -> Any:
    consumers = Consumers(
        [reader], TABLES, house.transactions, amqp_url=amqp_url, prefetch=10, ladder=ladder, retry_poll_seconds=0.05
    )
    return asyncio.create_task(consumers.run())


async def _end(task: asyncio.Task[None]) -> None:
    await until_ended(task)


async def test_v3_ours_keeps_what_fails_and_what_does_not_fit(house: House, broker: Broker, amqp_url: str) -> None:
    reader, fact = _failing("routing.test-v3", []), recorded()
    async with broker.queue_of(reader):
        await broker.send(reader, incoming(fact), incoming(recorded(), cloudEvents_subject="no uuid"))

        task = await _consume(house, amqp_url, reader, ladder=())
        await until(lambda: _parked(house, 2))
        await _end(task)

    rows = await house.rows("SELECT error_class FROM routing.delivery_issue ORDER BY 1")
    assert [row["error_class"] for row in rows] == ["Missing", "Unreadable"]


async def _parked(house: House, count: int) -> bool:
    return len(await house.rows("SELECT 1 FROM routing.delivery_issue WHERE state = 'parked'")) == count


async def test_v4_negative_acks_bring_one_message_again_and_again_without_a_pause(
    installation: dict[str, str], broker: Broker
) -> None:
    name, deliveries = f"test-v4-{uuid4()}", list[Any]()
    queue = await broker.channel.declare_queue(name, durable=True, arguments=dict(QUORUM))
    await broker.channel.default_exchange.publish(aio_pika.Message(b"1"), name)

    # Hundreds of deliveries of one message, and no end: the wait ends only because enough were seen.
    await _receive_unsafely(installation["DESK_AMQP_URL"], name, deliveries, enough=300, policy=AckPolicy.NACK_ON_ERROR)

    assert await _count(broker, name) == 1
    await queue.delete(if_unused=False, if_empty=False)


async def test_v4_ours_takes_it_once_and_waits_for_the_ladder(house: House, broker: Broker, amqp_url: str) -> None:
    heard: list[str] = []
    reader, fact = _failing("routing.test-v4", heard), recorded()
    async with broker.queue_of(reader) as queue:
        await broker.send(reader, incoming(fact))

        task = await _consume(house, amqp_url, reader, ladder=(3600,))
        await until(lambda: _is_recorded(house))
        await until(lambda: _is_empty(broker, queue.name))
        await _end(task)

    # Alone in its batch it was tried once, and then written down.
    assert heard == [str(fact.id)]


async def _is_recorded(house: House) -> bool:
    return bool(await house.rows("SELECT 1 FROM routing.delivery_issue WHERE state = 'retrying'"))


async def _reject_until_gone(broker: Broker, name: str, *, expected: int = 3) -> int:
    """Give the message back until the broker has enough of it; return how often it came."""
    deliveries = 0
    came: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
    queue = await broker.channel.get_queue(name, ensure=False)
    tag = await queue.consume(came.put)
    while True:
        try:
            message = await asyncio.wait_for(came.get(), 20 if deliveries < expected else 1)
        except TimeoutError:
            break
        deliveries += 1
        await message.nack(requeue=True)
    await queue.cancel(tag)
    return deliveries


async def test_v5_a_delivery_limit_without_a_net_below_drops_the_message(broker: Broker) -> None:
    name = f"test-v5-{uuid4()}"
    queue = await broker.channel.declare_queue(name, durable=True, arguments=QUORUM | {"x-delivery-limit": 2})
    await broker.channel.default_exchange.publish(aio_pika.Message(b"1"), name)

    deliveries = await _reject_until_gone(broker, name)

    assert deliveries == 3
    assert await _count(broker, name) == 0
    await queue.delete(if_unused=False, if_empty=False)


async def test_v5_under_ours_there_is_a_net_that_keeps_it(broker: Broker, installation: dict[str, str]) -> None:
    name = f"routing.test-v5-{uuid4()}"
    queue = await broker.channel.declare_queue(
        name, durable=True, arguments=queue_arguments("routing.test-v5") | {"x-delivery-limit": 2}
    )
    net = await broker.channel.declare_queue(exclusive=True)
    await net.bind(DEAD)
    await broker.channel.default_exchange.publish(aio_pika.Message(b"1", message_id=name), name)

    await _reject_until_gone(broker, name)

    async def caught() -> bool:
        message = await net.get(fail=False)
        return message is not None and message.message_id == name

    await until(caught)
    await queue.delete(if_unused=False, if_empty=False)
    await (await broker.channel.get_queue(DEAD_QUEUE, ensure=False)).purge()


async def test_v14_in_a_queue_a_short_wait_stands_behind_a_long_one(broker: Broker) -> None:
    due = await broker.channel.declare_queue(exclusive=True)
    ladder = await broker.channel.declare_queue(
        exclusive=True, arguments={"x-dead-letter-exchange": "", "x-dead-letter-routing-key": due.name}
    )
    for body, seconds in ((b"long", 3600), (b"short", 0)):
        await broker.channel.default_exchange.publish(aio_pika.Message(body, expiration=seconds), ladder.name)
    arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
    await due.consume(arrived.put, no_ack=True)

    with suppress(TimeoutError):
        await asyncio.wait_for(arrived.get(), 0.5)

    assert (await _count(broker, ladder.name), arrived.qsize()) == (2, 0)


async def test_v14_ours_tries_the_one_that_is_due_whatever_waits_before_it(
    house: House, broker: Broker, amqp_url: str
) -> None:
    slow, quick = recorded(), recorded()
    reader: Reader[AsyncConnection] = Reader("routing.test-v14", purpose="試験用")
    failed: set[str] = set()

    @reader.hears(CaseOpened)
    async def when_a_case_is_opened_fail_the_first_time(fact: Recorded[CaseOpened], work: AsyncConnection) -> None:
        if str(fact.id) not in failed:
            failed.add(str(fact.id))
            raise Missing
        await do(work, fact.id)

    async with broker.queue_of(reader):
        task = await _consume(house, amqp_url, reader, ladder=(3600,))
        await broker.send(reader, incoming(slow))
        await until(lambda: _waits(house, 1))
        await broker.send(reader, incoming(quick))
        await until(lambda: _waits(house, 2))
        async with house.engine.begin() as connection:
            await connection.execute(
                TABLES.delivery_issue.update()
                .where(TABLES.delivery_issue.c.event_id == quick.id)
                .values(next_at=TABLES.delivery_issue.c.first_at)
            )

        await until(lambda: _has_done(house, [str(quick.id)]))
        await _end(task)


async def _waits(house: House, count: int) -> bool:
    return len(await house.rows("SELECT 1 FROM routing.delivery_issue WHERE state = 'retrying'")) == count


async def _has_done(house: House, expected: list[str]) -> bool:
    return await house.done() == expected
