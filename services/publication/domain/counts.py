"""Numbers for everybody: how many proposals came in a month, and what became of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from shared.japanese.era import fiscal_year

_MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
# What becomes of a proposal, in the order in which it is shown.
OUTCOMES: Final = ("realised", "in_progress", "declined", "referred", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCount:
    """The proposals received in the month that begins on `month`, and how many of them are where today."""

    month: date
    received: int
    in_progress: int
    realised: int = 0
    declined: int = 0
    referred: int = 0
    withdrawn: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How many days it took in the middle, and of how many proposals; None where it is known of none."""

    days: int | None = None
    of: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """How long the proposals of a year took from their receipt to the answer, and to the work."""

    judged: Span = Span()
    realised: Span = Span()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCounts:
    """What was counted of one desk."""

    months: tuple[MonthCount, ...] = ()
    spans: Mapping[int, Spans] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCount:
    """One fiscal year, April first; `fiscal_year` is the western year it began in."""

    fiscal_year: int
    months: tuple[MonthCount, ...]
    spans: Spans = Spans()

    def total(self, what: str) -> int:
        """Return the sum of one column over the months of the year."""
        return sum(getattr(month, what) for month in self.months)


def by_fiscal_year(counted: DeskCounts, today: date) -> tuple[YearCount, ...]:
    """Return every year from the first with a proposal to today's, newest first; a quiet month stands there as 0."""
    known = {count.month: count for count in counted.months}
    present = today.replace(day=1)
    last = max((present, *known))
    first = fiscal_year(min((present, *known)))
    return tuple(
        YearCount(fiscal_year=year, months=_months(year, known, until=last), spans=counted.spans.get(year, Spans()))
        for year in range(fiscal_year(last), first - 1, -1)
    )


def _months(year: int, known: Mapping[date, MonthCount], *, until: date) -> tuple[MonthCount, ...]:
    first_days = _first_days(year)
    return tuple(
        known.get(day) or MonthCount(month=day, received=0, in_progress=0) for day in first_days if day <= until
    )


def _first_days(year: int) -> Iterable[date]:
    return (date(year if number >= _MONTHS[0] else year + 1, number, 1) for number in _MONTHS)
