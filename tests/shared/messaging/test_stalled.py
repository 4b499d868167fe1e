"""A queue that has stalled (see shared.setup.stalled): who suffers, and who goes on once it is made anew."""

import asyncio

import pytest

from deploy.local.engines import Engines
from shared.messaging import subscription
from shared.messaging.consume import Consumers
from tests.broker_control import leave_without_leader, leave_without_process
from tests.shared.messaging.conftest import TABLES, Broker, House, diligent, incoming, recorded
from tests.waiting import until, until_ended


async def test_the_reader_of_a_stalled_queue_keeps_no_other_waiting_and_begins_when_it_is_made_anew(
    house: House, broker: Broker, amqp_url: str, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscription, "ASK_BROKER_SECONDS", 1.0)
    stalled, other = diligent("routing.test-stalled"), diligent("routing.test-well")
    first, second = recorded(), recorded()
    consumers = Consumers([stalled, other], TABLES, house.transactions, amqp_url=amqp_url, prefetch=10)
    async with broker.queue_of(other):
        async with broker.queue_of(stalled) as queue:
            await asyncio.to_thread(leave_without_leader, engines, queue.name)
            task = asyncio.create_task(consumers.run())
            await broker.send(other, incoming(first))
            await until(lambda: _has_done(house, first.id))
            # Deleting a queue without leader takes the broker five seconds; one without process is gone at once.
            await asyncio.to_thread(leave_without_process, engines, queue.name)

        async with broker.queue_of(stalled):
            await broker.send(stalled, incoming(second))
            await until(lambda: _has_done(house, first.id, second.id))
            await until_ended(task)


async def _has_done(house: House, *ids: object) -> bool:
    return await house.done() == [str(one) for one in ids]
