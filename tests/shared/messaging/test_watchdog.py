import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.consume import Consumers
from shared.messaging.metrics import RESTARTS
from shared.messaging.reader import Reader
from shared.messaging.watchdog import Patience, ReaderStuck
from tests.shared.messaging.conftest import TABLES, Broker, House, diligent, incoming, recorded
from tests.shared.messaging.proxy import proxy_to
from tests.waiting import until

IMPATIENT = Patience(look_seconds=0.1, silent_seconds=0.3)


@asynccontextmanager
async def running(
    house: House, amqp_url: str, reader: Reader[AsyncConnection]
) -> AsyncIterator[tuple[Consumers[AsyncConnection], asyncio.Task[None]]]:
    consumers = Consumers(
        [reader],
        TABLES,
        house.transactions,
        amqp_url=amqp_url,
        prefetch=10,
        retry_poll_seconds=0.05,
        patience=IMPATIENT,
    )
    task = asyncio.create_task(consumers.run())
    try:
        await until(consumers.consuming.is_set)
        yield consumers, task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, ExceptionGroup):
            await task


def restarts(reader: Reader[AsyncConnection]) -> float:
    return float(RESTARTS.labels(reader=reader.name)._value.get())


async def test_a_reader_whose_consumer_was_lost_is_started_anew(house: House, broker: Broker, amqp_url: str) -> None:
    reader, fact = diligent("routing.test-lost"), recorded()
    async with broker.queue_of(reader), running(house, amqp_url, reader) as (consumers, _):
        await _lose_the_consumer(consumers)

        await broker.send(reader, incoming(fact))
        await until(lambda: _done(house, [str(fact.id)]))

    assert restarts(reader) == 1


async def _lose_the_consumer(consumers: Consumers[AsyncConnection]) -> None:
    """Cancel behind our back, as a broker does that restores a queue without its consumers."""
    (subscriber,) = consumers.broker.subscribers
    queue, tag = subscriber._queue_obj, subscriber._consumer_tag  # type: ignore[attr-defined]
    await queue.cancel(tag)


async def _done(house: House, expected: list[str]) -> bool:
    return await house.done() == expected


async def test_an_idle_a_paused_and_a_busy_reader_are_left_alone(house: House, broker: Broker, amqp_url: str) -> None:
    reader, paused = diligent("routing.test-idle"), diligent("routing.test-idle-paused")
    await house.pause(paused)
    async with broker.queue_of(reader), broker.queue_of(paused):
        await broker.send(paused, incoming(recorded()))
        async with running(house, amqp_url, reader), running(house, amqp_url, paused):
            await asyncio.sleep(1)

    assert (restarts(reader), restarts(paused), await house.done()) == (0, 0, [])


async def test_a_reader_on_a_half_open_connection_ends_its_process(house: House, broker: Broker, amqp_url: str) -> None:
    reader, url = diligent("routing.test-half-open"), make_url(amqp_url)
    async with broker.queue_of(reader), proxy_to(url.host or "", url.port or 0) as proxy:
        through = url.set(port=proxy.port).render_as_string(hide_password=False)
        async with running(house, through, reader) as (_, task):
            await proxy.strand()
            # As many as the broker trusts a reader with go into the void; the others wait.
            await broker.send(reader, *(incoming(recorded()) for _ in range(20)))

            with pytest.raises(ExceptionGroup) as found:
                await asyncio.wait_for(task, 30)

    assert found.group_contains(ReaderStuck)


async def test_while_the_broker_is_away_nobody_is_blamed(house: House, broker: Broker, amqp_url: str) -> None:
    reader, fact, url = diligent("routing.test-away"), recorded(), make_url(amqp_url)
    async with broker.queue_of(reader), proxy_to(url.host or "", url.port or 0) as proxy:
        through = url.set(port=proxy.port).render_as_string(hide_password=False)
        async with running(house, through, reader) as (_, task):
            await proxy.cut()
            await broker.send(reader, incoming(fact))
            await asyncio.sleep(1)
            await proxy.open()
            await until(lambda: _done(house, [str(fact.id)]))

            assert not task.done()
