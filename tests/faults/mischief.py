"""A third party at the broker: copies in any order, messages nobody can read, and refusals of innocent ones."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

import aio_pika
from aio_pika.abc import AbstractChannel
from aio_pika.exceptions import AMQPError
from aiormq.exceptions import AMQPError as LowLevelError

from shared.messaging.issues import Incoming
from shared.messaging.topology import EVENTS, REPLAY
from shared.messaging.wire import wire_of_row
from tests.faults.engine_faults import database
from tests.faults.town import Town

TELLERS: Final = ("intake", "routing", "notify")
READERS: Final = (
    "intake.parse-mail",
    "intake.progress",
    "routing.cases",
    "routing.suggestions",
    "routing.replies",
    "routing.parties",
    "routing.lessons",
    "notify.staff-inbox",
    "notify.proposer-mail",
    "publication.counts",
)
PATIENCE_S: Final = 15.0
TROUBLES: Final = (OSError, AMQPError, LowLevelError, RuntimeError, TimeoutError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mischief:
    """What is done to the broker's messages; *guilty* holds the ids of what nobody can read."""

    town: Town
    chance: random.Random
    count: Counter[str]
    guilty: set[str] = field(default_factory=set)

    async def copies(self) -> None:
        """Publish copies of recorded facts, old and new ones, in random order, exactly as a relay would."""
        rows: list[Mapping[str, Any]] = []
        async with database(self.town) as connection:
            for teller in TELLERS:
                for order in ("seq DESC", "random()"):
                    rows += await connection.fetch(
                        f"SELECT * FROM {teller}.event_log ORDER BY {order} LIMIT 8"  # noqa: S608 - fixed names
                    )
        self.chance.shuffle(rows)
        async with self._channel() as channel:
            exchange = await channel.get_exchange(EVENTS, ensure=False)
            for row in rows:
                wire = wire_of_row(row, row["data"].encode())
                message = aio_pika.Message(wire.body, headers=dict(wire.headers), message_id=str(wire.event_id))
                await exchange.publish(message, wire.type, mandatory=False, timeout=5)
                self.count["duplicates"] += 1

    async def poison(self) -> None:
        """Put a message that no reader can read into some reader's queue."""
        headers, body = self._unreadable()
        incoming = Incoming(headers=headers, body=body)
        self.guilty.add(str(incoming.event_id))
        async with self._channel() as channel:
            exchange = await channel.get_exchange(REPLAY, ensure=False)
            message = aio_pika.Message(body, headers=headers, delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
            await exchange.publish(message, self.chance.choice(READERS), timeout=5)
        self.count["poison"] += 1

    async def reject(self) -> None:
        """Take innocent messages out of a queue and refuse them: they become dead letters."""
        async with self._channel() as channel:
            for reader in self.chance.sample(READERS, k=len(READERS)):
                queue = await channel.get_queue(f"{reader}.v1", ensure=False)
                message = await queue.get(no_ack=False, fail=False, timeout=5)
                if message is not None:
                    await message.reject(requeue=False)
                    self.count["innocent_rejected"] += 1

    def _unreadable(self) -> tuple[dict[str, Any], bytes]:
        good = {
            "cloudEvents_specversion": "1.0",
            "cloudEvents_id": str(uuid4()),
            "cloudEvents_type": "case.opened.v1",
            "cloudEvents_source": "routing",
            "cloudEvents_time": "2026-11-20T00:00:00+00:00",
            "cloudEvents_subject": str(uuid4()),
            "cloudEvents_desk": "miono",
            "cloudEvents_aggregateversion": "1",
            "cloudEvents_actor": "service:routing",
            "cloudEvents_ruleversion": "miono:1",
            "cloudEvents_classification": "limited",
            "cloudEvents_correlationid": str(uuid4()),
        }
        kinds: list[tuple[dict[str, Any], bytes]] = [
            (good, b"{"),
            (good, json.dumps({"receipt": 5}).encode()),
            (good, b"\xff" * 1_000_000),
            (good | {"cloudEvents_type": "case.vanished.v9"}, b"{}"),
            (good | {"cloudEvents_aggregateversion": "many"}, b"{}"),
            ({"mark": str(uuid4())}, b"who knows"),
        ]
        return self.chance.choice(kinds)

    @asynccontextmanager
    async def _channel(self) -> AsyncIterator[AbstractChannel]:
        # A broker that dies in between answers nothing any more; a third party gives up and comes again.
        async with asyncio.timeout(PATIENCE_S):
            connection = await aio_pika.connect(self.town.urls.amqp_url, timeout=5)
            try:
                yield await connection.channel()
            finally:
                await asyncio.wait_for(connection.close(), 5)
