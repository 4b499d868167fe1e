"""Traps of publishing: what a default does to a message, and that ours does not (reliability: V1, V2, V15)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import aio_pika
import pytest
from aio_pika.abc import AbstractQueue
from aio_pika.exceptions import DeliveryError, PublishError
from faststream.rabbit import RabbitBroker
from sqlalchemy import text

from shared.messaging.publisher import Publisher
from shared.messaging.relay import Relay
from shared.messaging.topology import REPLAY, queue_arguments
from shared.messaging.wire import to_wire
from tests.shared.messaging.conftest import TABLES, Broker, House, diligent, recorded
from tests.waiting import until

NOWHERE = "test.nobody-listens"


@asynccontextmanager
async def ours(amqp_url: str) -> AsyncIterator[Publisher]:
    publisher = Publisher(amqp_url, name="test-traps")
    try:
        yield publisher
    finally:
        await publisher.close()


async def test_v1_by_default_a_publish_to_nobody_succeeds_and_the_message_is_gone(
    installation: dict[str, str],
) -> None:
    async with RabbitBroker(installation["DESK_AMQP_URL"], logger=None) as unsafe:
        told = await unsafe.publish(b"{}", NOWHERE)

    assert type(told).__name__ == "DeliveredMessage"


async def test_v1_by_default_a_message_does_not_survive_a_restart_of_the_broker(
    installation: dict[str, str], broker: Broker
) -> None:
    queue = await broker.channel.declare_queue(exclusive=True)
    async with RabbitBroker(installation["DESK_AMQP_URL"], logger=None) as unsafe:
        await unsafe.publish(b"{}", queue.name)

    message = await queue.get()
    assert message.delivery_mode == aio_pika.DeliveryMode.NOT_PERSISTENT


async def test_v1_ours_says_that_nobody_is_bound(amqp_url: str) -> None:
    async with ours(amqp_url) as publisher:
        routed = await publisher.publish(to_wire(recorded()), target=NOWHERE)

    assert routed is False


async def test_v1_ours_is_persistent(house: House, broker: Broker, amqp_url: str) -> None:
    reader = diligent()
    async with broker.queue_of(reader) as queue, ours(amqp_url) as publisher:
        await publisher.publish(to_wire(recorded()), target=reader.name)

        message = await queue.get()
        await message.ack()

    assert message.delivery_mode == aio_pika.DeliveryMode.PERSISTENT


async def test_v2_one_id_twice_in_flight_takes_the_confirm_of_the_one_for_the_other(
    installation: dict[str, str], broker: Broker
) -> None:
    queue = await broker.channel.declare_queue(exclusive=True)
    connection = await aio_pika.connect(installation["DESK_AMQP_URL"])
    async with connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        message = aio_pika.Message(b"{}", message_id=str(uuid4()))

        lost, routed = await asyncio.gather(
            channel.default_exchange.publish(message, NOWHERE, mandatory=True),
            channel.default_exchange.publish(message, queue.name, mandatory=True),
            return_exceptions=True,
        )

    # The one that went nowhere is reported as delivered, the one that arrived as failed.
    assert not isinstance(lost, BaseException)
    assert isinstance(routed, PublishError)


async def test_v2_ours_never_has_one_fact_twice_in_flight(house: House, broker: Broker, amqp_url: str) -> None:
    fact, reader = recorded(), diligent()
    await house.tell(fact)
    async with house.admin.begin() as connection:
        for target in (NOWHERE, reader.name):
            await connection.execute(
                text(
                    "INSERT INTO routing.outbox (event_id, shard, target)"
                    " SELECT event_id, shard, :target FROM routing.outbox LIMIT 1"
                ),
                {"target": target},
            )

    async with broker.queue_of(reader) as queue, ours(amqp_url) as publisher:
        relay = Relay("routing", house.engine, TABLES, publisher)

        async def only_the_lost_one_waits() -> bool:
            await relay.relay_once()
            left = await house.rows("SELECT target FROM routing.outbox")
            return [row["target"] for row in left] == [NOWHERE]

        await until(only_the_lost_one_waits)
        arrived = await queue.get()
        await arrived.ack()

    assert arrived.message_id == str(fact.id)


async def _queue(broker: Broker, name: str, **arguments: object) -> AbstractQueue:
    queue = await broker.channel.declare_queue(name, durable=True, arguments=queue_arguments(name) | arguments)
    await queue.bind(REPLAY, "test.both")
    return queue


async def test_v15_one_full_queue_blocks_everybody_who_is_bound_to_the_same_exchange(
    installation: dict[str, str], broker: Broker
) -> None:
    full = await _queue(broker, "routing.test-full.v1", **{"x-max-length": 1})
    free = await _queue(broker, "routing.test-free.v1")
    try:
        exchange = await broker.channel.get_exchange(REPLAY, ensure=False)

        async def fill() -> None:
            # The limit is approximate, so the first few may still be taken.
            for _ in range(20):
                await exchange.publish(aio_pika.Message(b"{}"), "test.both", mandatory=True)

        with pytest.raises(DeliveryError):
            await fill()
    finally:
        for queue in (full, free):
            await queue.delete(if_unused=False, if_empty=False)


def test_v15_no_queue_of_ours_has_a_length_at_which_it_blocks_the_others() -> None:
    assert "x-max-length" not in queue_arguments("routing.cases")
