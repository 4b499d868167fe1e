"""Find what never reached a reader although it was told, and send it again, to that reader alone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import structlog

from services.operations.domain.delivery import Act
from services.operations.domain.queues import House
from services.operations.domain.reconciling import AT_ONCE, LeftAlone, Pace, Reconciled
from services.operations.handlers import metrics
from services.operations.ports import Broker, ManagementAway, NoSuchReader, QueueAtBroker
from services.operations.storage.acts import NewAct
from services.operations.storage.overview import pairs_of
from services.operations.storage.work import Work
from shared.access.actor import Actor
from shared.access.policy import Action, require
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
    for one in done:
        metrics.MISSING.labels(reader=one.reader).set(one.missing)
        if one.resent:
            metrics.RESENT.labels(reader=one.reader).inc(one.resent)
            log.warning("facts_resent", reader=one.reader, count=one.resent)
    return done


async def reconcile(
    work: Work, house: House, queues: Mapping[str, QueueAtBroker], pace: Pace, *, at: datetime
) -> list[Reconciled]:
    """Bring what the readers of *house* miss up to date and send again what is due; return one line for each.

    A reader that is paused, or that has no queue, is left alone: what it misses could not reach it.
    """
    missed = await work.overview.oldest_missed(house)
    await work.missing.settle(at=at)
    left = _left_alone(house, queues, await work.missing.paused())
    for reader, teller, types in pairs_of(house):
        if reader.reader not in left and (reader.reader, teller) in missed:
            # A person who waits for nothing waits for no marks either.
            for window in await work.overview.windows(reader.reader, teller, whole=pace == AT_ONCE):
                await work.missing.note(reader, teller, types, window=window, at=at)
    missing = await work.missing.open_by_reader()
    done = []
    for reader in house.readers:
        why, resent = left.get(reader.reader), 0
        if reader.reader in missing and why is None:
            await work.missing.see_empty(reader, pace, at=at)
        # What was once proven to be in no queue is sent again even while others wait in it.
        if reader.reader in missing and why in {None, LeftAlone.QUEUE_NOT_EMPTY}:
            resent = await work.missing.resend_due(reader, pace, at=at)
        done.append(
            Reconciled(reader=reader.reader, missing=missing.get(reader.reader, 0), resent=resent, left_alone=why)
        )
    return done


def _left_alone(house: House, queues: Mapping[str, QueueAtBroker], paused: frozenset[str]) -> dict[str, LeftAlone]:
    left = {}
    for reader in house.readers:
        if reader.reader in paused:
            left[reader.reader] = LeftAlone.PAUSED
        elif reader.queue not in queues:
            left[reader.reader] = LeftAlone.QUEUE_MISSING
        elif not queues[reader.queue].is_empty:
            left[reader.reader] = LeftAlone.QUEUE_NOT_EMPTY
    return left


async def reconcile_by(
    work: Work, actor: Actor, house: House, queues: Mapping[str, QueueAtBroker], pace: Pace, *, at: datetime
) -> list[Reconciled]:
    """Reconcile because *actor* asks for it, and record that; raise NotAllowed."""
    require(actor, Action.DELIVERY_REPLAY)
    await work.missing.reconcile_after_others()
    done = await reconcile(work, house, queues, pace, at=at)
    await work.acts.add(
        NewAct(
            act=Act.RECONCILE,
            by=actor.account_id,
            at=at,
            reader=house.readers[0].reader if len(house.readers) == 1 else None,
            count=sum(one.resent for one in done),
            before={"missing": {one.reader: one.missing for one in done if one.missing}},
            after={"resent": {one.reader: one.resent for one in done if one.resent}},
        )
    )
    return done


async def would_reconcile(
    work: Work, house: House, queues: Mapping[str, QueueAtBroker], pace: Pace, *, at: datetime
) -> list[Reconciled]:
    """Return what `reconcile` would do now, and do nothing."""
    async with work.connection.begin_nested() as undone:
        await work.missing.reconcile_after_others()
        done = await reconcile(work, house, queues, pace, at=at)
        await undone.rollback()
    return done


def only(house: House, reader: str | None) -> House:
    """Return the house with that reader alone, or as it is; raise NoSuchReader."""
    if reader is None:
        return house
    found = house.find(reader)
    if found is None:
        raise NoSuchReader
    return replace(house, readers=(found,))
