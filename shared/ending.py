"""End tasks that may not hear the first time that they are to end, and cut none that is ending already."""

import asyncio
from collections.abc import Collection, Iterable
from typing import Any

AGAIN_SECONDS = 1.0
# What a process that is asked to end takes at most, one after the other; whoever supervises it waits for longer than
# all of it (shared.supervisor.GRACE_S, `stop_grace_period`). First what is in hand ...
IN_HAND_SECONDS = 25.0
# ... in which the readers stop looking after themselves, ask the broker for no more, finish and hang up. A letter that
# a mail server is still looking into may need longer than this: it is cut, and counts as left by a killed process.
STOP_LOOKING_SECONDS = 2.0
ASK_BROKER_SECONDS = 5.0
HANG_UP_SECONDS = 3.0
DELIVERIES_SECONDS = IN_HAND_SECONDS - STOP_LOOKING_SECONDS - ASK_BROKER_SECONDS - HANG_UP_SECONDS - 1.0
# ... then the relay's batch, then the connections.
LAST_BATCH_SECONDS = 10.0
CLOSING_SECONDS = 3.0


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
