"""What may go wrong around one mail, and how long its record waits for a database that is away."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from shared.database.errors import DATABASE_ERRORS, DatabaseAway
from shared.errors import DeskError

T = TypeVar("T")
_AWAY_SECONDS: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
# The record waits for the database as long as nobody else may think the mail was left behind.
_RECORDING_TRIES: Final = 40
# What a mistake of ours, or a statement the database refuses, is raised as. One mail's mishap ends that mail
# as a trouble somebody sees; it must never end the loop that sends all the others.
UNFORESEEN: Final = (
    *DATABASE_ERRORS,
    DeskError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)


async def patiently(step: Callable[[], Awaitable[T]]) -> T:
    """Repeat *step* while the database is away: an answer that is forgotten would be a second mail."""
    for tried in range(_RECORDING_TRIES):
        try:
            return await step()
        except DatabaseAway:
            await asyncio.sleep(_AWAY_SECONDS[min(tried, len(_AWAY_SECONDS) - 1)])
    return await step()
