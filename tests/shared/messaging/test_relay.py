import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from uuid import uuid4

import aio_pika
import pytest
from sqlalchemy import make_url, text

from shared.events import CaseConfirmed, Fact, Recorded
from shared.messaging.collector import Collector
from shared.messaging.issues import Incoming
from shared.messaging.outbox import shard_of
from shared.messaging.publisher import BROKER_ERRORS, CLOSE_SECONDS, CONFIRM_SECONDS, Publisher
from shared.messaging.relay import BATCH_SECONDS, Relay
from shared.messaging.topology import EVENTS
from shared.messaging.wire import Wire, to_wire
from tests.shared.messaging.conftest import TABLES, Broker, House, Listening, diligent, recorded, with_version
from tests.shared.messaging.proxy import Proxy, proxy_to
from tests.waiting import until, until_ended

OPENED = "case.opened.v1"


@asynccontextmanager
async def publisher_at(url: str, *, confirm_seconds: float = 5) -> AsyncIterator[Publisher]:
    publisher = Publisher(url, name="test-relay", confirm_seconds=confirm_seconds)
    try:
        yield publisher
    finally:
        await publisher.close()


@asynccontextmanager
async def bad_network(amqp_url: str) -> AsyncIterator[tuple[Proxy, str]]:
    url = make_url(amqp_url)
    async with proxy_to(url.host or "", url.port or 0) as proxy:
        yield proxy, url.set(port=proxy.port).render_as_string(hide_password=False)


@asynccontextmanager
async def running(relay: Relay) -> AsyncIterator[None]:
    task = asyncio.create_task(relay.run())
    try:
        yield
    finally:
        await until_ended(task)


async def test_a_committed_fact_arrives_persistent_with_its_attributes_in_the_headers(
    house: House, broker: Broker, amqp_url: str
) -> None:
    fact = recorded()
    listening = await broker.listen(OPENED)
    await house.tell(fact)

    async with publisher_at(amqp_url) as publisher:
        sent = await Relay("routing", house.engine, TABLES, publisher).relay_once()
    await until(lambda: listening.heard)

    (message,) = listening.heard
    assert sent == 1
    assert message.delivery_mode is aio_pika.DeliveryMode.PERSISTENT
    assert message.routing_key == message.type == OPENED
    assert message.message_id == str(fact.id)
    assert message.correlation_id == str(fact.correlation_id)
    assert message.timestamp == fact.occurred_at
    assert message.headers == {
        "cloudEvents_specversion": "1.0",
        "cloudEvents_id": str(fact.id),
        "cloudEvents_type": OPENED,
        "cloudEvents_source": "routing",
        "cloudEvents_time": "2026-11-22T05:05:00+00:00",
        "cloudEvents_subject": str(fact.aggregate_id),
        "cloudEvents_desk": "miono",
        "cloudEvents_aggregateversion": "1",
        "cloudEvents_actor": "service:routing",
        "cloudEvents_ruleversion": "miono:1",
        "cloudEvents_classification": "limited",
        "cloudEvents_correlationid": str(fact.correlation_id),
    }
    assert type(fact.fact).model_validate_json(message.body) == fact.fact


async def test_a_row_leaves_the_outbox_only_after_the_confirm(house: House, broker: Broker, amqp_url: str) -> None:
    fact = recorded()
    listening = await broker.listen(OPENED)
    async with bad_network(amqp_url) as (proxy, url), publisher_at(url) as publisher:
        relay = Relay("routing", house.engine, TABLES, publisher)
        await house.tell(recorded())
        await relay.relay_once()
        await house.tell(fact)

        proxy.silence()
        relaying = asyncio.create_task(relay.relay_once())
        await until(lambda: str(fact.id) in listening.ids)
        before = await house.waiting()
        proxy.let_answer()
        await relaying

    assert before == [fact.id]
    assert await house.waiting() == []


async def test_accepted_facts_wait_while_the_broker_is_away_and_leave_when_it_is_back(
    house: House, broker: Broker, amqp_url: str
) -> None:
    facts = [recorded() for _ in range(3)]
    listening = await broker.listen(OPENED)
    async with bad_network(amqp_url) as (proxy, url), publisher_at(url, confirm_seconds=1) as publisher:
        relay = Relay("routing", house.engine, TABLES, publisher)
        first = recorded()
        await house.tell(first)
        async with running(relay):
            await until(lambda: _nothing_waits(house))

            await proxy.cut()
            await house.tell(*facts)
            relay.wake()
            # Two failed tries: the first finds the connection broken, the second cannot open one.
            with pytest.raises(BROKER_ERRORS):
                await publisher.publish(to_wire(facts[0]), target=None)
            with pytest.raises(BROKER_ERRORS):
                await publisher.publish(to_wire(facts[0]), target=None)
            while_away = await house.waiting()
            await proxy.open()

            await until(lambda: {str(fact.id) for fact in facts} <= set(listening.ids))
            await until(lambda: _nothing_waits(house))

    assert while_away == [fact.id for fact in facts]


async def _nothing_waits(house: House) -> bool:
    return await house.waiting() == []


async def test_an_unroutable_fact_stays_and_is_postponed_while_its_neighbours_go_on(
    house: House, broker: Broker, amqp_url: str
) -> None:
    listening = await broker.listen(OPENED)
    unheard = await house.tell_type("case.nobody_hears.v1")
    neighbours = [recorded() for _ in range(20)]
    await house.tell(*neighbours)

    async with publisher_at(amqp_url) as publisher:
        relay = Relay("routing", house.engine, TABLES, publisher)
        async with running(relay):
            await until(lambda: len(listening.heard) == len(neighbours))
            await until(lambda: _postponed(house))

    rows = await house.rows("SELECT event_id, attempt, not_before > clock_timestamp() AS later FROM routing.outbox")
    assert [dict(row) for row in rows] == [{"event_id": unheard, "attempt": 1, "later": True}]


async def _postponed(house: House) -> bool:
    rows = await house.rows("SELECT attempt FROM routing.outbox")
    return [row["attempt"] for row in rows] == [1]


async def test_two_relays_keep_the_order_of_every_aggregate(house: House, broker: Broker, amqp_url: str) -> None:
    listening = await broker.listen(OPENED)
    firsts = [recorded() for _ in range(20)]
    facts = [first if version == 1 else with_version(first, version) for version in range(1, 16) for first in firsts]

    async with publisher_at(amqp_url) as one, publisher_at(amqp_url) as other:
        relays = [Relay("routing", house.engine, TABLES, publisher) for publisher in (one, other)]
        async with running(relays[0]), running(relays[1]):
            for start in range(0, len(facts), 60):
                await house.tell(*facts[start : start + 60])
            await until(lambda: _nothing_waits(house), seconds=20)
            await until(lambda: len(listening.heard) == len(facts))

    order: dict[str, list[int]] = {}
    for message in listening.heard:
        versions = order.setdefault(str(message.headers["cloudEvents_subject"]), [])
        versions.append(int(str(message.headers["cloudEvents_aggregateversion"])))
    assert order == {str(first.aggregate_id): list(range(1, 16)) for first in firsts}


async def test_a_publish_without_a_confirm_in_time_closes_its_channel(house: House, amqp_url: str) -> None:
    async with bad_network(amqp_url) as (proxy, url), publisher_at(url, confirm_seconds=1) as publisher:
        assert await publisher.publish(to_wire(recorded()), target=None)
        old = await publisher.open()

        proxy.silence()
        with pytest.raises(BROKER_ERRORS):
            await publisher.publish(to_wire(recorded()), target=None)
        proxy.let_answer()
        again = await publisher.publish(to_wire(recorded()), target=None)

        assert again is True
        assert old.is_closed
        assert await publisher.open() is not old


async def test_a_publish_into_a_broken_connection_fails_in_time(house: House, amqp_url: str) -> None:
    async with bad_network(amqp_url) as (proxy, url), publisher_at(url, confirm_seconds=1) as publisher:
        assert await publisher.publish(to_wire(recorded()), target=None)

        await proxy.cut()

        async with asyncio.timeout(10):
            with pytest.raises(BROKER_ERRORS):
                await publisher.publish(to_wire(recorded()), target=None)


class KilledAfterPublishing(Publisher):
    """Ends the relay between the confirm and the delete."""

    async def publish_all(
        self, messages: Sequence[tuple[Wire, str | None]], *, seconds: float
    ) -> list[bool | BaseException]:
        await super().publish_all(messages, seconds=seconds)
        raise asyncio.CancelledError


async def test_a_relay_killed_after_publishing_causes_a_second_copy_that_is_handled_once(
    house: House, broker: Broker, amqp_url: str
) -> None:
    fact = recorded()
    listening = await broker.listen(OPENED)
    await house.tell(fact)
    killed = KilledAfterPublishing(amqp_url, name="test-killed")
    with pytest.raises(asyncio.CancelledError):
        await Relay("routing", house.engine, TABLES, killed).relay_once()
    await killed.close()

    async with publisher_at(amqp_url) as publisher:
        await Relay("routing", house.engine, TABLES, publisher).relay_once()
    await until(lambda: len(listening.heard) == 2)
    collector = Collector(diligent(), TABLES, house.transactions)
    settling = asyncio.create_task(collector.run())
    for message in listening.heard:
        await collector.take(Incoming(headers=dict(message.headers), body=message.body))
    settling.cancel()

    assert listening.ids == [str(fact.id)] * 2
    assert await house.done() == [str(fact.id)]


async def test_a_fact_for_one_reader_goes_to_its_queue_alone(house: House, broker: Broker, amqp_url: str) -> None:
    reader = diligent()
    listening = await broker.listen(OPENED)
    fact = recorded()
    await house.tell(fact)
    async with house.admin.begin() as connection:
        await connection.execute(TABLES.outbox.update().values(target=reader.name))

    async with broker.queue_of(reader) as queue, publisher_at(amqp_url) as publisher:
        await Relay("routing", house.engine, TABLES, publisher).relay_once()
        message = await queue.get()

    assert message.message_id == str(fact.id)
    assert listening.heard == []


async def test_what_waits_is_measured(house: House, amqp_url: str) -> None:
    await house.tell(recorded(), recorded(CaseConfirmed(receipt="R8-0013", abstract_id=uuid4())))
    async with publisher_at(amqp_url) as publisher:
        relay = Relay("routing", house.engine, TABLES, publisher)

        waiting, seconds = await relay.measure()

    assert waiting == 2
    assert 0 < seconds < 60


async def test_a_long_queue_is_not_counted_to_its_end(
    house: House, amqp_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.messaging.relay.COUNTED_AT_MOST", 2)
    await house.tell(recorded(), recorded(), recorded())
    async with publisher_at(amqp_url) as publisher:
        waiting, _ = await Relay("routing", house.engine, TABLES, publisher).measure()

    assert waiting == 2


async def test_what_another_relay_left_behind_is_not_overtaken_by_a_later_version(
    house: House, broker: Broker, amqp_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.messaging.watermark.SETTLED_SECONDS", 0.0)
    listening = await broker.listen(OPENED)
    first = recorded()
    others = [one for one in (recorded() for _ in range(40)) if _shard(one) != _shard(first)]
    await house.tell(first)
    async with publisher_at(amqp_url) as publisher, house.admin.connect() as another:
        lock = text("SELECT 1 FROM routing.outbox_shard WHERE shard = :shard FOR UPDATE")
        await another.execute(lock, {"shard": _shard(first)})
        relay = Relay("routing", house.engine, TABLES, publisher)
        async with running(relay):
            for count, other in enumerate(others[:3], start=1):
                await house.tell(other)
                await until(partial(_has_heard, listening, count))
            await house.tell(with_version(first, 2))
            await another.rollback()
            await until(partial(_has_heard, listening, 5), seconds=20)

    assert [message.headers["cloudEvents_aggregateversion"] for message in listening.heard[3:]] == ["1", "2"]


def _shard(fact: Recorded[Fact]) -> int:
    return shard_of(fact.aggregate_id)


async def test_later_versions_do_not_overtake_one_that_nobody_was_bound_to_hear(
    house: House, broker: Broker, amqp_url: str
) -> None:
    unheard = await house.tell_type("case.nobody_hears.v1")
    (row,) = await house.rows("SELECT aggregate_id FROM routing.event_log")
    behind = [recorded(about=row["aggregate_id"], version=version) for version in (2, 3)]
    neighbour = recorded()
    listening = await broker.listen(OPENED)
    async with publisher_at(amqp_url) as publisher:
        relay = Relay("routing", house.engine, TABLES, publisher)
        await house.tell(behind[0])
        await relay.relay_once()
        await house.tell(behind[1], neighbour)
        await relay.relay_once()
        await relay.relay_once()
        await until(lambda: len(listening.heard) == 1)
        held = await house.waiting()

        await listening.queue.bind(EVENTS, "case.nobody_hears.v1")
        async with house.admin.begin() as connection:
            await connection.execute(text("UPDATE routing.outbox SET not_before = now() WHERE not_before IS NOT NULL"))
        async with running(relay):
            await until(lambda: _nothing_waits(house))
        await until(lambda: len(listening.heard) == 4)

    assert held == [unheard, *(fact.id for fact in behind)]
    assert listening.ids == [str(neighbour.id), str(unheard), *(str(fact.id) for fact in behind)]


class StuckAfterTheFirst(Publisher):
    """Publishes one fact of each aggregate, and then finds a broker that answers nothing."""

    async def publish_all(
        self, messages: Sequence[tuple[Wire, str | None]], *, seconds: float
    ) -> list[bool | BaseException]:
        if messages[0][0].headers["cloudEvents_aggregateversion"] == "1":
            return await super().publish_all(messages, seconds=seconds)
        await asyncio.sleep(seconds)
        return [TimeoutError()] * len(messages)


async def test_a_batch_that_gets_stuck_is_given_up_in_time_and_what_was_confirmed_still_leaves(
    house: House, amqp_url: str, broker: Broker
) -> None:
    first, other = recorded(), recorded()
    second = with_version(first, 2)
    listening = await broker.listen(OPENED)
    await house.tell(first, second, other)
    stuck = StuckAfterTheFirst(amqp_url, name="test-stuck")
    relay = Relay("routing", house.engine, TABLES, stuck, batch_seconds=0.5)

    with pytest.raises(TimeoutError):
        await relay.relay_once()
    await stuck.close()
    left = await house.rows("SELECT event_id, not_before, attempt FROM routing.outbox")
    await until(lambda: len(listening.heard) == 2)

    assert [dict(row) for row in left] == [{"event_id": second.id, "not_before": None, "attempt": 0}]


def test_a_batch_is_given_up_well_before_the_database_ends_its_transaction() -> None:
    hanging_up = 3 * CLOSE_SECONDS

    # `make_engine` lets a transaction be idle for 15 seconds.
    assert max(BATCH_SECONDS, CONFIRM_SECONDS) + hanging_up < 15


async def test_a_commit_after_a_quiet_time_leaves_at_once(
    house: House, broker: Broker, amqp_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    listening = await broker.listen(OPENED)
    monkeypatch.setattr("shared.messaging.relay.IDLE_SECONDS", (3_600,))
    async with publisher_at(amqp_url) as publisher:
        relay = Relay("routing", house.engine, TABLES, publisher)
        async with running(relay):
            for count in (1, 2, 3):
                await house.tell(recorded())
                relay.wake()
                await until(partial(_has_heard, listening, count))

    assert len(listening.heard) == 3


def _has_heard(listening: Listening, count: int) -> bool:
    return len(listening.heard) == count


async def test_a_relay_that_is_cancelled_finishes_the_batch_in_hand(
    house: House, broker: Broker, amqp_url: str
) -> None:
    entered, go_on = asyncio.Event(), asyncio.Event()

    class Slow(Publisher):
        async def publish_all(
            self, messages: Sequence[tuple[Wire, str | None]], *, seconds: float
        ) -> list[bool | BaseException]:
            outcomes = await super().publish_all(messages, seconds=seconds)
            entered.set()
            await go_on.wait()
            return outcomes

    await broker.listen(OPENED)
    await house.tell(recorded())
    slow = Slow(amqp_url, name="test-slow")
    relay = Relay("routing", house.engine, TABLES, slow)
    task = asyncio.create_task(relay.run())
    await entered.wait()

    task.cancel()
    before = (task.done(), len(await house.waiting()))
    go_on.set()
    with suppress(asyncio.CancelledError):
        await task
    await slow.close()

    assert before == (False, 1)
    assert await house.waiting() == []


async def test_many_publishes_at_once_each_get_their_own_answer(broker: Broker, amqp_url: str) -> None:
    facts = [recorded() for _ in range(60)]
    await broker.listen(OPENED)
    targets = [None if number % 3 else "routing.nobody" for number in range(len(facts))]
    async with publisher_at(amqp_url) as publisher:
        outcomes = await publisher.publish_all(
            [(to_wire(fact), target) for fact, target in zip(facts, targets, strict=True)], seconds=5
        )

    assert outcomes == [target is None for target in targets]
