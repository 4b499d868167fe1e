"""Numbers for everybody: how many proposals came in a month and how many of them are being handled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from shared.japanese.era import fiscal_year

_MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCount:
    """The proposals received in the month that begins on `month`, and those of them still in progress."""

    month: date
    received: int
    in_progress: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCount:
    """One fiscal year, April first; `fiscal_year` is the western year it began in."""

    fiscal_year: int
    months: tuple[MonthCount, ...]

    @property
    def received(self) -> int:
        """Return how many proposals came in this year."""
        return sum(month.received for month in self.months)

    @property
    def in_progress(self) -> int:
        """Return how many of them are still being handled."""
        return sum(month.in_progress for month in self.months)


def by_fiscal_year(counted: Iterable[MonthCount], today: date) -> tuple[YearCount, ...]:
    """Return every year from the first with a proposal to today's, newest first; a quiet month stands there as 0."""
    known = {count.month: count for count in counted}
    present = today.replace(day=1)
    last = max((present, *known))
    first = fiscal_year(min((present, *known)))
    return tuple(
        YearCount(fiscal_year=year, months=_months(year, known, until=last))
        for year in range(fiscal_year(last), first - 1, -1)
    )


def _months(year: int, known: Mapping[date, MonthCount], *, until: date) -> tuple[MonthCount, ...]:
    first_days = (date(year if number >= _MONTHS[0] else year + 1, number, 1) for number in _MONTHS)
    return tuple(
        known.get(day) or MonthCount(month=day, received=0, in_progress=0) for day in first_days if day <= until
    )
