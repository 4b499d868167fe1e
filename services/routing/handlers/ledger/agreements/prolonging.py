"""Agreements that say so go on by themselves after their last day, unless somebody decided otherwise before."""

from datetime import datetime
from typing import Final

import structlog

from services.routing.domain.ledger.agreement import AGREEMENTS, AgreementState
from services.routing.domain.ledger.agreement_dues import AgreementDue
from services.routing.ports import Told
from services.routing.storage.work import RoutingWork
from shared.database.transactions import Transactions
from shared.events.agreements import AgreementProlonged
from shared.events.who import by_service
from shared.japanese.era import day_in_japan

log = structlog.get_logger()
# How many agreements go on in one transaction.
AT_ONCE: Final = 50


async def prolong_agreements(transactions: Transactions[RoutingWork], *, at: datetime) -> int:
    """Let every agreement go on whose last day has passed *at* a moment and that goes on by itself; return how many."""
    prolonged, today = 0, day_in_japan(at)
    while True:
        async with transactions.begin() as work:
            over = await work.ledger_dues.passed(AGREEMENTS.kind, AgreementDue.PROLONGING, today, most=AT_ONCE)
            for desk_id, number in over:
                agreement = await work.ledger.get(AGREEMENTS, desk_id, number)
                before, until = agreement.ends_on, agreement.prolonged_until(today)
                if agreement.state != AgreementState.CONCLUDED or before is None or until is None:
                    continue
                fact = AgreementProlonged(number=number, before=before, ends_on=until, lead=agreement.lead)
                await work.ledger.save(AGREEMENTS, agreement, [fact], Told(actor=by_service("routing"), at=at))
                prolonged += 1
        if len(over) < AT_ONCE:
            break
    if prolonged:
        log.info("agreements_prolonged", count=prolonged)
    return prolonged
