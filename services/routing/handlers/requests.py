"""Answers to requests of programs are forgotten once nobody repeats them any more."""

from datetime import datetime, timedelta
from typing import Final

import structlog

from services.routing.storage.work import RoutingWork
from shared.database.transactions import Transactions

log = structlog.get_logger()
# Longer than a program waits over a long weekend; docs/interface.md says it.
KEPT: Final = timedelta(days=7)


async def forget_answers(transactions: Transactions[RoutingWork], *, at: datetime) -> int:
    """Drop the answers that were kept long enough and return how many."""
    async with transactions.begin() as work:
        gone = await work.requests.forget(before=at - KEPT)
    if gone:
        log.info("answers_forgotten", count=gone)
    return gone
