"""Steps that must not be cut in the middle."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


class JobEnded(RuntimeError):
    """A job that lasts as long as its process ended although nobody asked for it."""


async def lasting(job: Callable[[], Awaitable[None]]) -> None:
    """Do *job* until cancelled; raise JobEnded when it ends by itself, also as cancelled, which looks like peace."""
    try:
        await job()
    except asyncio.CancelledError as error:
        if _asked_to_end():
            raise
        raise JobEnded(f"{job} was cancelled by nobody") from error
    raise JobEnded(f"{job} ended")


async def unbroken(step: Awaitable[T], *, asked: Callable[[], None] = lambda: None) -> T:
    """Return what *step* gives; cancelled meanwhile, finish it first; cancelled twice, leave it.

    *asked* is called when cancelled, so that a long step can end early.

    A step that ends as cancelled although nobody asked for it raises ConnectionAbortedError: libraries cancel what
    waits on a connection that is lost, and taken for our own end it would end a whole loop without a word.
    """
    running = asyncio.ensure_future(step)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError as error:
        if not _asked_to_end():
            raise ConnectionAbortedError from error
        asked()
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
