"""The clock of a stage: what was promised, what is left of it, and when it stands still; counted in office days."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from services.routing.domain.stage import Stage
from shared.scheme.calendar import OfficeCalendar
from shared.scheme.model import StageTerm

_ONE_DAY = timedelta(days=1)
# In these a case that answers a call waits for the result of the batch.
WAITING_STAGES = frozenset({Stage.RECEIVED, Stage.CONFIRMING, Stage.WAITING_FOR_PROPOSER})


class ClockState(StrEnum):
    """How a stage stands against what was promised."""

    ON_TIME = "on_time"  # 期限内
    DUE_SOON = "due_soon"  # 期限間近
    PAST_PROMISE = "past_promise"  # 約束の日を超過
    PAST_MAXIMUM = "past_maximum"  # 上限を超過
    STOPPED = "stopped"  # 停止中


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A time in which nothing is counted: the days after *since* up to and including *until*; None: it still lasts."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether *day* is not counted."""
        return self.since < day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTime:
    """Since when a stage lasts, when it stood still, and how many office days an extension added to its promise.

    *waits_until* is the day by which the result of a call comes, on which the whole case waits.
    """

    since: date
    pauses: tuple[Pause, ...] = ()
    extra: int = 0
    waits_until: date | None = None

    @property
    def stopped(self) -> bool:
        """Tell whether it stands still."""
        return self.waits_until is not None or any(pause.until is None for pause in self.pauses)

    def counts(self, day: date, calendar: OfficeCalendar) -> bool:
        """Tell whether *day* is one of the days that are counted."""
        return calendar.is_open(day) and not any(pause.covers(day) for pause in self.pauses)

    def used(self, today: date, calendar: OfficeCalendar) -> int:
        """Return how many days have been counted up to and including *today*; none of what waits for a call."""
        if self.waits_until is not None:
            return 0
        last = min([today, *(pause.since for pause in self.pauses if pause.until is None)])
        days = (self.since + _ONE_DAY * passed for passed in range(1, (last - self.since).days + 1))
        return sum(self.counts(day, calendar) for day in days)

    def after(self, n: int, calendar: OfficeCalendar) -> date | None:
        """Return the *n*-th counted day; None while the clock stands still, for nobody knows when it goes on."""
        if self.stopped:
            return None
        day = self.since
        while n:
            day += _ONE_DAY
            n -= self.counts(day, calendar)
        return day


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """What a clock shows on one day; days are None while it stands still. *left* is below 0 after the promise.

    *waits_until* is there where it stands still for the result of a call.
    """

    state: ClockState
    used: int
    left: int
    promised: date | None
    maximum: date | None
    waits_until: date | None = None


def moved(time: StageTime, before: Stage, after: Stage, on: date) -> StageTime:
    """Return the time of the stage a case is in *after*; confirming goes on, after 補正, with what was left of it."""
    if time.waits_until is not None and after in WAITING_STAGES:
        return StageTime(since=on, waits_until=time.waits_until)
    if after is Stage.WAITING_FOR_PROPOSER:
        confirming = time if before is Stage.CONFIRMING else StageTime(since=on)
        return replace(confirming, pauses=(*confirming.pauses, Pause(since=on)))
    if before is Stage.WAITING_FOR_PROPOSER and after is Stage.CONFIRMING:
        ended = tuple(pause if pause.until else replace(pause, until=max(pause.since, on)) for pause in time.pauses)
        return replace(time, pauses=ended)
    return StageTime(since=on)


def begun(stage: Stage, on: date) -> StageTime:
    """Return the time of a stage whose days are counted from *on*; what the proposer owes stands still from then on."""
    return StageTime(since=on, pauses=(Pause(since=on),) if stage is Stage.WAITING_FOR_PROPOSER else ())


def extended(time: StageTime, term: StageTerm, calendar: OfficeCalendar, until: date) -> StageTime:
    """Return the time whose promise reaches to *until*, also across a pause that comes later."""
    return replace(time, extra=max(0, time.used(until, calendar) - term.promise_business_days))


def read_clock(
    time: StageTime,
    term: StageTerm,
    calendar: OfficeCalendar,
    today: date,
    *,
    extended_until: date | None = None,
    soon_business_days: int = 0,
) -> ClockReading:
    """Return what the clock shows on *today*; an extension counts as it was told, and moves the maximum if need be."""
    promise = term.promise_business_days + time.extra
    promised, maximum = time.after(promise, calendar), time.after(term.maximum_business_days, calendar)
    if promised is not None and maximum is not None:
        promised = extended_until or promised
        maximum = max(promised, maximum)
    used = time.used(today, calendar)
    left = promise - used if promised is None else calendar.business_days_between(today, promised)
    return ClockReading(
        state=_state(promised, maximum, today, soon=left <= soon_business_days),
        used=used,
        left=left,
        promised=promised,
        maximum=maximum,
        waits_until=time.waits_until,
    )


def _state(promised: date | None, maximum: date | None, today: date, *, soon: bool) -> ClockState:
    if promised is None or maximum is None:
        return ClockState.STOPPED
    if today > maximum:
        return ClockState.PAST_MAXIMUM
    if today > promised:
        return ClockState.PAST_PROMISE
    return ClockState.DUE_SOON if soon else ClockState.ON_TIME
