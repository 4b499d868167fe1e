"""Calls close by themselves once their day has passed, whether anybody works then or not."""

from datetime import datetime
from typing import Final

import structlog

from services.routing.domain.ledger.calls.book import BOOK
from services.routing.domain.ledger.calls.call import CLOSING, CallState
from services.routing.ports import Told
from services.routing.storage.work import RoutingWork
from shared.database.transactions import Transactions
from shared.events.call import CallClosed
from shared.events.who import by_service
from shared.japanese.era import day_in_japan

log = structlog.get_logger()
# How many calls are closed by one transaction.
AT_ONCE: Final = 50


async def close_calls(transactions: Transactions[RoutingWork], *, at: datetime) -> int:
    """Close every call whose last day has passed *at* a moment, and return how many."""
    closed = 0
    while True:
        async with transactions.begin() as work:
            over = await work.ledger_dues.passed(BOOK.kind, CLOSING, day_in_japan(at), most=AT_ONCE)
            for desk_id, number in over:
                call = await work.ledger.get(BOOK, desk_id, number)
                if call.state != CallState.PUBLISHED or call.closes_on >= day_in_japan(at):
                    continue
                fact = CallClosed(number=number, department=call.lead, applications=len(call.applications))
                await work.ledger.save(BOOK, call, [fact], Told(actor=by_service("routing"), at=at))
        closed += len(over)
        if len(over) < AT_ONCE:
            break
    if closed:
        log.info("calls_closed", count=closed)
    return closed
