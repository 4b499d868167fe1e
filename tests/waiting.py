"""Wait for something to become true; a test that sleeps is either slow or wrong."""

import asyncio
import inspect
import subprocess
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from shared.ending import end

_PAUSE_SECONDS = 0.02
_LONGEST_PAUSE_SECONDS = 0.1
# Longer than what is told once takes to finish what it has in hand.
_AGAIN_SECONDS = 5


async def until(condition: Callable[[], object | Awaitable[object]], *, seconds: float = 30) -> None:
    """Return once *condition*, a function or coroutine function, says something true; fail after *seconds*."""
    loop = asyncio.get_running_loop()
    end, pause = loop.time() + seconds, _PAUSE_SECONDS
    while True:
        said = condition()
        if inspect.isawaitable(said):
            said = await said
        if said:
            return
        if loop.time() > end:
            raise AssertionError(f"not true within {seconds} s: {inspect.getsource(condition).strip()}")
        # What takes long leaves the processor to those it waits for.
        await asyncio.sleep(pause)
        pause = min(pause * 1.1, _LONGEST_PAUSE_SECONDS)


def until_it_answers(
    answers: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, *, seconds: float
) -> None:
    """Return once a server that was just started *answers*; fail with the end of its *log* when it died or is late."""
    end = time.monotonic() + seconds
    while not answers():
        if process.poll() is not None or time.monotonic() > end:
            raise AssertionError(f"did not start: {log.read_text()[-800:] if log.exists() else ''}")
        time.sleep(_PAUSE_SECONDS)


async def until_ended(task: asyncio.Task[None]) -> None:
    """End a task that runs until it is told to stop, and may not hear it the first time; raise what broke it."""
    await end([task], again_seconds=_AGAIN_SECONDS)
    if not task.cancelled():
        task.result()
