"""A job that is done again and again, as long as its process runs."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from shared.database.errors import DatabaseAway
from shared.steps import unbroken

log = structlog.get_logger()


async def every(seconds: float, do: Callable[[], Awaitable[object]], kind: str) -> None:
    """Do it again and again; while the database is away, there is nothing to write it down in."""
    while True:
        try:
            await unbroken(do())
        except (DatabaseAway, ConnectionAbortedError) as error:
            log.warning("look_failed", kind=kind, error_class=type(error).__name__)
        await asyncio.sleep(seconds)
