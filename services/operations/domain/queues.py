"""What operations watches: readers with their queues, and the outboxes of the services."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedReader:
    """A reader of some service; `heard` pairs each type it hears with the service that tells it."""

    reader: str
    queue: str
    purpose: str
    heard: tuple[tuple[str, str], ...]

    @property
    def service(self) -> str:
        """Return the service the reader belongs to."""
        return self.reader.partition(".")[0]

    def types_by_teller(self) -> dict[str, tuple[str, ...]]:
        """Return the types it hears by the service that tells them."""
        tellers = sorted({teller for _, teller in self.heard})
        return {teller: tuple(type_ for type_, who in self.heard if who == teller) for teller in tellers}


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything that is watched in one installation; *services* tell or hear facts."""

    readers: tuple[WatchedReader, ...]
    services: tuple[str, ...]
    dead_queue: str

    def find(self, reader: str) -> WatchedReader | None:
        """Return the reader of that name."""
        return next((one for one in self.readers if one.reader == reader), None)

    def of_service(self, service: str) -> tuple[WatchedReader, ...]:
        """Return the readers of one service."""
        return tuple(one for one in self.readers if one.service == service)

    @property
    def queues(self) -> tuple[str, ...]:
        """Return every queue that must exist."""
        return (*(one.queue for one in self.readers), self.dead_queue)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A queue at one moment: *depth* waits, *unacked* is in the hands of a reader.

    One that does not work shows no figures: it was made or started a moment ago, or it has stalled.
    """

    queue: str
    at: datetime
    depth: int
    unacked: int
    consumers: int
    works: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A reader that somebody stopped for a while: its queue grows and nothing is lost."""

    at: datetime
    by: str
    reason: str
    by_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderLine:
    """One reader in the overview; a sample that is None was never taken, is too old or shows no figures."""

    reader: str
    queue: str
    purpose: str
    sample: Sample | None
    oldest_at: datetime | None
    retrying: int
    parked: int
    waiting: int = 0
    pause: Pause | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxLine:
    """The facts of one service that the broker has not confirmed yet."""

    service: str
    waiting: int
    oldest_at: datetime | None


def seconds_since(at: datetime | None, now: datetime) -> int:
    """Return whole seconds from *at* to *now*, 0 for nothing or for a clock that runs ahead."""
    return 0 if at is None else max(0, int((now - at).total_seconds()))


def newest(samples: Iterable[Sample]) -> datetime | None:
    """Return when the newest of these samples was taken."""
    return max((sample.at for sample in samples), default=None)
