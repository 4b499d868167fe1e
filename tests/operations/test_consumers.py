"""Dead letters on a real broker: innocents are handled after all, strangers are kept, and nothing is lost between."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel
from sqlalchemy import MetaData, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.operations.consumers import DeadLetters
from services.operations.domain.queues import House, WatchedReader
from services.operations.storage.work import work_on
from shared.database.engine import make_engine
from shared.database.errors import DatabaseAway
from shared.database.transactions import Transactions
from shared.events import Fact, ProposalReceived, Recorded
from shared.messaging.consume import Consumers
from shared.messaging.reader import Reader
from shared.messaging.tables import messaging_tables
from shared.messaging.topology import DEAD, DEAD_QUEUE, queue_arguments
from shared.messaging.wire import to_wire
from shared.settings import ServiceSettings
from tests.kept_engines import kept_engine
from tests.operations.conftest import proposal_received
from tests.waiting import until, until_ended

NAME, QUEUE = "routing.test-innocent", "routing.test-innocent.v1"
ROUTING = messaging_tables(MetaData(schema="routing"))
LIMIT = 2


@dataclass(kw_only=True)
class Net:
    """A reader's queue that gives up soon, the net below it, and the collector that empties the net."""

    admin: AsyncEngine
    amqp_url: str
    channel: AbstractChannel
    collector: DeadLetters
    handled: list[str] = field(default_factory=list)

    async def send(self, *facts: Recorded[Fact]) -> None:
        """Put facts into the reader's queue."""
        for fact in facts:
            wire = to_wire(fact)
            await self.channel.default_exchange.publish(
                aio_pika.Message(wire.body, headers=dict(wire.headers), delivery_mode=2), QUEUE
            )

    async def drop(self, body: bytes, key: str, **headers: Any) -> None:
        """Let a message fall into the net as if a queue had given it up."""
        exchange = await self.channel.get_exchange(DEAD, ensure=False)
        await exchange.publish(aio_pika.Message(body, headers=headers, delivery_mode=2), key)

    async def drop_fact(self, fact: Recorded[Fact]) -> None:
        """Let a fact meant for the reader fall into the net."""
        wire = to_wire(fact)
        await self.drop(wire.body, NAME, **dict(wire.headers))

    async def lies_there(self) -> int:
        """Return how many letters lie in the net."""
        return (await self.channel.declare_queue(DEAD_QUEUE, passive=True)).declaration_result.message_count or 0

    async def crash_once(self, prefetch: int) -> None:
        """Take messages and die without a word, as a killed process does."""
        connection = await aio_pika.connect(self.amqp_url)
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=prefetch)
        taken: asyncio.Queue[object] = asyncio.Queue()
        await (await channel.get_queue(QUEUE, ensure=False)).consume(taken.put)
        for _ in range(prefetch):
            await asyncio.wait_for(taken.get(), 10)
        await connection.close()

    async def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Look at the database."""
        async with self.admin.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(statement))]

    async def states(self) -> list[tuple[str, int]]:
        """Return state and attempts of each failed delivery."""
        found = await self.rows("SELECT state, attempt FROM routing.delivery_issue ORDER BY state, attempt")
        return [(row[0], row[1]) for row in found]


@pytest.fixture
async def net(clean: None, admin: AsyncEngine, house: House, installation: Mapping[str, str]) -> AsyncIterator[Net]:
    """An empty net."""
    reader = WatchedReader(reader=NAME, queue=QUEUE, purpose="試験", heard=(("proposal.received.v1", "intake"),))
    engine = kept_engine(ServiceSettings("operations").worker_url, name="test-dead-letters")
    connection = await aio_pika.connect(installation["DESK_AMQP_URL"])
    collector = DeadLetters(
        Transactions(engine, work_on(replace(house, readers=(*house.readers, reader)))),
        amqp_url=ServiceSettings("operations").amqp_url,
        poll_seconds=0.1,
    )
    async with connection, connection.channel() as channel:
        await (await channel.get_queue(DEAD_QUEUE)).purge()
        await channel.declare_queue(QUEUE, durable=True, arguments=queue_arguments(NAME) | {"x-delivery-limit": LIMIT})
        yield Net(admin=admin, amqp_url=installation["DESK_AMQP_URL"], channel=channel, collector=collector)
        await channel.queue_delete(QUEUE)
        await (await channel.get_queue(DEAD_QUEUE)).purge()
    await collector._line.close()


@pytest.fixture
async def reading(net: Net) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Start the reader when called."""
    settings = ServiceSettings("routing")
    engine = kept_engine(settings.worker_url, name="test-routing-worker")
    reader: Reader[AsyncConnection] = Reader(NAME, purpose="試験")

    @reader.hears(ProposalReceived)
    async def hear(recorded: Recorded[ProposalReceived], _: AsyncConnection) -> None:
        net.handled.append(recorded.fact.receipt)

    consumers = Consumers(
        [reader],
        ROUTING,
        Transactions(engine, lambda connection: (connection, connection)),
        amqp_url=settings.amqp_url,
        prefetch=10,
        retry_poll_seconds=0.1,
    )
    running: list[asyncio.Task[None]] = []

    async def start() -> None:
        running.append(asyncio.create_task(consumers.run()))
        await consumers.consuming.wait()

    yield start
    for task in running:
        await until_ended(task)


async def test_innocents_that_a_crashing_process_brought_into_the_net_are_handled_and_nobody_is_asked(
    net: Net, reading: Callable[[], Awaitable[None]]
) -> None:
    # V6: every lost connection counts as a failed delivery of everything it held.
    receipts = [f"R8-000{n}" for n in range(1, 6)]
    await net.send(*(proposal_received(receipt) for receipt in receipts))
    for _ in range(LIMIT + 1):
        await net.crash_once(prefetch=5)

    async def all_fell() -> bool:
        return await net.lies_there() == len(receipts)

    await until(all_fell)
    collected = await net.collector.collect()
    given_back = await net.states()
    await reading()

    async def all_resolved() -> bool:
        return await net.states() == [("resolved", 0)] * len(receipts)

    await until(all_resolved)
    assert (collected, given_back) == (len(receipts), [("retrying", 0)] * len(receipts))
    assert sorted(net.handled) == receipts
    assert await net.lies_there() == 0


async def test_what_no_reader_can_read_is_parked_by_the_reader_it_was_meant_for(
    net: Net, reading: Callable[[], Awaitable[None]]
) -> None:
    await net.drop(b"\x00 no fact", NAME)

    await net.collector.collect()
    await reading()

    async def parked() -> bool:
        return await net.states() == [("parked", 1)]

    await until(parked)


async def test_what_was_handled_meanwhile_is_only_acknowledged(net: Net) -> None:
    fact = proposal_received("R8-0001")
    async with net.admin.begin() as connection:
        await connection.execute(
            ROUTING.handled.insert().values(reader=NAME, event_id=fact.id),
        )
    await net.drop_fact(fact)

    assert await net.collector.collect() == 1
    assert (await net.states(), await net.lies_there()) == ([], 0)


@pytest.mark.parametrize("state", ["parked", "discarded", "retrying"])
async def test_what_a_handler_has_failed_at_stays_as_the_record_says(net: Net, state: str) -> None:
    fact = proposal_received("R8-0001")
    async with net.admin.begin() as connection:
        await connection.execute(
            ROUTING.delivery_issue.insert().values(
                reader=NAME,
                event_id=fact.id,
                type="t",
                state=state,
                attempt=3,
                error_class="E",
                error="E",
                headers={},
                body=b"",
            )
        )
    await net.drop_fact(fact)

    assert await net.collector.collect() == 1
    assert await net.states() == [(state, 3)]


async def test_a_letter_for_nobody_we_know_is_kept_byte_for_byte_and_once(net: Net) -> None:
    body = bytes(range(256))

    for _ in range(2):
        await net.drop(body, "routing.of-yesterday", note="\x00提案")
    await net.drop(body, "routing.of-yesterday", **{"x-death": f"queue {QUEUE}", "note": "\x00提案"})

    assert await net.collector.collect() == 3
    assert await net.rows("SELECT routing_key, body, headers->>'note' FROM operations.dead_letter") == [
        ("routing.of-yesterday", body, "�提案")
    ]
    assert await net.states() == []


async def test_a_letter_stays_in_the_net_while_the_database_is_away(
    net: Net, house: House, installation: Mapping[str, str]
) -> None:
    nowhere = make_url(ServiceSettings("operations").worker_url).set(port=1)
    engine = make_engine(nowhere, name="test-nowhere", size=1)
    away = DeadLetters(Transactions(engine, work_on(house)), amqp_url=ServiceSettings("operations").amqp_url)
    await net.drop_fact(proposal_received("R8-0001"))

    with pytest.raises(DatabaseAway):
        await away.collect()
    await away._line.close()

    async def lies_there_again() -> bool:
        return await net.lies_there() == 1

    await until(lies_there_again)
    assert await net.collector.collect() == 1
    await engine.dispose()


async def test_the_collector_runs_until_it_is_told_to_stop(net: Net) -> None:
    running = asyncio.create_task(net.collector.run())
    await net.drop_fact(proposal_received("R8-0001"))

    async def given_back() -> bool:
        return await net.states() == [("retrying", 0)]

    await until(given_back)
    await until_ended(running)
    assert await net.lies_there() == 0
