"""Which incidents an operator is told of by mail: once when they appear, once when they are over, and no storm."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

# What goes away by itself within this time calls nobody.
PASSES_WITHIN: Final = timedelta(minutes=1)
# Over is what has not come back for so long: what comes and goes is one incident.
CALM_FOR: Final = timedelta(minutes=5)
# What is open and grows is told again this long after the last time.
GROWN_AFTER: Final = timedelta(hours=6)


class Change(StrEnum):
    """What became of an incident."""

    OPENED = "opened"  # 異常
    RECOVERED = "recovered"  # 復旧


class IncidentPlace(NamedTuple):
    """The cause of incidents and the reader or service they are at: what an operator hears of as one."""

    cause: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The incidents of one cause at one place that are open; without *since* the last one has just closed."""

    remedy: str
    amount: int
    since: datetime | None
    newest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LastTold:
    """What a person was told last of one cause at one place, and whether that mail has left."""

    notice_id: UUID
    change: Change
    since: datetime
    noted_at: datetime
    left: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTell:
    """What a person is told now, or (*takes_back*) what they need not be told any more."""

    about: IncidentPlace
    change: Change
    since: datetime
    takes_back: UUID | None = None


def to_tell(
    standing: Mapping[IncidentPlace, Standing], told: Mapping[IncidentPlace, LastTold], now: datetime
) -> list[ToTell]:
    """Return what one person is to be told now; *standing* holds what is open or closed within CALM_FOR."""
    found = [
        ToTell(about=about, change=Change.OPENED, since=one.since)
        for about, one in standing.items()
        if one.since is not None and _calls(one, one.since, told.get(about), now)
    ]
    for about, last in told.items():
        if last.change is Change.OPENED and about not in standing:
            back = None if last.left else last.notice_id
            found.append(ToTell(about=about, change=Change.RECOVERED, since=last.since, takes_back=back))
    return found


def _calls(one: Standing, since: datetime, last: LastTold | None, now: datetime) -> bool:
    if now - since < PASSES_WITHIN:
        return False
    if last is None or last.change is Change.RECOVERED:
        return True
    return one.newest > last.noted_at and now - last.noted_at >= GROWN_AFTER
