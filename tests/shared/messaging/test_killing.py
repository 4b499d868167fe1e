"""A fact whose handling kills the process: its tries end, and its neighbours do not wait for that."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Sequence
from multiprocessing.process import BaseProcess

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.storage.tables import messaging as routing_messaging
from shared.database.engine import make_engine
from shared.database.transactions import Transactions
from shared.errors import Missing
from shared.events import CaseOpened, Fact, Recorded
from shared.messaging.collector import BROUGHT_AT_MOST
from shared.messaging.consume import Consumers
from shared.messaging.issues import BEGUN_AT_MOST, Due, Issues
from shared.messaging.reader import Reader
from shared.settings import ServiceSettings
from tests.shared.messaging.conftest import TABLES, Broker, House, do, incoming, recorded
from tests.waiting import until

DEADLY = "R8-6666"


def dying() -> Reader[AsyncConnection]:
    """Return a reader that kills its process on the deadly fact, as running out of memory does."""
    reader: Reader[AsyncConnection] = Reader("routing.test-dying", purpose="試験用")

    @reader.hears(CaseOpened)
    async def when_a_case_is_opened_maybe_die(fact: Recorded[CaseOpened], work: AsyncConnection) -> None:
        await do(work, fact.id)
        if fact.fact.receipt == DEADLY:
            os.kill(os.getpid(), signal.SIGKILL)

    return reader


def consume(amqp_url: str) -> None:
    """Consume for ever in a process of its own."""

    async def main() -> None:
        engine = make_engine(ServiceSettings("routing").worker_url, name="test-dying", size=4)
        both = Transactions(engine, lambda connection: (connection, connection))
        readers = [dying()]
        await Consumers(readers, routing_messaging, both, amqp_url=amqp_url, prefetch=10, retry_poll_seconds=0.05).run()

    asyncio.run(main())


def deadly() -> Recorded[Fact]:
    return recorded(recorded().fact.model_copy(update={"receipt": DEADLY}))


async def consume_until_it_is_parked(house: House, amqp_url: str) -> list[int]:
    """Start the consumer whenever it has died, a minute later as the records see it; return how it ended."""
    ends: list[int] = []
    while (end := await _how_it_ends(house, amqp_url)) is not None:
        ends.append(end)
        await a_minute_passes(house)
    return ends


async def _how_it_ends(house: House, amqp_url: str) -> int | None:
    process = multiprocessing.get_context("spawn").Process(target=consume, args=(amqp_url,))
    process.start()
    try:
        await until(lambda: _is_dead_or_done(process, house), seconds=60)
        return process.exitcode
    finally:
        process.kill()


async def _is_dead_or_done(process: BaseProcess, house: House) -> bool:
    return not process.is_alive() or await states(house) == ["parked"]


async def states(house: House) -> list[str]:
    """Return the states of the failures that are not over."""
    rows = await house.rows("SELECT state FROM routing.delivery_issue WHERE state <> 'resolved' ORDER BY 1")
    return [row["state"] for row in rows]


async def a_minute_passes(house: House) -> None:
    async with house.admin.begin() as connection:
        # The backend of the killed process may still be rolling back.
        await connection.execute(text("LOCK TABLE routing.delivery_issue IN SHARE ROW EXCLUSIVE MODE"))
        await connection.execute(
            text("UPDATE routing.delivery_issue SET next_at = next_at - interval '1 minute' WHERE next_at IS NOT NULL")
        )


async def the_parked(house: House) -> tuple[object, ...]:
    (row,) = await house.rows("SELECT * FROM routing.delivery_issue WHERE state = 'parked'")
    return row["event_id"], row["error_class"], row["attempt"], row["next_at"]


async def test_a_retry_that_kills_its_reader_is_parked_and_its_neighbours_are_handled(
    house: House, amqp_url: str
) -> None:
    bad, good = deadly(), [recorded() for _ in range(3)]
    for fact in (good[0], bad, *good[1:]):
        await house.owe(dying(), fact)

    ends = await consume_until_it_is_parked(house, amqp_url)

    assert ends == [-signal.SIGKILL] * BEGUN_AT_MOST
    # One failure was on record before.
    assert await the_parked(house) == (bad.id, "KilledTheReader", 1 + BEGUN_AT_MOST, None)
    assert sorted(await house.done()) == sorted(str(fact.id) for fact in good)


async def test_a_message_that_kills_its_reader_leaves_the_queue_and_is_parked(
    house: House, broker: Broker, amqp_url: str
) -> None:
    bad, good = deadly(), [recorded() for _ in range(3)]
    async with broker.queue_of(dying()) as queue:
        await broker.send(dying(), *map(incoming, (good[0], bad, *good[1:])))

        ends = await consume_until_it_is_parked(house, amqp_url)
        left = (await broker.channel.declare_queue(queue.name, passive=True)).declaration_result.message_count

    # The broker's deliveries count as one try that was begun.
    assert ends == [-signal.SIGKILL] * (BROUGHT_AT_MOST + BEGUN_AT_MOST - 1)
    assert (await the_parked(house))[:2] == (bad.id, "KilledTheReader")
    assert sorted(await house.done()) == sorted(str(fact.id) for fact in good)
    assert left == 0


async def claim_due(house: House) -> list[Due]:
    async with house.engine.begin() as connection:
        return await Issues(connection, TABLES).claim_due([dying().name], 50)


def which(due: Sequence[Due]) -> list[tuple[object, bool, bool]]:
    return [(one.incoming.event_id, one.suspect, one.parked) for one in due]


async def test_what_was_begun_and_never_ended_comes_alone_and_what_never_was_begun_before_it(house: House) -> None:
    first, second, fresh = recorded(), recorded(), recorded()
    await house.owe(dying(), first)
    await house.owe(dying(), second)
    together = await claim_due(house)
    await a_minute_passes(house)
    await house.owe(dying(), fresh)

    one_by_one = [which(await claim_due(house)) for _ in range(3)]

    assert sorted(which(together), key=str) == sorted([(first.id, False, False), (second.id, False, False)], key=str)
    assert one_by_one[0][0] == (fresh.id, False, False)
    assert {one_by_one[0][1], *one_by_one[1]} == {(first.id, True, False), (second.id, True, False)}
    assert one_by_one[2] == []


async def test_an_answer_of_the_reader_clears_a_delivery_of_suspicion(house: House) -> None:
    fact = recorded()
    for _ in range(2 * BEGUN_AT_MOST):
        async with house.engine.begin() as connection:
            patient = Issues(connection, TABLES, ladder=(0.0,) * 3 * BEGUN_AT_MOST)
            await patient.record(dying().name, incoming(fact), Missing())
        (due,) = await claim_due(house)

    assert (due.suspect, due.parked) == (False, False)


async def test_a_person_lets_what_killed_its_reader_be_tried_again_alone(house: House) -> None:
    await house.owe(dying(), recorded())
    for _ in range(BEGUN_AT_MOST):
        await claim_due(house)
        await a_minute_passes(house)
    ((_, _, was_parked),) = which(await claim_due(house))
    async with house.admin.begin() as connection:
        replay = "UPDATE routing.delivery_issue SET state = 'retrying', next_at = clock_timestamp()"
        await connection.execute(text(replay))

    (due,) = await claim_due(house)

    assert was_parked
    assert (due.suspect, due.parked) == (True, False)
