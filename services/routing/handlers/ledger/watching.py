"""The days of the ledger: who has to do something is told when a day is near, and again when it has passed."""

from datetime import datetime
from typing import Final

import structlog

from services.routing.storage.work import RoutingWork
from shared.database.transactions import Transactions
from shared.japanese.era import day_in_japan
from shared.scheme.calendar import office_works

log = structlog.get_logger()
# How many days are told by one transaction.
AT_ONCE: Final = 200


async def watch_ledger(transactions: Transactions[RoutingWork], *, at: datetime) -> int:
    """Tell every day that is due to be told *at* a moment, once, and return how many; outside office hours none."""
    told = 0
    while True:
        async with transactions.begin() as work:
            days = [
                day
                for desk_id, scheme in work.schemes.current.items()
                if office_works(scheme.calendar, at)
                for day in await work.ledger_dues.untold(desk_id, day_in_japan(at), most=AT_ONCE)
            ]
            await work.ledger_dues.tell(days, at)
        told += len(days)
        if len(days) < AT_ONCE:
            break
    if told:
        log.info("ledger_days_told", count=told)
    return told
