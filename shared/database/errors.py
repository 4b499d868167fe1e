"""Tell an engine that is away from a statement that is wrong."""

import asyncio

import asyncpg
from sqlalchemy import exc

from shared.errors import Temporary

# Seen on real restarts and kills: DBAPIError, InterfaceError, InternalClientError and a bare ConnectionRefusedError.
_AWAY = (
    OSError,
    asyncio.TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    exc.TimeoutError,
    exc.InterfaceError,
)
# 08 connection, 40 serialisation and deadlock, 53 out of resources, 57P0x shutdown, 25P03 idle kill; 57014 and 55P03
# time.
_AWAY_STATES = ("08", "40001", "40P01", "53", "57P0", "25P03", "57014", "55P03")
# What a `try` around a transaction must name to ask `is_away` about it.
DATABASE_ERRORS = (
    OSError,
    asyncio.TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    exc.SQLAlchemyError,
)


class DatabaseAway(Temporary):
    """The database cannot be used now, or it is not known whether it committed."""


def is_away(error: BaseException) -> bool:
    """Return whether *error* says that the database, not the statement, is at fault."""
    if isinstance(error, DatabaseAway):
        return True
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, exc.DBAPIError) and (seen.connection_invalidated or seen.orig is None):
            return True
        state = getattr(seen, "sqlstate", None)
        if isinstance(state, str) and state.startswith(_AWAY_STATES):
            return True
        if isinstance(seen, _AWAY) and not isinstance(seen, exc.DBAPIError):
            return True
        seen = seen.orig if isinstance(seen, exc.DBAPIError) else seen.__cause__
    return False
