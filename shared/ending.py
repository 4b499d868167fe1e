"""End tasks that may not hear the first time that they are to end, and cut none that is ending already."""

import asyncio
from collections.abc import Collection, Iterable
from typing import Any

AGAIN_SECONDS = 1.0


def ask_to_end(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel those of *tasks* that nobody has cancelled: told twice, a step is left where it is (see shared.steps).

    When one task of a group fails, the group has cancelled all the others before anybody else comes to end them.
    """
    for task in tasks:
        if not task.cancelling():
            task.cancel()


async def end(tasks: Collection[asyncio.Task[Any]], *, again_seconds: float = AGAIN_SECONDS) -> None:
    """Cancel *tasks* and return when all of them have ended; what they raise stays with them.

    The broker's client makes an error of its own of a cancellation that meets a connection it is just closing. Whoever
    lives with such errors goes on then, and has to be told again.
    """
    left = set(tasks)
    ask_to_end(left)
    while left:
        _, left = await asyncio.wait(left, timeout=again_seconds)
        for task in left:
            task.cancel()
