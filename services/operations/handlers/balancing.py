"""Draw the balance, and let what nobody can account for and what stands still too long become an incident."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from services.operations.domain.balance import Account, Balance, BalanceLine, Patience
from services.operations.domain.incident import CAUSE_GONE, CLOSED_BY_WATCH, Cause, Finding, Looked
from services.operations.storage.work import Work
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.database.transactions import Transactions

log = structlog.get_logger()
# A pause is meant for minutes; after this long somebody has forgotten it.
PAUSED_LONG_AFTER: Final = timedelta(minutes=30)
# A row that is lost long after it was settled is found by the next full comparison.
FULL_EVERY: Final = timedelta(days=1)
_JUDGED: Final = frozenset({Cause.BALANCE_MISSING, Cause.READER_PAUSED_LONG})


async def balance(work: Work, *, at: datetime, patience: Patience, full: bool = False) -> Balance:
    """Return both sides of every account: what came since all was settled is compared, all there is with *full*."""
    lines = await work.balance.lines(patience.due(at), full=full)
    return Balance(at=at, lines=lines, held=await work.balance.held())


async def see_balance(work: Work, actor: Actor, *, at: datetime, patience: Patience) -> Balance:
    """Return the balance for *actor*; raise NotAllowed."""
    require(actor, Action.DELIVERY_SEE)
    return await balance(work, at=at, patience=patience)


async def watch_books_once(transactions: Transactions[Work], *, at: datetime, patience: Patience) -> None:
    """Open an incident for each account with something missing and for each pause that lasts; close what is over.

    Once a day everything is compared; in between, what came since all was settled, and what was not.
    """
    async with transactions.begin() as work:
        if not await work.balance.marks.alone():
            return
        full = await _is_full_due(work, at)
        lines = (await balance(work, at=at, patience=patience, full=full)).lines
        await work.balance.settle(patience.due(at), lines, full=full)
        findings = [*_missing(lines), *await _paused_long(work, at)]
        looked = Looked(findings=tuple(findings), judged=_JUDGED)
        open_before = await work.incidents.open_keys()
        await work.incidents.see(looked.findings, at=at)
        gone = looked.gone(open_before)
        await work.incidents.close(gone, at=at, by=CLOSED_BY_WATCH, reason=CAUSE_GONE)
    for finding in findings:
        if finding.key not in open_before:
            log.warning("incident_opened", kind=finding.cause.value, service=finding.service, reader=finding.reader)
    if gone:
        log.info("incidents_closed", count=len(gone), names=gone)


async def _is_full_due(work: Work, at: datetime) -> bool:
    marks = await work.balance.marks.all()
    return len(marks) < len(Account) or any(at - mark.full_at >= FULL_EVERY for mark in marks.values())


def _missing(lines: Sequence[BalanceLine]) -> list[Finding]:
    return [
        Finding(
            cause=Cause.BALANCE_MISSING,
            service=line.place.partition(".")[0],
            reader=line.place if "." in line.place else None,
            aggregate_id=line.lost[0].id,
        )
        for line in lines
        if line.lost
    ]


async def _paused_long(work: Work, at: datetime) -> list[Finding]:
    return [
        Finding(cause=Cause.READER_PAUSED_LONG, service=reader.partition(".")[0], reader=reader)
        for reader, pause in (await work.readers.pauses()).items()
        if at - pause.at > PAUSED_LONG_AFTER
    ]
