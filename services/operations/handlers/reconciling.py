"""Find what never reached a reader although it was told, and send it again, to that reader alone."""

from collections.abc import Mapping
from datetime import datetime

import structlog

from services.operations.domain.queues import House
from services.operations.domain.reconciling import Pace, Reconciled
from services.operations.handlers import metrics
from services.operations.ports import Broker, ManagementAway, QueueAtBroker
from services.operations.storage.overview import pairs_of
from services.operations.storage.work import Work
from shared.database.transactions import Transactions
from shared.failpoints import Failpoint, reached

log = structlog.get_logger()


async def reconcile_once(
    transactions: Transactions[Work], broker: Broker, house: House, pace: Pace, *, at: datetime
) -> list[Reconciled]:
    """Take one look and send again what is due; raise DatabaseAway when nothing was done."""
    try:
        # Asked before the database is: a fact that is then neither handled nor in an outbox was in no queue either,
        # or it has only just left the outbox; the wait that follows tells the two apart.
        queues = await broker.queues()
    except ManagementAway:
        return []
    async with transactions.begin() as work:
        if not await work.missing.reconcile_alone():
            return []
        done = await reconcile(work, house, queues, pace, at=at)
        await work.overview.keep_marks()
        if any(one.resent for one in done):
            reached(Failpoint.RECONCILER_QUEUED)
    missing = {one.reader: one for one in done}
    for reader in house.readers:
        one = missing.get(reader.reader)
        metrics.MISSING.labels(reader=reader.reader).set(one.missing if one else 0)
        if one and one.resent:
            metrics.RESENT.labels(reader=reader.reader).inc(one.resent)
            log.warning("facts_resent", reader=reader.reader, count=one.resent)
    return done


async def reconcile(
    work: Work, house: House, queues: Mapping[str, QueueAtBroker], pace: Pace, *, at: datetime
) -> list[Reconciled]:
    """Bring what is missing up to date and send again what is due; return the readers that miss something.

    A reader that is paused, or that has no queue, is left alone: what it misses could not reach it.
    """
    missed = await work.overview.oldest_missed(house)
    await work.missing.settle(at=at)
    paused = await work.missing.paused()
    there = [reader for reader in house.readers if reader.queue in queues and reader.reader not in paused]
    for reader, teller, types in pairs_of(house):
        if reader in there and (reader.reader, teller) in missed and queues[reader.queue].is_empty:
            after = work.overview.marked(reader.reader, teller)
            await work.missing.note(reader, teller, types, after=after, at=at)
    missing = await work.missing.open_by_reader()
    done = []
    for reader in there:
        if reader.reader in missing:
            if queues[reader.queue].is_empty:
                await work.missing.see_empty(reader, pace, at=at)
            resent = await work.missing.resend_due(reader, pace, at=at)
            done.append(Reconciled(reader=reader.reader, missing=missing[reader.reader], resent=resent))
    return done
