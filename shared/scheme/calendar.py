"""The days an office is open, and counting in them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Self

import jpholiday

from shared.japanese.era import JAPAN
from shared.scheme.model import CalendarRules

_ONE_DAY = timedelta(days=1)
# Asked of the same days again and again, by every clock of every case.
_is_holiday = lru_cache(maxsize=4096)(jpholiday.is_holiday)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeCalendar:
    """The office days of one desk: weekends, national holidays, the turn of the year and local days."""

    closed_weekdays: frozenset[int]  # Monday is 0
    closed_dates: frozenset[tuple[int, int]]  # month and day, closed every year
    closed_days: frozenset[date]
    open_days: frozenset[date]

    @classmethod
    def of(cls, rules: CalendarRules) -> Self:
        """Build the calendar a scheme describes."""
        return cls(
            closed_weekdays=frozenset(rules.weekday_numbers()),
            closed_dates=frozenset(rules.closed_dates()),
            closed_days=frozenset(local.day for local in rules.closed_days),
            open_days=frozenset(local.day for local in rules.open_days),
        )

    def is_open(self, day: date) -> bool:
        """Say whether the office works on *day*; an extra open day wins over everything."""
        if day in self.open_days:
            return True
        closed = day.weekday() in self.closed_weekdays or (day.month, day.day) in self.closed_dates
        return not (closed or day in self.closed_days or _is_holiday(day))

    def next_open(self, day: date) -> date:
        """Return *day* if the office is open, else the first open day after it."""
        while not self.is_open(day):
            day += _ONE_DAY
        return day

    def add_business_days(self, day: date, n: int) -> date:
        """Return the *n*-th open day after *day* (before it, when *n* is negative).

        The day itself never counts: what arrives on Friday with one business day is due on Monday. With
        *n* = 0 the answer is `next_open(day)`.
        """
        if n == 0:
            return self.next_open(day)
        step = _ONE_DAY if n > 0 else -_ONE_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_open(day)
        return day

    def business_days_between(self, start: date, end: date) -> int:
        """Return how many open days lie after *start* up to and including *end*; negative when *end* is earlier."""
        if end < start:
            return -self.business_days_between(end, start)
        return sum(self.is_open(start + _ONE_DAY * passed) for passed in range(1, (end - start).days + 1))


def office_works(rules: CalendarRules, at: datetime) -> bool:
    """Tell whether somebody is at the office *at* a moment: on an open day, between opening and closing in Japan."""
    local = at.astimezone(JAPAN)
    in_hours = rules.hours.open <= local.time() < rules.hours.close
    return in_hours and OfficeCalendar.of(rules).is_open(local.date())
