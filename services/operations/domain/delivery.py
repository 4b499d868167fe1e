"""A failed delivery as an operator sees it: numbers, states and causes, never content."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

_RECEIPT: Final = re.compile(r"[A-Z]{1,2}[0-9]{1,3}-[0-9]{4,9}")
_PLAIN: Final = re.compile(r"[A-Za-z0-9.:+_-]{1,80}")
_ATTRIBUTES: Final = (
    "specversion",
    "id",
    "type",
    "source",
    "time",
    "subject",
    "desk",
    "aggregateversion",
    "actor",
    "ruleversion",
    "classification",
    "correlationid",
    "causationid",
)
UNSHOWN: Final = "—"
UNKNOWN: Final = "unknown"
KILLED: Final = "KilledTheReader"
_UNREADABLE: Final = frozenset({"Unreadable", "UnknownFact", "ValidationError"})


class State(StrEnum):
    """Where a failed delivery stands; the values are those of the readers."""

    RETRYING = "retrying"  # 再試行中
    WAITING = "waiting"  # 順番待ち
    PARKED = "parked"  # 留置
    RESOLVED = "resolved"  # 解決済み
    DISCARDED = "discarded"  # 破棄


class Act(StrEnum):
    """What an operator may do to deliveries and readers."""

    REPLAY = "replay"  # やり直し
    DISCARD = "discard"  # 破棄
    RETRY_NOW = "retry_now"  # 今すぐ再試行
    PAUSE = "pause"  # 読み手の一時停止
    RESUME = "resume"  # 読み手の再開
    RECONCILE = "reconcile"  # 照合と送り直し
    CLOSE_LETTER = "close_letter"  # 宛先不明の終了


class Advice(StrEnum):
    """What can be done about a delivery that failed."""

    UNREADABLE = "unreadable"  # 読み取れない
    SOMETHING_MISSING = "something_missing"  # 必要なものがない
    NOT_NOW = "not_now"  # いまは行えない
    FAULT = "fault"  # プログラムの不具合
    ENDS_THE_PROCESS = "ends_the_process"  # 処理のたびに止まる
    EARLIER_FIRST = "earlier_first"  # 先の版を待っている

    @classmethod
    def of(cls, error_class: str) -> "Advice":
        """Return the advice that fits the name of an error; the four kinds of error show in their names."""
        if error_class in _UNREADABLE:
            return cls.UNREADABLE
        if error_class == KILLED:
            return cls.ENDS_THE_PROCESS
        if error_class.startswith("NoSuch") or error_class == "Missing":
            return cls.SOMETHING_MISSING
        if error_class.startswith("Not") or error_class == "Refused":
            return cls.NOT_NOW
        return cls.FAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One delivery: which fact, on its way to which reader."""

    reader: str
    event_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The newest thing that went well for what a delivery speaks of; no reader: it was only recorded."""

    type: str
    reader: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One fact on its way to one reader, and what became of it."""

    reader: str
    event_id: UUID
    type: str
    state: State
    attempt: int
    replays: int
    error_class: str
    error: str
    first_at: datetime
    last_at: datetime
    next_at: datetime | None = None
    aggregate_id: UUID | None = None
    receipt: str | None = None
    closed_reason: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body_bytes: int = 0
    last_good: Step | None = None
    version: int | None = None
    waiting_for: int | None = None

    @property
    def advice(self) -> Advice:
        """Return what can be done about it."""
        return Advice.EARLIER_FIRST if self.state is State.WAITING else Advice.of(self.error_class)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which parked deliveries are meant: those of a reader, with a cause, of a kind of fact; None means any."""

    reader: str | None = None
    cause: str | None = None
    type: str | None = None

    @property
    def says_something(self) -> bool:
        """Tell whether it narrows anything down; "everything there is" is nobody's intention."""
        return any((self.reader, self.cause, self.type))

    @property
    def is_group(self) -> bool:
        """Tell whether it names one reader and one cause, as the page groups them."""
        return bool(self.reader and self.cause)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a selection holds at one moment, so that an act later touches nothing that came after it."""

    selection: Selection
    count: int
    by_reader: Mapping[str, int]
    oldest_at: datetime | None
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedCount:
    """How many deliveries of one kind of fact are parked at one reader for one cause, all of them."""

    reader: str
    error_class: str
    type: str
    count: int
    failures: int
    since: datetime

    @classmethod
    def of(cls, one: Delivery) -> "ParkedCount":
        """Return the count of one delivery alone."""
        return cls(
            reader=one.reader,
            error_class=one.error_class,
            type=one.type,
            count=1,
            failures=one.attempt,
            since=one.first_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseGroup:
    """Parked deliveries of one reader that failed for the same reason.

    *counts* are of all of them; *deliveries* are the oldest, as many as a person reads.
    """

    reader: str
    error_class: str
    deliveries: tuple[Delivery, ...]
    counts: tuple[ParkedCount, ...]

    @property
    def count(self) -> int:
        """Return how many there are, shown or not."""
        return sum(one.count for one in self.counts)

    @property
    def unshown(self) -> int:
        """Return how many there are besides those shown."""
        return max(0, self.count - len(self.deliveries))

    @property
    def selection(self) -> Selection:
        """Return what names these deliveries and those that share their cause."""
        return Selection(reader=self.reader, cause=self.error_class)

    @property
    def since(self) -> datetime:
        """Return when the first of them failed."""
        return min(one.since for one in self.counts)

    @property
    def failures(self) -> int:
        """Return how often they failed, all together."""
        return sum(one.failures for one in self.counts)

    @property
    def advice(self) -> Advice:
        """Return what can be done about all of them."""
        return Advice.of(self.error_class)


def by_cause(deliveries: Sequence[Delivery], counts: Sequence[ParkedCount] | None = None) -> list[CauseGroup]:
    """Group deliveries by reader and cause, the group that has waited longest first.

    With *counts* of all that is parked, a group stands there even when none of its deliveries is given.
    """
    groups: dict[tuple[str, str], list[Delivery]] = {}
    for delivery in sorted(deliveries, key=lambda one: one.first_at):
        groups.setdefault((delivery.reader, delivery.error_class), []).append(delivery)
    counted: dict[tuple[str, str], list[ParkedCount]] = {}
    for count in [ParkedCount.of(one) for one in deliveries] if counts is None else counts:
        counted.setdefault((count.reader, count.error_class), []).append(count)
    found = [
        CauseGroup(reader=key[0], error_class=key[1], deliveries=tuple(groups.get(key, ())), counts=tuple(of_group))
        for key, of_group in counted.items()
    ]
    return sorted(found, key=lambda one: one.since)


def by_kind(groups: Sequence[CauseGroup]) -> list[tuple[Selection, int]]:
    """Return how many deliveries of each kind of fact are parked at each reader, the most first."""
    kinds: Counter[tuple[str, str]] = Counter()
    for one in (one for group in groups for one in group.counts if one.type != UNKNOWN):
        kinds[one.reader, one.type] += one.count
    return [(Selection(reader=reader, type=type_), n) for (reader, type_), n in kinds.most_common()]


def receipt_in(body: bytes) -> str | None:
    """Return the receipt number in a fact's body; anything that is not exactly one is not shown to anybody."""
    try:
        read: Any = json.loads(body)
    except ValueError:
        return None
    found = read.get("receipt") if isinstance(read, dict) else None
    return found if isinstance(found, str) and _RECEIPT.fullmatch(found) else None


def known_headers(headers: Mapping[str, Any]) -> dict[str, str]:
    """Return the attributes of a fact; what else a message carries may hold anything and stays unseen."""
    return {
        name: plain(headers[f"cloudEvents_{name}"], otherwise=UNSHOWN)
        for name in _ATTRIBUTES
        if f"cloudEvents_{name}" in headers
    }


def plain(value: object, *, otherwise: str) -> str:
    """Return a value that can only be a code, an id or a time; a sentence, a name or an address cannot pass."""
    said = str(value)
    return said if _PLAIN.fullmatch(said) else otherwise
