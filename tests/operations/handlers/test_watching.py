"""Samples are written, incidents open when a cause appears and close when it is gone."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.domain.incident import Cause, Incident
from services.operations.domain.queues import House
from services.operations.handlers.watching import watch_once
from services.operations.storage.management import Management
from services.operations.storage.work import Work
from shared.database.transactions import Transactions
from shared.messaging.issues import Incoming
from tests.operations.conftest import READER, Stage, proposal_received, until
from tests.operations.paper import healthy

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


async def _incidents(transactions: Transactions[Work], *, only_open: bool = True) -> list[Incident]:
    async with transactions.begin() as work:
        return await work.incidents.list(only_open=only_open, limit=100)


async def test_a_healthy_house_has_samples_and_no_incident(by_worker: Transactions[Work], house: House) -> None:
    await watch_once(by_worker, healthy(house), house, at=NOW)

    async with by_worker.begin() as work:
        samples = await work.samples.newest(since=NOW - timedelta(seconds=60))
    assert sorted(samples) == sorted(house.queues)
    assert await _incidents(by_worker) == []


async def test_a_parked_delivery_opens_one_incident_that_closes_when_it_is_gone(
    stage: Stage, by_worker: Transactions[Work], house: House, admin: AsyncEngine
) -> None:
    event_id = await stage.park("R8-0010")

    for seconds in (0, 5):
        await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(seconds=seconds))
    (opened,) = await _incidents(by_worker)
    async with admin.begin() as connection:
        await connection.execute(text("UPDATE routing.delivery_issue SET state = 'resolved'"))
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(seconds=10))

    (closed,) = await _incidents(by_worker, only_open=False)
    assert (opened.cause, opened.reader, opened.event_id, opened.count) == (
        Cause.DELIVERY_PARKED,
        READER,
        event_id,
        2,
    )
    assert (opened.opened_at, opened.last_seen_at) == (NOW, NOW + timedelta(seconds=5))
    assert (closed.closed_by, closed.closed_reason) == ("watch", "cause_gone")


async def test_a_queue_without_consumer_is_an_incident_only_after_a_while(
    by_worker: Transactions[Work], house: House
) -> None:
    deserted = healthy(house, consumers=0)

    await watch_once(by_worker, deserted, house, at=NOW)
    await watch_once(by_worker, deserted, house, at=NOW + timedelta(seconds=10))
    soon = await _incidents(by_worker)
    await watch_once(by_worker, deserted, house, at=NOW + timedelta(seconds=16))
    later = await _incidents(by_worker)
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(seconds=21))

    assert soon == []
    assert sorted(one.reader or "" for one in later) == sorted(one.reader for one in house.readers)
    assert {one.cause for one in later} == {Cause.QUEUE_WITHOUT_CONSUMER}
    assert await _incidents(by_worker) == []


async def test_an_outbox_that_waits_over_a_minute_is_an_incident(
    by_worker: Transactions[Work], house: House, admin: AsyncEngine
) -> None:
    event_id = uuid4()
    async with admin.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await connection.execute(
            text("INSERT INTO intake.outbox (event_id, shard, created_at) VALUES (:id, 0, :at)"),
            {"id": event_id, "at": NOW},
        )

    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(seconds=60))
    soon = await _incidents(by_worker)
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(seconds=61))

    assert soon == []
    assert [(one.cause, one.service) for one in await _incidents(by_worker)] == [(Cause.OUTBOX_OLD, "intake")]


async def test_a_missing_queue_is_an_incident(by_worker: Transactions[Work], house: House) -> None:
    broker = healthy(house)
    del broker.found["routing.cases.v1"]

    await watch_once(by_worker, broker, house, at=NOW)

    assert [(one.cause, one.reader) for one in await _incidents(by_worker)] == [(Cause.QUEUE_MISSING, READER)]


async def test_a_queue_that_has_stalled_is_an_incident_that_is_not_put_down_to_its_reader(
    by_worker: Transactions[Work], house: House
) -> None:
    broker = healthy(house)
    broker.stall("routing.cases.v1")
    broker.stall(house.dead_queue)

    await watch_once(by_worker, broker, house, at=NOW)
    await watch_once(by_worker, broker, house, at=NOW + timedelta(seconds=20))
    soon = await _incidents(by_worker)
    await watch_once(by_worker, broker, house, at=NOW + timedelta(seconds=31))
    later = await _incidents(by_worker)
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(seconds=36))

    assert soon == []
    assert {(one.cause, one.reader) for one in later} == {
        (Cause.QUEUE_STALLED, READER),
        (Cause.QUEUE_STALLED, house.dead_queue),
    }
    assert await _incidents(by_worker) == []


async def test_letters_that_stay_in_the_dead_queue_are_an_incident(by_worker: Transactions[Work], house: House) -> None:
    broker = healthy(house)
    broker.say(house.dead_queue, depth=1)

    await watch_once(by_worker, broker, house, at=NOW)
    await watch_once(by_worker, broker, house, at=NOW + timedelta(seconds=10))
    soon = await _incidents(by_worker)
    await watch_once(by_worker, broker, house, at=NOW + timedelta(seconds=16))
    later = await _incidents(by_worker)
    broker.say(house.dead_queue)
    await watch_once(by_worker, broker, house, at=NOW + timedelta(seconds=21))

    assert (soon, [one.cause for one in later]) == ([], [Cause.DEAD_LETTERS])
    assert await _incidents(by_worker) == []


async def test_a_reader_that_somebody_paused_has_no_consumer_on_purpose(
    by_worker: Transactions[Work], house: House, admin: AsyncEngine
) -> None:
    async with admin.begin() as connection:
        await connection.execute(
            text("UPDATE routing.reader SET paused_at = now(), paused_by = 'x' WHERE name = :reader"),
            {"reader": READER},
        )
    broker = healthy(house)
    broker.say("routing.cases.v1", consumers=0)

    for seconds in (0, 10, 20):
        await watch_once(by_worker, broker, house, at=NOW + timedelta(seconds=seconds))

    assert await _incidents(by_worker) == []


async def test_alarms_of_the_broker_and_what_they_hold_up_are_incidents_until_they_are_lifted(
    by_worker: Transactions[Work], house: House
) -> None:
    broker = healthy(house)
    broker.raised, broker.held = ("disk_free_alarm", "mem_alarm"), 3

    await watch_once(by_worker, broker, house, at=NOW)
    opened = await _incidents(by_worker)
    broker.raised, broker.held = (), 0
    await watch_once(by_worker, broker, house, at=NOW + timedelta(seconds=5))

    assert sorted((one.cause, one.amount) for one in opened) == [
        (Cause.BROKER_DISK, None),
        (Cause.BROKER_MEMORY, None),
        (Cause.CONNECTIONS_BLOCKED, 3),
    ]
    assert await _incidents(by_worker) == []


async def test_what_was_sent_again_is_shown_with_its_number_for_a_day(
    by_worker: Transactions[Work], house: House, admin: AsyncEngine
) -> None:
    async with admin.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO operations.missing_delivery (reader, event_id, teller, seq, aggregate_id, noted_at,"
                " resent_at, resends, settled_at) VALUES (:reader, :id, 'intake', 1, :id, :at, :at, 1, :at)"
            ),
            [{"reader": READER, "id": uuid4(), "at": NOW} for _ in range(2)],
        )

    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(hours=23))
    (opened,) = await _incidents(by_worker)
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(hours=24))

    assert (opened.cause, opened.reader, opened.amount) == (Cause.FACTS_RESENT, READER, 2)
    assert await _incidents(by_worker) == []


async def test_a_delivery_that_waits_long_for_an_earlier_one_is_an_incident(
    by_worker: Transactions[Work], house: House, admin: AsyncEngine
) -> None:
    async with admin.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO routing.delivery_issue (reader, event_id, type, state, attempt, error_class, error,"
                " headers, body, first_at) VALUES (:reader, :id, 't', 'waiting', 0, 'Gap', '', '{}', '', :at)"
            ),
            {"reader": READER, "id": uuid4(), "at": NOW},
        )

    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(minutes=10))
    soon = await _incidents(by_worker)
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(minutes=11))

    (opened,) = await _incidents(by_worker)
    assert soon == []
    assert (opened.cause, opened.reader, opened.amount) == (Cause.DELIVERY_WAITS_LONG, READER, 1)


async def test_a_fact_the_broker_gave_back_is_an_incident(
    by_worker: Transactions[Work], house: House, admin: AsyncEngine
) -> None:
    async with admin.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await connection.execute(
            text("INSERT INTO intake.outbox (event_id, shard, attempt, created_at) VALUES (:id, 0, 1, :at)"),
            {"id": uuid4(), "at": NOW},
        )

    await watch_once(by_worker, healthy(house), house, at=NOW)

    (opened,) = await _incidents(by_worker)
    assert (opened.cause, opened.service, opened.amount) == (Cause.FACT_UNROUTABLE, "intake", 1)


async def test_a_kept_letter_is_an_incident_until_somebody_closes_it(
    by_worker: Transactions[Work], house: House, admin: AsyncEngine
) -> None:
    async with by_worker.begin() as work:
        await work.letters.settle("routing.of-yesterday", Incoming(headers={}, body=b"x"))

    await watch_once(by_worker, healthy(house), house, at=NOW)
    (opened,) = await _incidents(by_worker)
    async with admin.begin() as connection:
        await connection.execute(text("UPDATE operations.dead_letter SET closed_at = now(), closed_by = 'x'"))
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(seconds=5))

    assert (opened.cause, opened.amount) == (Cause.LETTER_KEPT, 1)
    assert await _incidents(by_worker) == []


async def test_a_silent_management_is_told_from_a_silent_broker_and_closes_nothing_it_cannot_judge(
    by_worker: Transactions[Work], house: House
) -> None:
    broker = healthy(house)
    broker.found.pop("routing.cases.v1")
    await watch_once(by_worker, broker, house, at=NOW)

    broker.management = False
    await watch_once(by_worker, broker, house, at=NOW + timedelta(seconds=5))
    without_management = await _incidents(by_worker)
    broker.alive = False
    await watch_once(by_worker, broker, house, at=NOW + timedelta(seconds=10))
    without_broker = await _incidents(by_worker)

    assert {one.cause for one in without_management} == {Cause.QUEUE_MISSING, Cause.MANAGEMENT_AWAY}
    assert {one.cause for one in without_broker} == {Cause.QUEUE_MISSING, Cause.BROKER_AWAY}


async def test_samples_are_forgotten_after_a_day(by_worker: Transactions[Work], house: House) -> None:
    await watch_once(by_worker, healthy(house), house, at=NOW)

    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(hours=24, seconds=1))

    async with by_worker.begin() as work:
        kept = await work.connection.scalars(text("SELECT DISTINCT at FROM operations.queue_sample"))
    assert list(kept) == [NOW + timedelta(hours=24, seconds=1)]


async def test_the_real_broker_tells_its_queues_and_who_consumes_them(
    stage: Stage, management: Management, house: House
) -> None:
    async def consumer_is_seen() -> bool:
        return (await management.queues())["routing.cases.v1"].consumers == 1

    await until(consumer_is_seen)

    found = await management.queues()
    assert set(house.queues) <= set(found)
    assert found["routing.cases.v1"].arguments["x-queue-type"] == "quorum"
    assert (await management.alarms(), await management.blocked()) == ((), 0)
    assert await management.answers() is True


async def test_the_oldest_unhandled_fact_of_a_reader_has_an_age(
    stage: Stage, by_web: Transactions[Work], house: House
) -> None:
    waiting, done = proposal_received("R8-0011"), proposal_received("R8-0012")
    stage.failing.add("R8-0011")
    await stage.tell(waiting, done)

    async def settled() -> bool:
        return stage.handled == ["R8-0012"] and await stage.states() == ["parked"]

    await until(settled)
    async with by_web.begin() as work:
        oldest = await work.overview.oldest_unhandled(house)
    assert oldest[READER] == waiting.occurred_at
