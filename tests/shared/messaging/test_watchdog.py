import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.consume import Consumers
from shared.messaging.metrics import RESTARTS
from shared.messaging.reader import Reader
from shared.messaging.subscription import Subscription
from shared.messaging.watchdog import Patience, ReaderStuck
from tests.shared.messaging.conftest import TABLES, Broker, House, diligent, incoming, recorded
from tests.shared.messaging.proxy import proxy_to
from tests.shared.messaging.test_draining import Gate
from tests.waiting import until, until_ended

IMPATIENT = Patience(look_seconds=0.1, silent_seconds=0.3)
LOOKS_WHEN_ASKED = Patience(look_seconds=3_600)
A_WHILE = Patience().silent_seconds + 1
A_LONG_WHILE = Patience().hung_seconds + 1
PREFETCH = 10


@asynccontextmanager
async def running(
    house: House, amqp_url: str, reader: Reader[AsyncConnection], patience: Patience = IMPATIENT
) -> AsyncIterator[tuple[Consumers[AsyncConnection], asyncio.Task[None]]]:
    consumers = Consumers(
        [reader],
        TABLES,
        house.transactions,
        amqp_url=amqp_url,
        prefetch=PREFETCH,
        retry_poll_seconds=0.05,
        patience=patience,
    )
    task = asyncio.create_task(consumers.run())
    try:
        await until(consumers.consuming.is_set)
        yield consumers, task
    finally:
        with suppress(ExceptionGroup):
            await until_ended(task)


def subscription_of(consumers: Consumers[AsyncConnection]) -> Subscription:
    (subscription,) = consumers._subscriptions.values()
    return subscription


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
    idle, paused = diligent("routing.test-idle"), diligent("routing.test-idle-paused")
    busy = Gate("routing.test-idle-busy")
    await house.pause(paused)
    async with broker.queue_of(idle), broker.queue_of(paused), broker.queue_of(busy.reader):
        await broker.send(paused, incoming(recorded()))
        # More than it is given at once: its queue is not empty, and it hears nothing.
        await broker.send(busy.reader, *(incoming(recorded()) for _ in range(2 * PREFETCH)))
        async with AsyncExitStack() as stack:
            for reader in (idle, paused, busy.reader):
                consumers, _ = await stack.enter_async_context(running(house, amqp_url, reader, LOOKS_WHEN_ASKED))
                if reader is busy.reader:
                    await until(lambda: subscription_of(consumers).in_flight == PREFETCH)  # noqa: B023 - waited for.
                subscription_of(consumers).heard_at -= A_WHILE
                await consumers._watchdog.look()
            busy.go_on.set()

    assert [restarts(reader) for reader in (idle, paused, busy.reader)] == [0, 0, 0]


async def test_a_reader_that_holds_deliveries_and_settles_none_ends_its_process(
    house: House, broker: Broker, amqp_url: str
) -> None:
    hung, facts = Gate("routing.test-hung"), [recorded() for _ in range(2)]
    async with broker.queue_of(hung.reader):
        await broker.send(hung.reader, *(incoming(fact) for fact in facts))
        async with running(house, amqp_url, hung.reader, LOOKS_WHEN_ASKED) as (consumers, _):
            await hung.entered.wait()
            one = subscription_of(consumers)
            await until(lambda: one.in_flight == len(facts))

            await consumers._watchdog.look()
            one.settled_at -= A_LONG_WHILE
            with pytest.raises(ReaderStuck):
                await consumers._watchdog.look()

            hung.go_on.set()
            await until(lambda: one.in_flight == 0)
            one.settled_at -= A_LONG_WHILE
            await consumers._watchdog.look()


async def test_a_reader_that_holds_for_its_database_does_not_count_as_hung(
    house: House, broker: Broker, amqp_url: str
) -> None:
    waiting = Gate("routing.test-holding")
    async with broker.queue_of(waiting.reader):
        await broker.send(waiting.reader, incoming(recorded()))
        async with running(house, amqp_url, waiting.reader, LOOKS_WHEN_ASKED) as (consumers, _):
            await waiting.entered.wait()
            one, (collector,) = subscription_of(consumers), consumers._collectors.values()
            one.settled_at -= A_LONG_WHILE

            collector.holding = True
            await consumers._watchdog.look()
            collector.holding = False
            await consumers._watchdog.look()
            waiting.go_on.set()


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
        async with running(house, through, reader, LOOKS_WHEN_ASKED) as (consumers, task):
            await proxy.cut()
            await broker.send(reader, incoming(fact))
            subscription_of(consumers).heard_at -= A_WHILE
            await consumers._watchdog.look()
            await proxy.open()
            await until(lambda: _done(house, [str(fact.id)]))

            assert not task.done()
    assert restarts(reader) == 0
