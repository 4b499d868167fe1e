"""End tasks that may not hear the first time that they are to end."""

import asyncio
from collections.abc import Collection
from typing import Any

AGAIN_SECONDS = 1.0


async def end(tasks: Collection[asyncio.Task[Any]], *, again_seconds: float = AGAIN_SECONDS) -> None:
    """Cancel *tasks* and return when all of them have ended; what they raise stays with them.

    The broker's client makes an error of its own of a cancellation that meets a connection it is just closing. Whoever
    lives with such errors goes on then, and has to be told again.
    """
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=again_seconds)
