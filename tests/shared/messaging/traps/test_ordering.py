"""The trap of several relays: rows taken in order do not leave in order (reliability: V12)."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text

from shared.messaging.publisher import Publisher
from shared.messaging.relay import Relay
from tests.shared.messaging.conftest import TABLES, Broker, House, recorded, with_version
from tests.shared.messaging.test_relay import running
from tests.waiting import until

OPENED = "case.opened.v1"
AGGREGATES = 20
VERSIONS = 30
RELAYS = 4


@pytest.fixture
async def told(house: House) -> int:
    """Many facts of few aggregates wait in the outbox."""
    firsts = [recorded() for _ in range(AGGREGATES)]
    for version in range(1, VERSIONS + 1):
        await house.tell(*(first if version == 1 else with_version(first, version) for first in firsts))
    return AGGREGATES * VERSIONS


def inversions(heard: list[tuple[str, int]]) -> int:
    """Return how often a version of an aggregate came after a later one."""
    newest: dict[str, int] = defaultdict(int)
    found = 0
    for aggregate, version in heard:
        found += version < newest[aggregate]
        newest[aggregate] = max(newest[aggregate], version)
    return found


async def naive_relay(house: House, publish: Callable[[str, int], Awaitable[None]]) -> None:
    """Take ten rows nobody else has, publish them, delete them: each step is right, all together are not."""
    while True:
        async with house.admin.begin() as connection:
            rows = (
                await connection.execute(
                    text(
                        "SELECT o.seq, e.aggregate_id::text, e.aggregate_version FROM routing.outbox o"
                        " JOIN routing.event_log e USING (event_id) ORDER BY o.seq LIMIT 10"
                        " FOR UPDATE OF o SKIP LOCKED"
                    )
                )
            ).all()
            if not rows:
                return
            for row in rows:
                await publish(row.aggregate_id, row.aggregate_version)
            await connection.execute(
                text("DELETE FROM routing.outbox WHERE seq = ANY(:done)"), {"done": [row.seq for row in rows]}
            )


async def test_v12_rows_that_skip_the_locked_ones_overtake_each_other(house: House, told: int) -> None:
    heard: list[tuple[str, int]] = []
    calls = 0
    others_were_faster = asyncio.Event()

    async def publish(aggregate: str, version: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            # One answer of the network is late; the other relays meanwhile take what comes after these rows.
            await others_were_faster.wait()
        heard.append((aggregate, version))
        if len(heard) == AGGREGATES * 2:
            others_were_faster.set()

    await asyncio.gather(*(naive_relay(house, publish) for _ in range(RELAYS)))

    assert len(heard) == told
    assert inversions(heard) > 0


async def test_v12_ours_keep_the_order_of_every_aggregate(
    house: House, broker: Broker, amqp_url: str, told: int
) -> None:
    listening = await broker.listen(OPENED)

    async with AsyncExitStack() as stack:
        for number in range(RELAYS):
            publisher = Publisher(amqp_url, name=f"test-v12-{number}")
            stack.push_async_callback(publisher.close)
            await stack.enter_async_context(running(Relay("routing", house.engine, TABLES, publisher)))
        await until(lambda: len(listening.heard) == told, seconds=20)

    order = [
        (str(one.headers["cloudEvents_subject"]), int(str(one.headers["cloudEvents_aggregateversion"])))
        for one in listening.heard
    ]
    assert inversions(order) == 0
