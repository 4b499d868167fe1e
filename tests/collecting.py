"""Let a reader take facts as the broker would deliver them: at once, so that they are one batch."""

import asyncio
from typing import TypeVar

from shared.events import Fact, Recorded
from shared.messaging.collector import Collector
from shared.messaging.issues import Incoming
from shared.messaging.wire import to_wire
from tests.waiting import until_ended

W = TypeVar("W")
_SECONDS = 20


async def collect(collector: Collector[W], *facts: Recorded[Fact]) -> None:
    """Return once each of *facts* is settled."""
    wires = [to_wire(fact) for fact in facts]
    taking = asyncio.gather(*(collector.take(Incoming(headers=wire.headers, body=wire.body)) for wire in wires))
    running = asyncio.create_task(collector.run())
    try:
        async with asyncio.timeout(_SECONDS):
            await taking
    finally:
        await until_ended(running)
