"""Look at queues, outboxes and failed deliveries; write samples; open and close incidents."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

import structlog

from services.operations.domain.delivery import State
from services.operations.domain.incident import CAUSE_GONE, CLOSED_BY_WATCH, Cause, Finding, Looked
from services.operations.domain.queues import House, Sample
from services.operations.handlers import metrics
from services.operations.ports import Broker, ManagementAway, ManagementRefuses, QueueAtBroker
from services.operations.storage.forgotten import forgotten_cases
from services.operations.storage.receivers import silent_receivers
from services.operations.storage.unscanned import unscanned_files
from services.operations.storage.unsent import unsent_mails
from services.operations.storage.work import Work
from shared.database.transactions import Transactions

log = structlog.get_logger()
OUTBOX_OLD_AFTER: Final = timedelta(seconds=60)
GAP_LONG_AFTER: Final = timedelta(minutes=10)
# Other systems are maintained at night, too.
RECEIVER_SILENT_AFTER: Final = timedelta(days=1)
RESENT_SHOWN_FOR: Final = timedelta(hours=24)
# An incident each for the oldest of every cause; a thousand of one cause tell no more. The counts are of all.
PARKED_NAMED: Final = 100
_ALARMS: Final[Mapping[str, Cause]] = MappingProxyType(
    {"mem_alarm": Cause.BROKER_MEMORY, "disk_free_alarm": Cause.BROKER_DISK}
)
_OF_BROKER: Final = frozenset(
    {
        Cause.QUEUE_WITHOUT_CONSUMER,
        Cause.QUEUE_MISSING,
        Cause.QUEUE_STALLED,
        Cause.DEAD_LETTERS,
        Cause.CONNECTIONS_BLOCKED,
        *_ALARMS.values(),
    }
)
_ALWAYS: Final = frozenset(
    {
        Cause.DELIVERY_PARKED,
        Cause.OUTBOX_OLD,
        Cause.BROKER_AWAY,
        Cause.MANAGEMENT_AWAY,
        Cause.BROKER_REFUSES,
        Cause.FACTS_RESENT,
        Cause.DELIVERY_WAITS_LONG,
        Cause.FACT_UNROUTABLE,
        Cause.LETTER_KEPT,
        Cause.MAILBOX_FAILING,
        Cause.FILES_UNSCANNED,
        Cause.CASES_FORGOTTEN,
        Cause.WEBHOOK_SILENT,
        Cause.MAIL_UNSENT,
    }
)


async def watch_once(transactions: Transactions[Work], broker: Broker, house: House, *, at: datetime) -> None:
    """Take one look at everything and bring the incidents up to date; raise DatabaseAway when nothing was kept."""
    # The broker is asked before the transaction begins: no row waits for a network.
    told, trouble = await _ask(broker)
    async with transactions.begin() as work:
        if not await work.incidents.watch_alone():
            return
        if told is not None:
            await work.samples.add(_samples(house, told.queues, at))
        findings = [
            *trouble,
            *await _parked(work),
            *await _old_outboxes(work, at),
            *await _counted(work, at),
            *(await _told_findings(work, told, at) if told is not None else ()),
        ]
        looked = Looked(findings=tuple(findings), judged=_ALWAYS if told is None else _ALWAYS | _OF_BROKER)
        open_before = await work.incidents.open_keys()
        await work.incidents.see(looked.findings, at=at)
        gone = looked.gone(open_before)
        await work.incidents.close(gone, at=at, by=CLOSED_BY_WATCH, reason=CAUSE_GONE)
        await work.samples.forget_old(at=at)
        issues = await work.overview.issues(house)
    _tell(looked, open_before, gone)
    _measure(house, told, issues, looked, at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What the broker said of itself."""

    queues: Mapping[str, QueueAtBroker]
    alarms: tuple[str, ...]
    blocked: int


async def _ask(broker: Broker) -> tuple[_Told | None, list[Finding]]:
    try:
        queues, alarms, blocked = await broker.queues(), await broker.alarms(), await broker.blocked()
    except ManagementRefuses:
        # Whoever may not look may not read its queue either, and as a rule no service may: rights go together.
        return None, [Finding(cause=Cause.BROKER_REFUSES)]
    except ManagementAway:
        # Without management the broker itself may still carry every fact; the two are different incidents.
        cause = Cause.MANAGEMENT_AWAY if await broker.answers() else Cause.BROKER_AWAY
        return None, [Finding(cause=cause)]
    return _Told(queues=queues, alarms=alarms, blocked=blocked), []


def _samples(house: House, queues: Mapping[str, QueueAtBroker], at: datetime) -> list[Sample]:
    return [queues[name].sample(at) for name in house.queues if name in queues]


async def _parked(work: Work) -> list[Finding]:
    return [
        Finding(
            cause=Cause.DELIVERY_PARKED,
            service=reader.partition(".")[0],
            reader=reader,
            event_id=event_id,
            aggregate_id=aggregate_id,
        )
        for reader, event_id, aggregate_id in await work.deliveries.parked_ids(of_each_cause=PARKED_NAMED)
    ]


async def _old_outboxes(work: Work, at: datetime) -> list[Finding]:
    return [
        Finding(cause=Cause.OUTBOX_OLD, service=service)
        for service, oldest_at in (await work.overview.oldest_waiting(work.house)).items()
        if at - oldest_at > OUTBOX_OLD_AFTER
    ]


async def _counted(work: Work, at: datetime) -> list[Finding]:
    """Return what the tables count: a reader or service each, with how many things it concerns."""
    by_reader = {
        Cause.FACTS_RESENT: await work.missing.resent_since(at - RESENT_SHOWN_FOR),
        Cause.DELIVERY_WAITS_LONG: await work.overview.gaps(work.house, before=at - GAP_LONG_AFTER),
    }
    found = [
        Finding(cause=cause, service=reader.partition(".")[0], reader=reader, amount=n)
        for cause, counts in by_reader.items()
        for reader, n in counts.items()
    ]
    unroutable = await work.overview.unroutable(work.house)
    found += [Finding(cause=Cause.FACT_UNROUTABLE, service=service, amount=n) for service, n in unroutable.items()]
    mailboxes = [one for one in await work.mailboxes.all() if one.fails_long(at)]
    found += [Finding(cause=Cause.MAILBOX_FAILING, service="intake", amount=len(mailboxes))] if mailboxes else []
    waiting = await unscanned_files(work.connection)
    if waiting.wait_long(at):
        found.append(Finding(cause=Cause.FILES_UNSCANNED, service="intake", amount=waiting.files))
    silent = await silent_receivers(work.connection, before=at - RECEIVER_SILENT_AFTER)
    found += [Finding(cause=Cause.WEBHOOK_SILENT, service="notify", amount=silent)] if silent else []
    forgotten = await forgotten_cases(work.connection)
    if forgotten.stay(at):
        found.append(Finding(cause=Cause.CASES_FORGOTTEN, service="routing", amount=forgotten.cases))
    unsent = await unsent_mails(work.connection)
    if unsent.wait_long(at):
        found.append(Finding(cause=Cause.MAIL_UNSENT, service="notify", amount=unsent.mails))
    letters = await work.letters.open_count()
    return [*found, Finding(cause=Cause.LETTER_KEPT, amount=letters)] if letters else found


async def _told_findings(work: Work, told: _Told, at: datetime) -> list[Finding]:
    house = work.house
    found = [
        Finding(cause=Cause.QUEUE_MISSING, service=one.service, reader=one.reader)
        for one in house.readers
        if one.queue not in told.queues
    ]
    stalled = await work.samples.stalled(at=at) & told.queues.keys()
    found += [
        Finding(cause=Cause.QUEUE_STALLED, service=one.service, reader=one.reader)
        for one in house.readers
        if one.queue in stalled
    ]
    # A reader somebody has stopped has no consumer on purpose, and whether a queue that shows no figures has one is
    # not known.
    mute = {name for name, queue in told.queues.items() if not queue.works}
    nobody, paused = await work.samples.without_consumer(at=at) - mute, await work.missing.paused()
    found += [
        Finding(cause=Cause.QUEUE_WITHOUT_CONSUMER, service=one.service, reader=one.reader)
        for one in house.readers
        if one.queue in nobody and one.reader not in paused
    ]
    if house.dead_queue not in told.queues:
        found.append(Finding(cause=Cause.QUEUE_MISSING, reader=house.dead_queue))
    elif house.dead_queue in stalled:
        found.append(Finding(cause=Cause.QUEUE_STALLED, reader=house.dead_queue))
    elif house.dead_queue in await work.samples.never_empty(at=at):
        found.append(Finding(cause=Cause.DEAD_LETTERS))
    found += [Finding(cause=_ALARMS[alarm]) for alarm in told.alarms if alarm in _ALARMS]
    return [*found, Finding(cause=Cause.CONNECTIONS_BLOCKED, amount=told.blocked)] if told.blocked else found


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
    told: _Told | None,
    issues: Mapping[tuple[str, State], int],
    looked: Looked,
    at: datetime,
) -> None:
    metrics.MANAGEMENT_UP.set(0 if told is None else 1)
    metrics.LAST_LOOK.set(at.timestamp())
    if told is not None:
        _measure_broker(house, told)
    for reader in house.readers:
        for state in (State.RETRYING, State.WAITING, State.PARKED):
            n = issues.get((reader.reader, state), 0)
            metrics.DELIVERIES.labels(reader=reader.reader, state=state.value).set(n)
    counted = Counter(finding.cause for finding in looked.findings)
    for cause in looked.judged:
        metrics.INCIDENTS.labels(cause=cause.value).set(counted[cause])


def _measure_broker(house: House, told: _Told) -> None:
    for name in house.queues:
        one = told.queues.get(name)
        if one is not None:
            metrics.QUEUE_DEPTH.labels(queue=name).set(one.depth)
            metrics.QUEUE_UNACKED.labels(queue=name).set(one.unacked)
            metrics.QUEUE_CONSUMERS.labels(queue=name).set(one.consumers)
    for alarm in _ALARMS:
        metrics.ALARM.labels(alarm=alarm).set(alarm in told.alarms)
    metrics.BLOCKED.set(told.blocked)
