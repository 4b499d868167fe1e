"""Housekeeping: delete sessions and attempts to sign in that have run out."""

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.access.attempts import sweep_attempts
from shared.access.sessions import sweep_sessions
from shared.database.transactions import Transactions

log = structlog.get_logger()


async def sweep_once(transactions: Transactions[AsyncConnection], *, at: datetime) -> int:
    """Delete what has run out and return how many rows that were; raise DatabaseAway."""
    async with transactions.begin() as connection:
        swept = await sweep_sessions(connection, now=at) + await sweep_attempts(connection, now=at)
    if swept:
        log.info("swept", count=swept)
    return swept
