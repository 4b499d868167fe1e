"""The desk with the suggestions off, by the operator's own switch: the reader is paused, its queue keeps what comes."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aio_pika
import asyncpg

from tests.benchmarks.outcome import NotDone

READER = "routing.suggestions"
_QUEUE = f"{READER}.v1"
_LONGEST_SECONDS = 30.0
_LOOK_SECONDS = 0.2
_PAUSE = """
UPDATE routing.reader SET paused_at = now(), paused_by = 'benchmark', paused_reason = 'measured without' WHERE name = $1
"""
_RESUME = "UPDATE routing.reader SET paused_at = NULL, paused_by = NULL, paused_reason = NULL WHERE name = $1"


@asynccontextmanager
async def without_suggestions(connection: asyncpg.Connection, amqp_url: str) -> AsyncIterator[None]:
    """Pause the reader while the block runs, and throw away what it has not read, so that the next round is not its."""
    broker = await aio_pika.connect(amqp_url)
    try:
        channel = await broker.channel()
        await connection.execute(_PAUSE, READER)
        await _until_nobody_reads(channel)
        yield
        await (await channel.declare_queue(_QUEUE, passive=True)).purge()
        await connection.execute(_RESUME, READER)
    finally:
        await broker.close()


async def _until_nobody_reads(channel: aio_pika.abc.AbstractChannel) -> None:
    end = time.monotonic() + _LONGEST_SECONDS
    while (await channel.declare_queue(_QUEUE, passive=True)).declaration_result.consumer_count:
        if time.monotonic() > end:
            raise NotDone(f"the reader {READER} was paused and reads on")
        await asyncio.sleep(_LOOK_SECONDS)
