import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.storage.tables import messaging as routing_messaging
from shared.database.engine import make_engine
from shared.database.transactions import Transactions
from shared.errors import Missing, Temporary
from shared.events import CaseOpened, Recorded
from shared.messaging.collector import Collector
from shared.messaging.issues import Incoming, Issues, IssueState
from shared.messaging.reader import Reader
from shared.settings import ServiceSettings
from tests.shared.messaging.conftest import TABLES, House, diligent, do, incoming, recorded
from tests.waiting import until, until_ended

BAIT = "BAIT-まだ誰にも言っていない仕組み"


@asynccontextmanager
async def settling(collector: Collector[AsyncConnection]) -> AsyncIterator[Collector[AsyncConnection]]:
    task = asyncio.create_task(collector.run())
    try:
        yield collector
    finally:
        await until_ended(task)  # A collector that broke says so here.


async def take_all(collector: Collector[AsyncConnection], *messages: Incoming) -> None:
    """Hand over everything before the collector first looks, so that it is one batch."""
    taking = asyncio.gather(*(collector.take(message) for message in messages))
    async with settling(collector):
        await taking


def failing(error: Exception, *, times: int = 1000) -> Reader[AsyncConnection]:
    """Return a reader that fails on `R8-6666` the first *times* times."""
    reader: Reader[AsyncConnection] = Reader("routing.test-failing", purpose="試験用")
    left = [error] * times

    @reader.hears(CaseOpened)
    async def when_a_case_is_opened_maybe_fail(fact: Recorded[CaseOpened], work: AsyncConnection) -> None:
        await do(work, fact.id)
        if fact.fact.receipt == "R8-6666" and left:
            raise left.pop()

    return reader


def poison() -> Recorded[Any]:
    fact = recorded()
    return recorded(fact.fact.model_copy(update={"receipt": "R8-6666"}))


async def test_duplicates_in_one_batch_and_apart_are_handled_once(house: House) -> None:
    collector = Collector(diligent(), TABLES, house.transactions)
    one, other = recorded(), recorded()

    await take_all(collector, incoming(one), incoming(one), incoming(other))
    await take_all(collector, incoming(other), incoming(one))

    assert await house.done() == [str(one.id), str(other.id)]


def handle_in_another_process(headers: dict[str, str], body: bytes, copies: int) -> None:
    async def main() -> None:
        engine = make_engine(ServiceSettings("routing").worker_url, name="test-other-process", size=4)
        both = Transactions(engine, lambda connection: (connection, connection))
        collector = Collector(diligent(), routing_messaging, both, batch=5)
        await take_all(
            collector,
            *(
                Incoming(
                    headers=headers | {"cloudEvents_id": f"{headers['cloudEvents_id'][:-2]}{number:02x}"}, body=body
                )
                for number in range(copies)
            ),
        )
        await engine.dispose()

    asyncio.run(main())


async def test_two_processes_with_the_same_messages_handle_each_once(house: House) -> None:
    message = incoming(recorded())
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=handle_in_another_process, args=(dict(message.headers), message.body, 60))
        for _ in range(2)
    ]

    for process in processes:
        process.start()
    await until(lambda: not any(process.is_alive() for process in processes), seconds=30)

    done = await house.done()
    assert [process.exitcode for process in processes] == [0, 0]
    assert len(done) == len(set(done)) == 60
    assert await house.rows("SELECT 1 FROM routing.delivery_issue") == []


async def test_a_message_is_given_back_only_after_the_commit_that_settled_it(house: House) -> None:
    entered, go_on = asyncio.Event(), asyncio.Event()
    reader: Reader[AsyncConnection] = Reader("routing.test-slow", purpose="試験用")

    @reader.hears(CaseOpened)
    async def when_a_case_is_opened_wait(fact: Recorded[CaseOpened], work: AsyncConnection) -> None:
        await do(work, fact.id)
        entered.set()
        await go_on.wait()

    fact = recorded()
    async with settling(Collector(reader, TABLES, house.transactions)) as collector:
        taking = asyncio.create_task(collector.take(incoming(fact)))
        await entered.wait()
        before = (taking.done(), await house.done())
        go_on.set()
        await taking

    assert before == (False, [])
    assert await house.done() == [str(fact.id)]


async def test_what_an_ended_collector_has_not_settled_is_given_back_unsettled(house: House) -> None:
    entered = asyncio.Event()
    reader: Reader[AsyncConnection] = Reader("routing.test-endless", purpose="試験用")

    @reader.hears(CaseOpened)
    async def when_a_case_is_opened_never_end(fact: Recorded[CaseOpened], work: AsyncConnection) -> None:
        await do(work, fact.id)
        entered.set()
        await asyncio.Event().wait()

    collector = Collector(reader, TABLES, house.transactions, batch=1)
    async with settling(collector):
        taking = [asyncio.ensure_future(collector.take(incoming(recorded()))) for _ in range(3)]
        await entered.wait()

    async with asyncio.timeout(10):
        await asyncio.gather(*taking, return_exceptions=True)
    assert [one.cancelled() for one in taking] == [True] * 3
    assert await house.done() == []


async def test_one_bad_message_costs_its_neighbours_nothing(house: House) -> None:
    facts = [recorded() for _ in range(9)]
    bad = poison()
    collector = Collector(failing(ValueError(BAIT)), TABLES, house.transactions)

    await take_all(collector, *map(incoming, (*facts[:4], bad, *facts[4:])))

    issue = await house.issue()
    assert await house.done() == [str(fact.id) for fact in facts]
    assert (issue["event_id"], issue["state"], issue["attempt"]) == (bad.id, "retrying", 1)


async def test_a_failed_delivery_waits_longer_each_time_and_is_then_parked(house: House) -> None:
    message = incoming(poison())
    collector = Collector(failing(ValueError()), TABLES, house.transactions, ladder=(10, 1000))
    seen = []

    for _ in range(3):
        await take_all(collector, message)
        (row,) = await house.rows(
            "SELECT state, attempt, extract(epoch FROM next_at - clock_timestamp())::float AS wait"
            " FROM routing.delivery_issue"
        )
        seen.append(row)

    assert [(row["state"], row["attempt"]) for row in seen] == [("retrying", 1), ("retrying", 2), ("parked", 3)]
    assert 7 < seen[0]["wait"] < 13
    assert 790 < seen[1]["wait"] < 1201
    assert seen[2]["wait"] is None
    assert await house.done() == []


async def test_a_retry_that_succeeds_closes_its_issue(house: House) -> None:
    fact = poison()
    collector = Collector(failing(Missing(), times=1), TABLES, house.transactions, ladder=(0,))
    await take_all(collector, incoming(fact))

    async with house.engine.begin() as connection:
        (due,) = await Issues(connection, TABLES).claim_due([collector.reader.name], 10)
    async with house.engine.begin() as connection:
        taken_twice = await Issues(connection, TABLES).claim_due([collector.reader.name], 10)
    await take_all(collector, due.incoming)

    issue = await house.issue()
    assert (due.reader, due.suspect, due.parked) == (collector.reader.name, False, False)
    assert taken_twice == []
    assert (issue["state"], issue["next_at"], issue["begun"]) == ("resolved", None, 0)
    assert await house.done() == [str(fact.id)]


@pytest.mark.parametrize("times", [1, 1000])
async def test_a_late_copy_of_a_discarded_delivery_does_nothing_and_reopens_nothing(house: House, times: int) -> None:
    fact = poison()
    collector = Collector(failing(Missing(), times=times), TABLES, house.transactions, ladder=())
    await take_all(collector, incoming(fact))
    async with house.engine.begin() as connection:
        await connection.execute(TABLES.delivery_issue.update().values(state=IssueState.DISCARDED))

    await take_all(collector, incoming(fact))

    assert (await house.issue())["state"] == "discarded"
    assert await house.done() == []


def without(message: Incoming, name: str) -> Incoming:
    return Incoming(headers={key: value for key, value in message.headers.items() if key != name}, body=message.body)


def unreadable() -> dict[str, Incoming]:
    good = incoming(recorded())
    return {
        "not_json": Incoming(headers=good.headers, body=b"%PDF-1.7 \xff\xfe"),
        "a_type_that_is_none": incoming(recorded(), cloudEvents_type="sung"),
        "no_headers": Incoming(headers={}, body=good.body),
        "no_type": without(good, "cloudEvents_type"),
        "a_megabyte": Incoming(headers=good.headers, body=b"[" * 1_000_000),
        "nul_in_the_body": Incoming(headers=good.headers, body=b"\x00\x00\x00"),
        "nul_in_the_headers": incoming(recorded(), cloudEvents_type="a\x00b", cloudEvents_desk="a\x00b"),
        "nul_in_a_known_header": incoming(recorded(), cloudEvents_desk="mio\x00no"),
        "nul_in_a_header_name": Incoming(headers={"a\x00": "b"}, body=b"{}"),
        "headers_of_other_kinds": incoming(recorded(), cloudEvents_type=[1], cloudEvents_id=7, other={"a": b"\xff"}),
        "time_without_a_zone": incoming(recorded(), cloudEvents_time="2026-11-22T05:05:00"),
        "version_nobody_can_store": incoming(recorded(), cloudEvents_aggregateversion="99999999999"),
        "a_version_without_an_end": incoming(recorded(), cloudEvents_aggregateversion=float("inf")),
        "text_where_a_number_belongs": incoming(recorded(), cloudEvents_aggregateversion=BAIT),
        "a_field_with_text": Incoming(headers=good.headers, body=f'{{"receipt":"{BAIT}"}}'.encode()),
    }


@pytest.mark.parametrize("name", sorted(unreadable()))
async def test_what_cannot_be_read_is_parked_at_once_with_its_bytes(house: House, name: str) -> None:
    message, good = unreadable()[name], recorded()
    collector = Collector(diligent(), TABLES, house.transactions)

    await take_all(collector, message, incoming(good))

    issue = await house.issue()
    assert await house.done() == [str(good.id)]
    assert (issue["state"], issue["attempt"], issue["error_class"]) == ("parked", 1, "Unreadable")
    assert issue["body"] == message.body
    assert sorted(issue["headers"]) == sorted(key.replace("\x00", "\ufffd") for key in message.headers)
    assert BAIT not in issue["error"]


async def test_what_cannot_be_read_leaves_its_neighbours_one_batch(house: House) -> None:
    reader: Reader[AsyncConnection] = Reader("routing.test-batches", purpose="試験用")
    batches = []

    @reader.hears_many(CaseOpened)
    async def when_cases_are_opened_count_them(facts: Sequence[Recorded[CaseOpened]], work: AsyncConnection) -> None:
        batches.append(len(facts))
        for fact in facts:
            await do(work, fact.id)

    newer = incoming(recorded(), cloudEvents_type="case.sung.v1")
    bad, facts = list(unreadable().values()), [recorded() for _ in range(3)]

    await take_all(Collector(reader, TABLES, house.transactions), *bad, newer, *map(incoming, facts))

    assert batches == [3]
    assert await house.done() == [str(fact.id) for fact in facts]
    rows = await house.rows("SELECT error_class, count(*) AS number FROM routing.delivery_issue GROUP BY 1 ORDER BY 1")
    kept = len({message.event_id for message in bad})
    assert [tuple(row.values()) for row in rows] == [("FromNewer", 1), ("Unreadable", kept)]


async def test_two_unreadable_messages_without_an_id_are_both_kept(house: House) -> None:
    collector = Collector(diligent(), TABLES, house.transactions)

    await take_all(collector, Incoming(headers={"from": "a"}, body=b""), Incoming(headers={"from": "b"}, body=b""))
    await take_all(collector, Incoming(headers={"from": "b", "x-delivery-count": 1}, body=b""))

    rows = await house.rows("SELECT headers->>'from' AS sender, attempt FROM routing.delivery_issue ORDER BY 1")
    assert [tuple(row.values()) for row in rows] == [("a", 1), ("b", 2)]


async def test_unknown_fields_of_a_newer_producer_are_ignored(house: House) -> None:
    fact = recorded()
    message = incoming(fact)
    newer = Incoming(headers=message.headers, body=message.body.replace(b"{", b'{"urgency":"high",', 1))

    await take_all(Collector(diligent(), TABLES, house.transactions), newer)

    assert await house.done() == [str(fact.id)]


async def test_a_fact_the_reader_does_not_hear_is_noted_and_does_nothing(house: House) -> None:
    reader: Reader[AsyncConnection] = Reader("routing.test-deaf", purpose="試験用")

    await take_all(Collector(reader, TABLES, house.transactions), incoming(recorded()))

    assert [row["reader"] for row in await house.rows("SELECT reader FROM routing.handled")] == [reader.name]


async def test_lost_connections_hold_the_reader_and_count_no_attempt(house: House) -> None:
    facts = [recorded() for _ in range(60)]
    collector = Collector(diligent(), TABLES, house.transactions, batch=5, hold_seconds=(0.05,))
    taking = asyncio.gather(*(collector.take(incoming(fact)) for fact in facts))
    storm = asyncio.create_task(terminate_while(house, taking))

    async with settling(collector):
        async with asyncio.timeout(20):
            await taking
    killed = await storm

    assert killed > 0
    assert sorted(await house.done()) == sorted(str(fact.id) for fact in facts)
    assert await house.rows("SELECT 1 FROM routing.delivery_issue") == []


async def terminate_while(house: House, taking: asyncio.Future[list[None]]) -> int:
    killed = 0
    while killed < 5 and not taking.done():
        async with house.admin.connect() as connection:
            killed += len(
                (
                    await connection.execute(
                        text(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            " WHERE application_name = 'test-messaging'"
                        )
                    )
                ).all()
            )
    return killed


async def test_a_database_that_refuses_everybody_holds_the_reader_until_it_answers_again(house: House) -> None:
    fact = recorded()
    await close_the_door(house, shut=True)

    async with settling(Collector(diligent(), TABLES, house.transactions)) as collector:
        taking = asyncio.create_task(collector.take(incoming(fact)))
        # A second reader's try is the proof that the first had time to fail as well.
        with pytest.raises(Temporary):
            async with house.transactions.begin():
                pass
        while_away = taking.done()
        await close_the_door(house, shut=False)
        await taking

    assert while_away is False
    assert await house.done() == [str(fact.id)]
    assert await house.rows("SELECT 1 FROM routing.delivery_issue") == []


async def close_the_door(house: House, *, shut: bool) -> None:
    async with house.admin.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        limit = 0 if shut else -1
        await connection.execute(text(f"ALTER ROLE desk_routing_worker CONNECTION LIMIT {limit}"))
        await connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'test-messaging'")
        )


@pytest.mark.parametrize("error", [FileNotFoundError(BAIT), TimeoutError(BAIT), Temporary(BAIT)])
async def test_a_handler_that_looks_like_an_outage_for_ever_does_not_stop_its_queue(
    house: House, error: Exception
) -> None:
    bad, good = poison(), recorded()
    reader = failing(error)

    quick = Collector(reader, TABLES, house.transactions, hold_seconds=(0.01,))

    async with settling(quick) as collector:
        async with asyncio.timeout(10):
            await asyncio.gather(collector.take(incoming(bad)), collector.take(incoming(good)))

    issue = await house.issue()
    assert (issue["event_id"], issue["state"], issue["attempt"]) == (bad.id, "retrying", 1)
    assert await house.done() == [str(good.id)]


async def test_a_value_the_database_refuses_is_an_attempt_and_not_an_outage(house: House) -> None:
    reader: Reader[AsyncConnection] = Reader("routing.test-values", purpose="試験用")

    @reader.hears(CaseOpened)
    async def when_a_case_is_opened_write_nonsense(_fact: Recorded[CaseOpened], work: AsyncConnection) -> None:
        await work.execute(text("INSERT INTO probe.done (number) VALUES (:number)"), {"number": 2**40})

    async with asyncio.timeout(20):
        await take_all(Collector(reader, TABLES, house.transactions), incoming(recorded()))

    assert (await house.issue())["attempt"] == 1


async def test_the_record_of_a_failure_never_quotes_the_values_of_a_driver_error(house: House) -> None:
    reader: Reader[AsyncConnection] = Reader("routing.test-bait", purpose="試験用")

    @reader.hears(CaseOpened)
    async def when_a_case_is_opened_break_a_rule(_fact: Recorded[CaseOpened], work: AsyncConnection) -> None:
        statement = text("INSERT INTO probe.done (number) VALUES (CAST(:said AS integer))")
        await work.execute(statement, {"said": BAIT})

    await take_all(Collector(reader, TABLES, house.transactions), incoming(recorded(), other=str(uuid4())))

    issue = await house.issue()
    assert "BAIT" not in issue["error"]
    assert issue["error"].startswith(issue["error_class"] + " at ")
