"""A job that is done again and again, as long as its process runs."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from shared.database.errors import DatabaseAway
from shared.messaging.issues import describe
from shared.steps import unbroken
from shared.unforeseen import UNFORESEEN

log = structlog.get_logger()


async def every(seconds: float, do: Callable[[], Awaitable[object]], kind: str) -> None:
    """Do it again and again until cancelled; what could not be done is done at the next look.

    While the database is away, there is nothing to write it down in; a mistake of ours is logged as an error.
    """
    while True:
        try:
            await unbroken(do())
        except (DatabaseAway, ConnectionAbortedError) as error:
            log.warning("look_failed", kind=kind, error_class=type(error).__name__)
        except UNFORESEEN as error:
            # Without the traceback, which may quote what no log may hold.
            log.error("look_failed", kind=kind, error=describe(error))  # noqa: TRY400 - see above
        await asyncio.sleep(seconds)
