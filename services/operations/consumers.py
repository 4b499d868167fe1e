"""The collector of dead letters: empties the net below all queues, so that nothing stays where nobody looks."""

import asyncio
from typing import Final

import structlog
from aio_pika.abc import AbstractQueue

from services.operations.domain.letters import Fate
from services.operations.handlers import metrics
from services.operations.storage.work import Work
from shared.database.errors import DatabaseAway
from shared.database.transactions import Transactions
from shared.failpoints import Failpoint, reached
from shared.messaging.issues import Incoming
from shared.messaging.publisher import BROKER_ERRORS, Publisher
from shared.messaging.topology import DEAD_QUEUE

log = structlog.get_logger()
POLL_SECONDS: Final = 2.0
AWAY_SECONDS: Final = 10.0
_ANSWER_SECONDS: Final = 10


class DeadLetters:
    """Takes letters one by one, on a connection of its own, and acknowledges each after its COMMIT.

    It asks instead of subscribing: the net is empty but for accidents, and a subscription can die without a word.
    """

    def __init__(self, transactions: Transactions[Work], *, amqp_url: str, poll_seconds: float = POLL_SECONDS) -> None:
        """Connect to *amqp_url* at the first look; look again *poll_seconds* after the net was empty."""
        self._transactions = transactions
        self._poll_seconds = poll_seconds
        self._line = Publisher(amqp_url, name="operations-dead-letters")

    async def run(self) -> None:
        """Collect until cancelled; wait for broker and database as long as it takes."""
        try:
            while True:
                try:
                    await self.collect()
                except (DatabaseAway, *BROKER_ERRORS) as error:
                    log.warning("dead_letters_wait", error_class=type(error).__name__)
                    # What was taken and not acknowledged goes back with the connection.
                    await self._line.close()
                    await asyncio.sleep(max(AWAY_SECONDS, self._poll_seconds))
                else:
                    await asyncio.sleep(self._poll_seconds)
        finally:
            await self._line.close()

    async def collect(self) -> int:
        """Settle every letter that lies there and return how many; raise DatabaseAway or one of BROKER_ERRORS."""
        channel = await self._line.open()
        queue = await channel.get_queue(DEAD_QUEUE, ensure=False)
        taken = 0
        while await self._take(queue):
            taken += 1
        return taken

    async def _take(self, queue: AbstractQueue) -> bool:
        message = await queue.get(fail=False, timeout=_ANSWER_SECONDS)
        if message is None:
            return False
        incoming = Incoming(headers=dict(message.headers), body=message.body)
        # The queue's own arguments set the key, and only the broker writes into the net. What a message says of its
        # past (x-death) anybody could have written: it decides nothing.
        key = message.routing_key or ""
        async with self._transactions.begin() as work:
            fate = await work.letters.settle(key, incoming)
        reached(Failpoint.DEAD_LETTER_COPIED)
        await message.ack()
        metrics.DEAD_LETTERS.labels(fate=fate.value).inc()
        reader = "unknown" if fate is Fate.KEPT else key
        log.warning("dead_letter", reader=reader, event_id=str(incoming.event_id), kind=fate.value)
        return True
