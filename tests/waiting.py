"""Wait for something to become true; a test that sleeps is either slow or wrong."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable

_PAUSE_SECONDS = 0.02


async def until(condition: Callable[[], object | Awaitable[object]], *, seconds: float = 10) -> None:
    """Return once *condition*, a function or coroutine function, says something true; fail after *seconds*."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while True:
        said = condition()
        if inspect.isawaitable(said):
            said = await said
        if said:
            return
        if loop.time() > end:
            raise AssertionError(f"not true within {seconds} s: {inspect.getsource(condition).strip()}")
        await asyncio.sleep(_PAUSE_SECONDS)
