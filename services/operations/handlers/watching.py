"""Look at queues, outboxes and failed deliveries; write samples; open and close incidents."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import structlog

from services.operations.domain.delivery import State
from services.operations.domain.incident import CAUSE_GONE, CLOSED_BY_WATCH, Cause, Finding, Looked
from services.operations.domain.queues import House, Sample
from services.operations.handlers import metrics
from services.operations.ports import Broker, ManagementAway, QueueAtBroker
from services.operations.storage.work import Work
from shared.database.transactions import Transactions

log = structlog.get_logger()
OUTBOX_OLD_AFTER: Final = timedelta(seconds=60)
_OF_QUEUES: Final = frozenset({Cause.QUEUE_WITHOUT_CONSUMER, Cause.QUEUE_MISSING, Cause.DEAD_LETTERS})
_ALWAYS: Final = frozenset({Cause.DELIVERY_PARKED, Cause.OUTBOX_OLD, Cause.BROKER_AWAY, Cause.MANAGEMENT_AWAY})


async def watch_once(transactions: Transactions[Work], broker: Broker, house: House, *, at: datetime) -> None:
    """Take one look at everything and bring the incidents up to date; raise DatabaseAway when nothing was kept."""
    # The broker is asked before the transaction begins: no row waits for a network.
    queues, trouble = await _ask(broker)
    async with transactions.begin() as work:
        if not await work.incidents.watch_alone():
            return
        if queues is not None:
            await work.samples.add(_samples(house, queues, at))
        findings = [
            *trouble,
            *await _parked(work),
            *await _old_outboxes(work, at),
            *(await _queue_findings(work, queues, at) if queues is not None else ()),
        ]
        looked = Looked(findings=tuple(findings), judged=_ALWAYS if queues is None else _ALWAYS | _OF_QUEUES)
        open_before = await work.incidents.open_keys()
        await work.incidents.see(looked.findings, at=at)
        gone = looked.gone(open_before)
        await work.incidents.close(gone, at=at, by=CLOSED_BY_WATCH, reason=CAUSE_GONE)
        await work.samples.forget_old(at=at)
        issues = await work.overview.issues(house)
    _tell(looked, open_before, gone)
    _measure(house, queues, issues, looked, at)


async def _ask(broker: Broker) -> tuple[Mapping[str, QueueAtBroker] | None, list[Finding]]:
    try:
        return await broker.queues(), []
    except ManagementAway:
        # Without management the broker itself may still carry every fact; the two are different incidents.
        cause = Cause.MANAGEMENT_AWAY if await broker.answers() else Cause.BROKER_AWAY
        return None, [Finding(cause=cause)]


def _samples(house: House, queues: Mapping[str, QueueAtBroker], at: datetime) -> list[Sample]:
    found = [queues[name] for name in house.queues if name in queues]
    return [
        Sample(queue=one.name, at=at, depth=one.depth, unacked=one.unacked, consumers=one.consumers) for one in found
    ]


async def _parked(work: Work) -> list[Finding]:
    return [
        Finding(
            cause=Cause.DELIVERY_PARKED,
            service=reader.partition(".")[0],
            reader=reader,
            event_id=event_id,
            aggregate_id=aggregate_id,
        )
        for reader, event_id, aggregate_id in await work.deliveries.parked_ids()
    ]


async def _old_outboxes(work: Work, at: datetime) -> list[Finding]:
    return [
        Finding(cause=Cause.OUTBOX_OLD, service=line.service)
        for line in await work.overview.outboxes(work.house)
        if line.oldest_at is not None and at - line.oldest_at > OUTBOX_OLD_AFTER
    ]


async def _queue_findings(work: Work, queues: Mapping[str, QueueAtBroker], at: datetime) -> list[Finding]:
    house = work.house
    found = [
        Finding(cause=Cause.QUEUE_MISSING, service=one.service, reader=one.reader)
        for one in house.readers
        if one.queue not in queues
    ]
    nobody = await work.samples.without_consumer(at=at)
    found += [
        Finding(cause=Cause.QUEUE_WITHOUT_CONSUMER, service=one.service, reader=one.reader)
        for one in house.readers
        if one.queue in nobody
    ]
    dead = queues.get(house.dead_queue)
    if dead is None:
        found.append(Finding(cause=Cause.QUEUE_MISSING, reader=house.dead_queue))
    elif dead.depth + dead.unacked:
        found.append(Finding(cause=Cause.DEAD_LETTERS))
    return found


def _tell(looked: Looked, open_before: Mapping[str, Cause], gone: list[str]) -> None:
    for finding in looked.findings:
        if finding.key not in open_before:
            log.warning(
                "incident_opened",
                kind=finding.cause.value,
                service=finding.service,
                reader=finding.reader,
                event_id=finding.event_id and str(finding.event_id),
            )
    if gone:
        log.info("incidents_closed", count=len(gone), names=gone[:10])


def _measure(
    house: House,
    queues: Mapping[str, QueueAtBroker] | None,
    issues: Mapping[tuple[str, State], int],
    looked: Looked,
    at: datetime,
) -> None:
    metrics.MANAGEMENT_UP.set(0 if queues is None else 1)
    metrics.LAST_LOOK.set(at.timestamp())
    for name in house.queues:
        one = (queues or {}).get(name)
        if one is not None:
            metrics.QUEUE_DEPTH.labels(queue=name).set(one.depth)
            metrics.QUEUE_UNACKED.labels(queue=name).set(one.unacked)
            metrics.QUEUE_CONSUMERS.labels(queue=name).set(one.consumers)
    for reader in house.readers:
        for state in (State.RETRYING, State.PARKED):
            n = issues.get((reader.reader, state), 0)
            metrics.DELIVERIES.labels(reader=reader.reader, state=state.value).set(n)
    counted = Counter(finding.cause for finding in looked.findings)
    for cause in looked.judged:
        metrics.INCIDENTS.labels(cause=cause.value).set(counted[cause])
