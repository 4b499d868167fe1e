"""Steps that must not be cut in the middle."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def unbroken(step: Awaitable[T]) -> T:
    """Return what *step* gives; cancelled meanwhile, finish it first; cancelled twice, leave it."""
    running = asyncio.ensure_future(step)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        try:
            await asyncio.wait((running,))
        except asyncio.CancelledError:
            running.cancel()
            raise
        if not running.cancelled():
            # Whoever asked to end it does not want its outcome; an error that nobody fetches would be logged as lost.
            running.exception()
        raise
