"""When a project is reported on: the days follow from how often, and from what was reported already."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Final

from shared.events.projects import ReportFrequency
from shared.months import months_later

_MONTHS: Final = {
    ReportFrequency.MONTHLY: 1,
    ReportFrequency.QUARTERLY: 3,
    ReportFrequency.HALF_YEARLY: 6,
    ReportFrequency.YEARLY: 12,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """How often a project is reported on, from which day on, and which of those days were kept (0 is the first)."""

    frequency: ReportFrequency = ReportFrequency.NONE
    first_due: date | None = None
    kept: frozenset[int] = frozenset()

    def days(self) -> Iterator[tuple[int, date]]:
        """Return the days on which a report is due, without end; none where none was agreed."""
        months = _MONTHS.get(self.frequency)
        if months is None or self.first_due is None:
            return
        for number in count():
            yield number, months_later(self.first_due, number * months)

    @property
    def next_due(self) -> date | None:
        """Return the first day that was not kept."""
        return next((day for number, day in self.days() if number not in self.kept), None)

    def missing(self, today: date) -> list[date]:
        """Return the days before *today* that were not kept."""
        found = []
        for number, day in self.days():
            if day >= today:
                break
            if number not in self.kept:
                found.append(day)
        return found

    def answered_by(self, until: date) -> frozenset[int]:
        """Return which day a report about the time *until* a day keeps: the first that is not before it."""
        return frozenset(next(([number] for number, day in self.days() if day >= until), []))
