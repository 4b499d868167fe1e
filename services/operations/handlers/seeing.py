"""What a person sees: the overview of deliveries, the parked ones by cause, one of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from services.operations.domain.delivery import CauseGroup, Delivery, State, Target, by_cause
from services.operations.domain.incident import IncidentGroup, by_place
from services.operations.domain.queues import House, OutboxLine, Pause, ReaderLine, Sample, WatchedReader, newest
from services.operations.ports import Broker, ManagementAway, NoSuchReader
from services.operations.storage.acts import ActLine
from services.operations.storage.work import Work
from shared.access.actor import Actor
from shared.access.policy import Action, require

# A figure older than this says nothing about now and is shown as not known.
FRESH: Final = timedelta(seconds=60)
_INCIDENTS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """How deliveries stand; *sampled_at* is None when nobody watches."""

    readers: tuple[ReaderLine, ...]
    outboxes: tuple[OutboxLine, ...]
    incidents: tuple[IncidentGroup, ...]
    sampled_at: datetime | None

    @property
    def parked(self) -> int:
        """Return how many deliveries wait for a person."""
        return sum(line.parked for line in self.readers)

    @property
    def waiting(self) -> int:
        """Return how many deliveries wait for an earlier one of the same case."""
        return sum(line.waiting for line in self.readers)

    @property
    def retrying(self) -> int:
        """Return how many deliveries are tried again by themselves."""
        return sum(line.retrying for line in self.readers)


async def situation(work: Work, *, at: datetime, live: Mapping[str, Sample] | None = None) -> Situation:
    """Return how deliveries stand, with *live* figures of the queues instead of the newest samples."""
    samples = await work.samples.newest(since=at - FRESH) if live is None else live
    figures = {name: sample for name, sample in samples.items() if sample.works}
    issues = await work.overview.issues(work.house)
    oldest = await work.overview.oldest_unhandled(work.house)
    pauses = await see_pauses(work)
    readers = tuple(
        ReaderLine(
            reader=one.reader,
            queue=one.queue,
            purpose=one.purpose,
            sample=figures.get(one.queue),
            oldest_at=oldest.get(one.reader),
            retrying=issues.get((one.reader, State.RETRYING), 0),
            parked=issues.get((one.reader, State.PARKED), 0),
            waiting=issues.get((one.reader, State.WAITING), 0),
            pause=pauses.get(one.reader),
        )
        for one in work.house.readers
    )
    return Situation(
        readers=readers,
        outboxes=tuple(await work.overview.outboxes(work.house)),
        incidents=tuple(by_place(await work.incidents.list(only_open=True, limit=_INCIDENTS))),
        sampled_at=newest(samples.values()),
    )


async def see_pauses(work: Work) -> dict[str, Pause]:
    """Return the readers that stand still, each with the name of who paused it."""
    pauses = await work.readers.pauses()
    names = await work.readers.names_of(pauses)
    return {reader: replace(pause, by_name=names[reader]) for reader, pause in pauses.items()}


async def see_situation(work: Work, actor: Actor, *, at: datetime) -> Situation:
    """Return the overview for *actor*; raise NotAllowed."""
    require(actor, Action.QUEUES_SEE)
    return await situation(work, at=at)


async def ask_live(broker: Broker, house: House, *, at: datetime) -> dict[str, Sample] | None:
    """Return the figures of the queues at this moment, or None when the management interface does not answer."""
    try:
        queues = await broker.queues()
    except ManagementAway:
        return None
    return {one.name: one.sample(at) for one in queues.values() if one.name in house.queues}


async def see_parked(work: Work, actor: Actor) -> list[CauseGroup]:
    """Return the parked deliveries by cause: counts of all, and the oldest of each; raise NotAllowed."""
    require(actor, Action.DELIVERY_SEE)
    return by_cause(await work.deliveries.parked(), await work.deliveries.parked_counts())


async def see_unsettled(work: Work, actor: Actor) -> list[Delivery]:
    """Return the deliveries that go on by themselves: retried, or waiting for an earlier one; raise NotAllowed."""
    require(actor, Action.DELIVERY_SEE)
    return await work.deliveries.unsettled()


async def see_acts(work: Work, actor: Actor, *, limit: int) -> list[ActLine]:
    """Return what operators did last; raise NotAllowed."""
    require(actor, Action.DELIVERY_SEE)
    return await work.acts.newest(limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One delivery with the acts of operators on it."""

    delivery: Delivery
    purpose: str
    acts: tuple[ActLine, ...]


async def see_delivery(work: Work, actor: Actor, target: Target) -> Seen:
    """Return one failed delivery; raise NotAllowed or NoSuchDelivery."""
    require(actor, Action.DELIVERY_SEE)
    delivery = await work.deliveries.get(target.reader, target.event_id)
    reader = work.house.find(target.reader)
    return Seen(
        delivery=delivery,
        purpose=reader.purpose if reader else "",
        acts=tuple(await work.acts.of(target.reader, target.event_id)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenReader:
    """One reader with the acts of operators on it."""

    reader: WatchedReader
    pause: Pause | None
    acts: tuple[ActLine, ...]


async def see_reader(work: Work, actor: Actor, name: str) -> SeenReader:
    """Return one reader; raise NotAllowed or NoSuchReader."""
    require(actor, Action.QUEUES_SEE)
    known = work.house.find(name)
    if known is None:
        raise NoSuchReader
    return SeenReader(
        reader=known, pause=(await see_pauses(work)).get(name), acts=tuple(await work.acts.on_reader(name))
    )
