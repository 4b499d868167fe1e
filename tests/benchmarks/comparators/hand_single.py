"""Hand-written, one message a transaction: asyncpg and aio-pika, outbox, confirms, dedupe, ack after the commit."""

import asyncio
import sys
from contextlib import suppress

import asyncpg
import uvloop
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from tests.benchmarks.comparators import hand
from tests.benchmarks.comparators.common import AT_ONCE, tell

_TAKE = """
DELETE FROM {outbox} WHERE seq IN (SELECT seq FROM {outbox} ORDER BY seq LIMIT 100 FOR UPDATE SKIP LOCKED)
RETURNING id::text, body
"""
_KNOWN = "INSERT INTO handled (reader, id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id"
POLL_SECONDS = 0.05


class Relay:
    """Carries one outbox to one queue; woken by commits of this process."""

    def __init__(self, pool: asyncpg.Pool, channel: AbstractChannel, *, outbox: str, key: str) -> None:
        self._pool, self._channel, self._key = pool, channel, key
        self._take = _TAKE.format(outbox=outbox)
        self.woken = asyncio.Event()

    async def run(self) -> None:
        """Relay until cancelled; rows go with the transaction that saw their confirms."""
        while True:
            self.woken.clear()
            async with self._pool.acquire() as connection, connection.transaction():
                rows = await connection.fetch(self._take)
                await asyncio.gather(*(hand.publish(self._channel, self._key, row["id"], row["body"]) for row in rows))
            if not rows:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.woken.wait(), POLL_SECONDS)


async def accept() -> None:
    """Accept proposals, 16 at once, and relay them."""
    pool, channel = await hand.pool(), await hand.channel()
    await hand.declare(channel, hand.ROUTING)
    relay = Relay(pool, channel, outbox="outbox_accept", key=hand.ROUTING)

    async def some(numbers: list[None]) -> None:
        while numbers:
            numbers.pop()
            id_, body = hand.tell_event()
            async with pool.acquire() as connection, connection.transaction():
                await connection.execute("INSERT INTO accepted (id, payload) VALUES ($1, $2)", id_, body)
                await connection.execute("INSERT INTO outbox_accept (id, body) VALUES ($1, $2)", id_, body)
            relay.woken.set()

    async def accept_all(count: int) -> None:
        numbers = [None] * count
        await asyncio.gather(*(some(numbers) for _ in range(AT_ONCE)))

    relaying = asyncio.create_task(relay.run())
    tell(await hand.measure(accept_all))
    relaying.cancel()


async def route() -> None:
    """Open cases and relay what follows."""
    pool, channel = await hand.pool(), await hand.channel()
    await hand.declare(channel, hand.NOTIFY)
    relay = Relay(pool, channel, outbox="outbox_route", key=hand.NOTIFY)

    async def receive(message: AbstractIncomingMessage) -> None:
        said = hand.hear_event(message)
        async with pool.acquire() as connection, connection.transaction():
            if await connection.fetchval(_KNOWN, "routing", said.id) is not None:
                body = said.model_dump_json()
                await connection.execute("INSERT INTO routed (id, payload) VALUES ($1, $2)", said.id, body)
                await connection.execute("INSERT INTO history (id, payload) VALUES ($1, $2)", said.id, body)
                await connection.execute("INSERT INTO outbox_route (id, body) VALUES ($1, $2)", said.id, body)
        relay.woken.set()
        await message.ack()

    await hand.queue(hand.ROUTING, receive)
    await relay.run()


async def notify() -> None:
    """Write notifications."""
    pool = await hand.pool()

    async def receive(message: AbstractIncomingMessage) -> None:
        said = hand.hear_event(message)
        async with pool.acquire() as connection, connection.transaction():
            if await connection.fetchval(_KNOWN, "notify", said.id) is not None:
                body = said.model_dump_json()
                await connection.execute("INSERT INTO notified (id, payload) VALUES ($1, $2)", said.id, body)
        await message.ack()

    await hand.queue(hand.NOTIFY, receive)
    await asyncio.Event().wait()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run({"accept": accept, "routing": route, "notify": notify}[sys.argv[1]]())
