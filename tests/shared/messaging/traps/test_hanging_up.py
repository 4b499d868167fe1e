"""Traps of a broker that blocks or hangs up: who shares a connection, and who is lost (reliability: V7, V10)."""

import asyncio

import aio_pika
import pytest
from aio_pika.abc import AbstractIncomingMessage
from sqlalchemy import make_url

from deploy.local.engines import Engines
from shared.messaging.publisher import Publisher
from shared.messaging.relay import Relay
from shared.messaging.wire import to_wire
from tests.broker_control import control
from tests.shared.messaging.conftest import TABLES, Broker, House, diligent, incoming, recorded
from tests.shared.messaging.test_consume import consuming
from tests.shared.messaging.test_relay import running
from tests.waiting import until

PREFETCH = 2


async def _handled(house: House, count: int) -> bool:
    return len(await house.done()) == count


async def test_v7_who_publishes_on_the_connection_it_consumes_from_stands_still_while_a_neighbour_goes_on(
    installation: dict[str, str], house: House, broker: Broker, engines: Engines
) -> None:
    reader, shared, apart = diligent("routing.test-alarm"), list[str](), list[str]()
    async with broker.queue_of(reader) as queue:
        await broker.send(reader, *(incoming(recorded()) for _ in range(40)))
        control(engines, "set_vm_memory_high_watermark", "absolute", "1MB")
        try:
            unsafe = await aio_pika.connect(installation["DESK_AMQP_URL"])
            separate = await aio_pika.connect(installation["DESK_AMQP_URL"])
            channel = await unsafe.channel(publisher_confirms=False)
            await channel.set_qos(prefetch_count=PREFETCH)

            async def answer(message: AbstractIncomingMessage) -> None:
                await channel.default_exchange.publish(aio_pika.Message(b"{}"), "test.nobody")
                await message.ack()
                shared.append(str(message.message_id))

            await (await channel.get_queue(queue.name)).consume(answer)
            await until(lambda: len(shared) == PREFETCH)

            async def hear(message: AbstractIncomingMessage) -> None:
                await message.ack()
                apart.append(str(message.message_id))

            await (await (await separate.channel()).get_queue(queue.name)).consume(hear)
            await until(lambda: len(apart) == 40 - PREFETCH)
            stood_still = len(shared) == PREFETCH
        finally:
            control(engines, "set_vm_memory_high_watermark", "0.4")
        await asyncio.gather(unsafe.close(), separate.close())

    assert stood_still


async def test_v7_a_broker_out_of_memory_blocks_the_relay_and_not_the_readers(
    house: House, broker: Broker, amqp_url: str, engines: Engines
) -> None:
    reader, facts = diligent("routing.test-alarm"), [recorded() for _ in range(40)]
    publisher = Publisher(amqp_url, name="test-alarm", confirm_seconds=1)
    async with broker.queue_of(reader), consuming(house, amqp_url, reader, prefetch=2):
        await publisher.open()
        await house.pause(reader)
        await broker.send(reader, *map(incoming, facts))
        control(engines, "set_vm_memory_high_watermark", "absolute", "1MB")
        try:
            # A copy of one that is on its way: what was not confirmed in time may still arrive when the alarm is over.
            with pytest.raises(TimeoutError):
                await publisher.publish(to_wire(facts[0]), target=reader.name)

            await house.resume(reader)
            await until(lambda: _handled(house, len(facts)))
        finally:
            control(engines, "set_vm_memory_high_watermark", "0.4")
            await publisher.close()

    assert sorted(await house.done()) == sorted(str(fact.id) for fact in facts)


async def test_v10_connections_closed_under_load_lose_nothing_and_nothing_is_done_twice(
    house: House, broker: Broker, amqp_url: str, engines: Engines
) -> None:
    reader, facts = diligent("routing.test-closed"), [recorded() for _ in range(300)]
    publisher = Publisher(amqp_url, name="test-closed")
    async with broker.queue_of(reader) as queue, consuming(house, amqp_url, reader):
        await queue.bind("desk.events", "case.opened.v1")
        async with running(Relay("routing", house.engine, TABLES, publisher)):
            for number in range(3):
                await house.tell(*facts[number * 100 : number * 100 + 100])
                # All of the service's own: the relay's and the readers'.
                await asyncio.to_thread(
                    control, engines, "close_all_user_connections", make_url(amqp_url).username or "", "test"
                )
            await until(lambda: _handled(house, len(facts)), seconds=30)
    await publisher.close()

    assert sorted(await house.done()) == sorted(str(fact.id) for fact in facts)
    assert await house.waiting() == []
