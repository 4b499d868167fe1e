"""Proposals that name a call become its applications, as soon as their cases are open."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from services.routing.domain.ledger.calls.book import BOOK
from services.routing.handlers.ledger.calls.waiting import OVER, take_in
from services.routing.handlers.tellings import once
from services.routing.ports import Told
from services.routing.storage.ledger import NoSuchItem
from services.routing.storage.work import RoutingWork
from shared.events import ProposalReceived, Recorded
from shared.events.call import ApplicationLinked
from shared.events.who import by_service

log = structlog.get_logger()


async def link_applications(received: Sequence[Recorded[ProposalReceived]], work: RoutingWork, *, at: datetime) -> None:
    """Link each proposal to the call it names, once; a call that is over, or that this desk never had, takes none."""
    named: dict[tuple[str, str], list[Recorded[ProposalReceived]]] = {}
    for one in once(received):
        if one.fact.call is not None:
            named.setdefault((one.desk_id, one.fact.call), []).append(one)
    if not named:
        return
    cases = await work.proposers.cases_of([one.aggregate_id for of_call in named.values() for one in of_call])
    # In one order, so that two transactions cannot wait for each other's calls.
    for (desk_id, number), ones in sorted(named.items()):
        try:
            call = await work.ledger.get(BOOK, desk_id, number)
        except NoSuchItem:
            log.warning("call_unknown", desk_id=desk_id, number=number)
            continue
        if call.state in OVER:
            # It is a proposal like any other; the call it names stands among its fields.
            log.warning("call_over", desk_id=desk_id, number=number)
            continue
        facts = [
            ApplicationLinked(number=number, receipt=one.fact.receipt, case_id=cases[one.aggregate_id])
            for one in ones
            if one.fact.receipt not in call.applications
        ]
        if facts:
            await take_in(work, call, [fact.case_id for fact in facts])
            await work.ledger.save(BOOK, call, facts, Told(actor=by_service("routing"), at=at))
