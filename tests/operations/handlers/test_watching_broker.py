"""What is wrong with the broker or one of its queues becomes an incident, which closes when it is gone."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.domain.incident import Cause, Remedy
from services.operations.domain.queues import House
from services.operations.handlers.watching import watch_once
from services.operations.storage.management import Management
from services.operations.storage.work import Work
from shared.database.transactions import Transactions
from tests.operations.conftest import READER, Stage, until
from tests.operations.incidents import incidents
from tests.operations.paper import healthy

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


async def test_a_queue_without_consumer_is_an_incident_only_after_a_while(
    by_worker: Transactions[Work], house: House
) -> None:
    deserted = healthy(house, consumers=0)

    await watch_once(by_worker, deserted, house, at=NOW)
    await watch_once(by_worker, deserted, house, at=NOW + timedelta(seconds=10))
    soon = await incidents(by_worker)
    await watch_once(by_worker, deserted, house, at=NOW + timedelta(seconds=16))
    later = await incidents(by_worker)
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(seconds=21))

    assert soon == []
    assert sorted(one.reader or "" for one in later) == sorted(one.reader for one in house.readers)
    assert {one.cause for one in later} == {Cause.QUEUE_WITHOUT_CONSUMER}
    assert await incidents(by_worker) == []


async def test_a_missing_queue_is_an_incident(by_worker: Transactions[Work], house: House) -> None:
    broker = healthy(house)
    del broker.found["routing.cases.v1"]

    await watch_once(by_worker, broker, house, at=NOW)

    assert [(one.cause, one.reader) for one in await incidents(by_worker)] == [(Cause.QUEUE_MISSING, READER)]


async def test_a_queue_that_has_stalled_is_an_incident_that_is_not_put_down_to_its_reader(
    by_worker: Transactions[Work], house: House
) -> None:
    broker = healthy(house)
    broker.stall("routing.cases.v1")
    broker.stall(house.dead_queue)

    await watch_once(by_worker, broker, house, at=NOW)
    await watch_once(by_worker, broker, house, at=NOW + timedelta(seconds=20))
    soon = await incidents(by_worker)
    await watch_once(by_worker, broker, house, at=NOW + timedelta(seconds=31))
    later = await incidents(by_worker)
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(seconds=36))

    assert soon == []
    assert {(one.cause, one.reader) for one in later} == {
        (Cause.QUEUE_STALLED, READER),
        (Cause.QUEUE_STALLED, house.dead_queue),
    }
    assert await incidents(by_worker) == []


async def test_letters_that_stay_in_the_dead_queue_are_an_incident(by_worker: Transactions[Work], house: House) -> None:
    broker = healthy(house)
    broker.say(house.dead_queue, depth=1)

    await watch_once(by_worker, broker, house, at=NOW)
    await watch_once(by_worker, broker, house, at=NOW + timedelta(seconds=10))
    soon = await incidents(by_worker)
    await watch_once(by_worker, broker, house, at=NOW + timedelta(seconds=16))
    later = await incidents(by_worker)
    broker.say(house.dead_queue)
    await watch_once(by_worker, broker, house, at=NOW + timedelta(seconds=21))

    assert (soon, [one.cause for one in later]) == ([], [Cause.DEAD_LETTERS])
    assert await incidents(by_worker) == []


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

    assert await incidents(by_worker) == []


async def test_alarms_of_the_broker_and_what_they_hold_up_are_incidents_until_they_are_lifted(
    by_worker: Transactions[Work], house: House
) -> None:
    broker = healthy(house)
    broker.raised, broker.held = ("disk_free_alarm", "mem_alarm"), 3

    await watch_once(by_worker, broker, house, at=NOW)
    opened = await incidents(by_worker)
    broker.raised, broker.held = (), 0
    await watch_once(by_worker, broker, house, at=NOW + timedelta(seconds=5))

    assert sorted((one.cause, one.amount) for one in opened) == [
        (Cause.BROKER_DISK, None),
        (Cause.BROKER_MEMORY, None),
        (Cause.CONNECTIONS_BLOCKED, 3),
    ]
    assert await incidents(by_worker) == []


async def test_a_silent_management_is_told_from_a_silent_broker_and_closes_nothing_it_cannot_judge(
    by_worker: Transactions[Work], house: House
) -> None:
    broker = healthy(house)
    broker.found.pop("routing.cases.v1")
    await watch_once(by_worker, broker, house, at=NOW)

    broker.management = False
    await watch_once(by_worker, broker, house, at=NOW + timedelta(seconds=5))
    without_management = await incidents(by_worker)
    broker.alive = False
    await watch_once(by_worker, broker, house, at=NOW + timedelta(seconds=10))
    without_broker = await incidents(by_worker)

    assert {one.cause for one in without_management} == {Cause.QUEUE_MISSING, Cause.MANAGEMENT_AWAY}
    assert {one.cause for one in without_broker} == {Cause.QUEUE_MISSING, Cause.BROKER_AWAY}


async def test_a_broker_that_gives_no_right_to_look_is_an_incident_that_setup_ends(
    by_worker: Transactions[Work], house: House
) -> None:
    broker = healthy(house)
    broker.rights = False

    await watch_once(by_worker, broker, house, at=NOW)
    refused = await incidents(by_worker)
    broker.rights = True
    await watch_once(by_worker, broker, house, at=NOW + timedelta(seconds=5))

    assert [(one.cause, one.remedy) for one in refused] == [(Cause.BROKER_REFUSES, Remedy.GIVE_RIGHTS)]
    assert await incidents(by_worker) == []


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
