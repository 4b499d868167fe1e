import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aio_pika
from aio_pika.abc import AbstractQueue
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.errors import Missing
from shared.events import CaseOpened, Fact, Recorded
from shared.messaging.consume import Consumers
from shared.messaging.issues import Incoming
from shared.messaging.reader import Reader
from tests.shared.messaging.conftest import TABLES, Broker, House, diligent, do, incoming, recorded
from tests.shared.messaging.proxy import proxy_to
from tests.waiting import until, until_ended


@asynccontextmanager
async def consuming(
    house: House, amqp_url: str, *readers: Reader[AsyncConnection], prefetch: int = 10
) -> AsyncIterator[None]:
    consumers = Consumers(
        readers,
        TABLES,
        house.transactions,
        amqp_url=amqp_url,
        prefetch=prefetch,
        ladder=(0.05, 0.05),
        retry_poll_seconds=0.05,
    )
    task = asyncio.create_task(consumers.run())
    try:
        await until(consumers.consuming.is_set)
        yield
    finally:
        await until_ended(task)


async def is_empty(broker: Broker, queue: AbstractQueue) -> bool:
    """Say whether nothing waits or is out for an acknowledgement; the name survives a closed consumer."""
    again = await broker.channel.declare_queue(queue.name, passive=True)
    return again.declaration_result.message_count == 0


async def has_done(house: House, expected: list[str]) -> bool:
    return await house.done() == expected


async def test_what_a_queue_delivers_becomes_work_and_leaves_the_queue(
    house: House, broker: Broker, amqp_url: str
) -> None:
    reader, facts = diligent(), [recorded() for _ in range(30)]
    async with broker.queue_of(reader) as queue:
        await broker.send(reader, *map(incoming, facts), *map(incoming, facts))

        async with consuming(house, amqp_url, reader):
            await until(lambda: _handled(house, len(facts)))
            await until(lambda: is_empty(broker, queue))
        left = await queue.get(fail=False)

    assert sorted(await house.done()) == sorted(str(fact.id) for fact in facts)
    assert left is None


async def _handled(house: House, count: int) -> bool:
    return len(await house.rows("SELECT 1 FROM routing.handled")) == count


async def test_a_message_nobody_acknowledged_comes_again_and_is_handled_once(
    house: House, broker: Broker, amqp_url: str
) -> None:
    entered, stuck = asyncio.Event(), asyncio.Event()
    reader: Reader[AsyncConnection] = Reader("routing.test-stuck", purpose="試験用")

    @reader.hears(CaseOpened)
    async def when_a_case_is_opened_get_stuck_once(fact: Recorded[CaseOpened], work: AsyncConnection) -> None:
        await do(work, fact.id)
        if not entered.is_set():
            entered.set()
            await stuck.wait()

    fact, url = recorded(), make_url(amqp_url)
    async with broker.queue_of(reader) as queue, proxy_to(url.host or "", url.port or 0) as proxy:
        await broker.send(reader, incoming(fact))
        through = url.set(port=proxy.port).render_as_string(hide_password=False)
        async with consuming(house, through, reader):
            await entered.wait()
            # The connection breaks between the receipt and the commit: the ack of the first copy goes nowhere.
            await proxy.cut()
            stuck.set()
            await until(lambda: has_done(house, [str(fact.id)]))
            await proxy.open()
            second = recorded()
            await broker.send(reader, incoming(second))
            await until(lambda: has_done(house, [str(fact.id), str(second.id)]))
            await until(lambda: is_empty(broker, queue))

    assert await house.rows("SELECT 1 FROM routing.delivery_issue") == []


async def test_a_failed_delivery_is_tried_again_from_the_database_without_the_broker(
    house: House, broker: Broker, amqp_url: str
) -> None:
    failures = [Missing(), Missing()]
    reader: Reader[AsyncConnection] = Reader("routing.test-retry", purpose="試験用")

    @reader.hears(CaseOpened)
    async def when_a_case_is_opened_fail_twice(fact: Recorded[CaseOpened], work: AsyncConnection) -> None:
        if failures:
            raise failures.pop()
        await do(work, fact.id)

    fact = recorded()
    async with broker.queue_of(reader) as queue:
        await broker.send(reader, incoming(fact))
        async with consuming(house, amqp_url, reader):
            await until(lambda: has_done(house, [str(fact.id)]))
        left = await queue.get(fail=False)

    issue = await house.issue()
    assert left is None
    assert (issue["state"], issue["attempt"]) == ("resolved", 2)


async def test_rubbish_put_on_a_queue_by_hand_is_parked_and_its_neighbours_go_on(
    house: House, broker: Broker, amqp_url: str
) -> None:
    reader, before, after = diligent(), recorded(), recorded()
    async with broker.queue_of(reader) as queue:
        await broker.send(
            reader,
            incoming(before),
            Incoming(headers={}, body=b"not JSON \x00\xff"),
            Incoming(headers={"cloudEvents_type": "nul\x00", "n": 1, "list": [1, {"a": bytearray(b"\xff")}]}, body=b""),
            incoming(recorded(), cloudEvents_id="x"),
        )
        await broker.channel.default_exchange.publish(
            aio_pika.Message(
                b"\x1f\x8b",
                content_type="application/json; charset=x",
                content_encoding="gzip",
                correlation_id="",
                reply_to="amq.gen-nobody",
                expiration=None,
                priority=9,
            ),
            queue.name,
        )
        await broker.send(reader, Incoming(headers={}, body=b"{" * 1_000_000), incoming(after))

        async with consuming(house, amqp_url, reader):
            await until(lambda: has_done(house, [str(before.id), str(after.id)]))
            await until(lambda: is_empty(broker, queue))
        left = await queue.get(fail=False)

    rows = await house.rows("SELECT state, length(body) AS size FROM routing.delivery_issue ORDER BY 2")
    assert {row["state"] for row in rows} == {"parked"}
    assert [row["size"] for row in rows][-1] == 1_000_000
    assert len(rows) == 5
    assert left is None


async def test_consumers_wait_for_a_broker_that_is_not_there_yet(house: House, broker: Broker, amqp_url: str) -> None:
    reader, fact, url = diligent(), recorded(), make_url(amqp_url)
    async with broker.queue_of(reader), proxy_to(url.host or "", url.port or 0) as proxy:
        await proxy.cut()
        through = url.set(port=proxy.port).render_as_string(hide_password=False)
        waiting = asyncio.create_task(_consume_one(house, through, reader, fact))
        await broker.send(reader, incoming(fact))
        await proxy.open()

        await waiting

    assert await house.done() == [str(fact.id)]


async def _consume_one(house: House, url: str, reader: Reader[AsyncConnection], fact: Recorded[Fact]) -> None:
    async with consuming(house, url, reader):
        await until(lambda: has_done(house, [str(fact.id)]))


async def test_a_paused_reader_takes_neither_messages_nor_retries_until_it_is_resumed(
    house: House, broker: Broker, amqp_url: str
) -> None:
    reader, neighbour = diligent("routing.test-paused"), diligent("routing.test-neighbour")
    sent, owed, other = recorded(), recorded(), recorded()
    await house.pause(reader)
    await house.owe(reader, owed)
    async with broker.queue_of(reader) as queue, broker.queue_of(neighbour):
        await broker.send(reader, incoming(sent))
        await broker.send(neighbour, incoming(other))
        async with consuming(house, amqp_url, reader, neighbour):
            await until(lambda: has_done(house, [str(other.id)]))
            assert await consumers_of(broker, queue) == 0

            await house.resume(reader)
            await until(lambda: _handled(house, 3))

    assert sorted(await house.done()) == sorted(str(fact.id) for fact in (sent, owed, other))


async def consumers_of(broker: Broker, queue: AbstractQueue) -> int:
    again = await broker.channel.declare_queue(queue.name, passive=True)
    return again.declaration_result.consumer_count or 0


async def _nobody_consumes(broker: Broker, queue: AbstractQueue) -> bool:
    return await consumers_of(broker, queue) == 0


async def test_a_reader_that_is_paused_while_it_runs_leaves_its_queue_as_it_is(
    house: House, broker: Broker, amqp_url: str
) -> None:
    reader, before, after = diligent("routing.test-paused-later"), recorded(), recorded()
    async with broker.queue_of(reader) as queue:
        async with consuming(house, amqp_url, reader):
            await broker.send(reader, incoming(before))
            await until(lambda: has_done(house, [str(before.id)]))

            await house.pause(reader)
            await until(lambda: _nobody_consumes(broker, queue))
            await broker.send(reader, incoming(after))
        left = await queue.get()
        await left.ack()

    assert left.headers["cloudEvents_id"] == str(after.id)
    assert not left.redelivered
    assert await house.done() == [str(before.id)]
