"""Samples are written, incidents open when a cause appears and close when it is gone."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.domain.incident import Cause
from services.operations.domain.queues import House
from services.operations.handlers.watching import watch_once
from services.operations.storage.work import Work
from shared.database.transactions import Transactions
from shared.messaging.issues import Incoming
from tests.operations.conftest import READER, Stage, proposal_received, until
from tests.operations.incidents import incidents
from tests.operations.paper import healthy

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


async def test_a_healthy_house_has_samples_and_no_incident(by_worker: Transactions[Work], house: House) -> None:
    await watch_once(by_worker, healthy(house), house, at=NOW)

    async with by_worker.begin() as work:
        samples = await work.samples.newest(since=NOW - timedelta(seconds=60))
    assert sorted(samples) == sorted(house.queues)
    assert await incidents(by_worker) == []


async def test_a_parked_delivery_opens_one_incident_that_closes_when_it_is_gone(
    stage: Stage, by_worker: Transactions[Work], house: House, admin: AsyncEngine
) -> None:
    event_id = await stage.park("R8-0010")

    for seconds in (0, 5):
        await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(seconds=seconds))
    (opened,) = await incidents(by_worker)
    async with admin.begin() as connection:
        await connection.execute(text("UPDATE routing.delivery_issue SET state = 'resolved'"))
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(seconds=10))

    (closed,) = await incidents(by_worker, only_open=False)
    assert (opened.cause, opened.reader, opened.event_id, opened.count) == (
        Cause.DELIVERY_PARKED,
        READER,
        event_id,
        2,
    )
    assert (opened.opened_at, opened.last_seen_at) == (NOW, NOW + timedelta(seconds=5))
    assert (closed.closed_by, closed.closed_reason) == ("watch", "cause_gone")


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
    soon = await incidents(by_worker)
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(seconds=61))

    assert soon == []
    assert [(one.cause, one.service) for one in await incidents(by_worker)] == [(Cause.OUTBOX_OLD, "intake")]


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
    (opened,) = await incidents(by_worker)
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(hours=24))

    assert (opened.cause, opened.reader, opened.amount) == (Cause.FACTS_RESENT, READER, 2)
    assert await incidents(by_worker) == []


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
    soon = await incidents(by_worker)
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(minutes=11))

    (opened,) = await incidents(by_worker)
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

    (opened,) = await incidents(by_worker)
    assert (opened.cause, opened.service, opened.amount) == (Cause.FACT_UNROUTABLE, "intake", 1)


async def test_a_kept_letter_is_an_incident_until_somebody_closes_it(
    by_worker: Transactions[Work], house: House, admin: AsyncEngine
) -> None:
    async with by_worker.begin() as work:
        await work.letters.settle("routing.of-yesterday", Incoming(headers={}, body=b"x"))

    await watch_once(by_worker, healthy(house), house, at=NOW)
    (opened,) = await incidents(by_worker)
    async with admin.begin() as connection:
        await connection.execute(text("UPDATE operations.dead_letter SET closed_at = now(), closed_by = 'x'"))
    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(seconds=5))

    assert (opened.cause, opened.amount) == (Cause.LETTER_KEPT, 1)
    assert await incidents(by_worker) == []


async def test_samples_are_forgotten_after_a_day(by_worker: Transactions[Work], house: House) -> None:
    await watch_once(by_worker, healthy(house), house, at=NOW)

    await watch_once(by_worker, healthy(house), house, at=NOW + timedelta(hours=24, seconds=1))

    async with by_worker.begin() as work:
        kept = await work.connection.scalars(text("SELECT DISTINCT at FROM operations.queue_sample"))
    assert list(kept) == [NOW + timedelta(hours=24, seconds=1)]


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
