"""Hand-written, as fast as it gets: one statement per hop for up to 100 messages, relay woken in the process."""

import asyncio
import sys
from contextlib import suppress

import asyncpg
import uvloop
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from tests.benchmarks.comparators import hand
from tests.benchmarks.comparators.common import BATCH_AT_ONCE, database, tell

BATCH = 100
POLL_SECONDS = 0.05
_ACCEPT = """
WITH said AS (SELECT * FROM unnest($1::uuid[], $2::text[]) AS said(id, body)),
     kept AS (INSERT INTO accepted (id, payload) SELECT id, body FROM said)
INSERT INTO outbox_accept (id, body) SELECT id, body FROM said
"""
_ROUTE = """
WITH said AS (SELECT * FROM unnest($1::uuid[], $2::text[]) AS said(id, body)),
     fresh AS (INSERT INTO handled (reader, id) SELECT 'routing', id FROM said ON CONFLICT DO NOTHING RETURNING id),
     known AS (SELECT id, body FROM said JOIN fresh USING (id)),
     cases AS (INSERT INTO routed (id, payload) SELECT id, body FROM known),
     past AS (INSERT INTO history (id, payload) SELECT id, body FROM known)
INSERT INTO outbox_route (id, body) SELECT id, body FROM known
"""
_NOTIFY = """
WITH said AS (SELECT * FROM unnest($1::uuid[], $2::text[]) AS said(id, body)),
     fresh AS (INSERT INTO handled (reader, id) SELECT 'notify', id FROM said ON CONFLICT DO NOTHING RETURNING id)
INSERT INTO notified (id, payload) SELECT id, body FROM said JOIN fresh USING (id)
"""


class Relay:
    """Carries one outbox to one queue on one connection; a delete that is lost costs only a second copy."""

    def __init__(self, connection: asyncpg.Connection, channel: AbstractChannel, *, outbox: str, key: str) -> None:
        self._connection, self._channel, self._key = connection, channel, key
        self._look = f"SELECT seq, id::text, body FROM {outbox} ORDER BY seq LIMIT 200"  # noqa: S608 - written here
        self._delete = f"DELETE FROM {outbox} WHERE seq = ANY($1::bigint[])"  # noqa: S608 - the same
        self.woken = asyncio.Event()

    async def run(self) -> None:
        """Relay until cancelled."""
        await self._connection.execute("SET synchronous_commit = off")
        while True:
            self.woken.clear()
            rows = await self._connection.fetch(self._look)
            await asyncio.gather(*(hand.publish(self._channel, self._key, row["id"], row["body"]) for row in rows))
            if rows:
                await self._connection.execute(self._delete, [row["seq"] for row in rows])
            else:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.woken.wait(), POLL_SECONDS)


class Collector:
    """Hands up to 100 messages to one statement and acknowledges them together after its commit."""

    def __init__(self, connection: asyncpg.Connection, statement: str, done: asyncio.Event | None = None) -> None:
        self._connection, self._statement, self._done = connection, statement, done
        self._waiting: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()

    async def receive(self, message: AbstractIncomingMessage) -> None:
        """Take one message in."""
        self._waiting.put_nowait(message)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < BATCH and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            said = [hand.hear_event(message) for message in batch]
            await self._connection.execute(
                self._statement, [one.id for one in said], [one.model_dump_json() for one in said]
            )
            if self._done is not None:
                self._done.set()
            await batch[-1].ack(multiple=True)


async def accept() -> None:
    """Accept proposals, 200 at once, up to 100 in one statement, and relay them."""
    channel, connection = await hand.channel(), await asyncpg.connect(database())
    await hand.declare(channel, hand.ROUTING)
    relay = Relay(await asyncpg.connect(database()), channel, outbox="outbox_accept", key=hand.ROUTING)
    waiting: asyncio.Queue[tuple[str, str, asyncio.Future[None]]] = asyncio.Queue()

    async def keep() -> None:
        while True:
            batch = [await waiting.get()]
            while len(batch) < BATCH and not waiting.empty():
                batch.append(waiting.get_nowait())
            await connection.execute(_ACCEPT, [one[0] for one in batch], [one[1] for one in batch])
            relay.woken.set()
            for _, _, kept in batch:
                kept.set_result(None)

    async def some(numbers: list[None]) -> None:
        while numbers:
            numbers.pop()
            kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            waiting.put_nowait((*hand.tell_event(), kept))
            await kept

    async def accept_all(count: int) -> None:
        numbers = [None] * count
        await asyncio.gather(*(some(numbers) for _ in range(BATCH_AT_ONCE)))

    jobs = [asyncio.create_task(relay.run()), asyncio.create_task(keep())]
    tell(await hand.measure(accept_all))
    for job in jobs:
        job.cancel()


async def route() -> None:
    """Open cases and relay what follows."""
    channel = await hand.channel()
    await hand.declare(channel, hand.NOTIFY)
    relay = Relay(await asyncpg.connect(database()), channel, outbox="outbox_route", key=hand.NOTIFY)
    collector = Collector(await asyncpg.connect(database()), _ROUTE, relay.woken)
    await hand.queue(hand.ROUTING, collector.receive)
    await asyncio.gather(relay.run(), collector.run())


async def notify() -> None:
    """Write notifications."""
    collector = Collector(await asyncpg.connect(database()), _NOTIFY)
    await hand.queue(hand.NOTIFY, collector.receive)
    await collector.run()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run({"accept": accept, "routing": route, "notify": notify}[sys.argv[1]]())
