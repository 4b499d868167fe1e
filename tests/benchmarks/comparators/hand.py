"""What both hand-written pipelines share: the broker with confirms and quorum queues, the producer's clock."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import aio_pika
import asyncpg
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue
from pydantic import BaseModel, ConfigDict

from tests.benchmarks.comparators.common import (
    COUNT,
    LONGEST_SECONDS,
    LOOK_SECONDS,
    Timed,
    broker,
    counts,
    database,
    event,
)

PREFETCH = 200
POOL = 10
ROUTING, NOTIFY = "hand.routing", "hand.notify"
Receive = Callable[[AbstractIncomingMessage], Awaitable[None]]


class Event(BaseModel):
    """An event of 1 kB, checked when it is told and when it is heard, as events with a contract are."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    type: str
    text: str


def tell_event() -> tuple[str, str]:
    """Return a new id and its event as it travels."""
    told = Event.model_validate_json(event()[1])
    return told.id, told.model_dump_json()


def hear_event(message: AbstractIncomingMessage) -> Event:
    """Return the event of a message."""
    return Event.model_validate_json(message.body)


async def pool() -> asyncpg.Pool:
    """Open connections."""
    return await asyncpg.create_pool(database(), min_size=POOL, max_size=POOL)


async def channel() -> AbstractChannel:
    """Open a connection of its own and a channel that confirms."""
    connection = await aio_pika.connect(broker())
    return await connection.channel(publisher_confirms=True)


async def queue(name: str, receive: Receive) -> None:
    """Consume a quorum queue, on another connection than the one that publishes."""
    consuming = await channel()
    await consuming.set_qos(prefetch_count=PREFETCH)
    await (await declare(consuming, name)).consume(receive)


async def declare(channel: AbstractChannel, name: str) -> AbstractQueue:
    """Declare a durable quorum queue."""
    return await channel.declare_queue(name, durable=True, arguments={"x-queue-type": "quorum"})


async def publish(channel: AbstractChannel, key: str, id_: str, body: str) -> None:
    """Publish one persistent message and wait for its confirm."""
    message = aio_pika.Message(
        body.encode(), delivery_mode=aio_pika.DeliveryMode.PERSISTENT, message_id=id_, content_type="application/json"
    )
    await channel.default_exchange.publish(message, key, mandatory=True)


async def measure(accept: Callable[[int], Awaitable[None]]) -> Timed:
    """Warm up, then time *accept* and the arrival of everything at the last hop."""
    warm, count = counts()
    looking = await asyncpg.connect(database())
    await accept(warm)
    await _wait(looking, warm)
    start = time.monotonic()
    await accept(count)
    accepted = time.monotonic()
    await _wait(looking, warm + count)
    return Timed(proposals=count, seconds=time.monotonic() - start, accept_seconds=accepted - start)


async def _wait(looking: asyncpg.Connection, count: int) -> None:
    async with asyncio.timeout(LONGEST_SECONDS):
        while await looking.fetchval(COUNT) < count:  # noqa: ASYNC110 - another process brings them
            await asyncio.sleep(LOOK_SECONDS)
