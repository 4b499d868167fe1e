"""The call a case answers, as far as what comes next on its page depends on it."""

from collections.abc import Mapping, Sequence

from services.routing.domain.clock import WAITING_STAGES
from services.routing.domain.ledger.calls.book import BOOK
from services.routing.domain.ledger.calls.call import CallState
from services.routing.storage.work import RoutingWork
from services.routing.web.access import OpenedCase
from services.routing.web.ledger.beside_case import BesideCase
from services.routing.web.next_step import AnsweredCall
from shared.events import LedgerKind

_GONE = frozenset({CallState.WITHDRAWN, CallState.DISCARDED})


async def answered_call(
    work: RoutingWork, opened: OpenedCase, beside: Sequence[BesideCase], names: Mapping[str, str]
) -> AnsweredCall | None:
    """Return the call a case waits for, or was adopted by; None where it has gone on, or answers none."""
    calls = [one.line for one in beside if one.line.kind is LedgerKind.CALL and one.line.state not in _GONE]
    if not calls or opened.case.stage not in WAITING_STAGES:
        return None
    call = await work.ledger.find(BOOK, opened.case.desk_id, calls[-1].number)
    application = call.applications.get(opened.case.receipt)
    if application is None:
        return None
    return AnsweredCall(
        number=call.number,
        until=call.result_day,
        adopted=application.told and bool(application.adopted),
        waits=not application.told,
        department=names.get(call.lead or "", "担当課"),
    )
