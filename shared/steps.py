"""Steps that must not be cut in the middle."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def unbroken(step: Awaitable[T]) -> T:
    """Return what *step* gives; cancelled meanwhile, finish it first; cancelled twice, leave it.

    A step that ends as cancelled although nobody asked for it raises ConnectionAbortedError: libraries cancel what
    waits on a connection that is lost, and taken for our own end it would end a whole loop without a word.
    """
    running = asyncio.ensure_future(step)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError as error:
        if not _asked_to_end():
            raise ConnectionAbortedError from error
        try:
            await asyncio.wait((running,))
        except asyncio.CancelledError:
            running.cancel()
            raise
        if not running.cancelled():
            # Whoever asked to end it does not want its outcome; an error that nobody fetches would be logged as lost.
            running.exception()
        raise


def _asked_to_end() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
