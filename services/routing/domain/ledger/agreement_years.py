"""What was done under an agreement, year by year: whether it lives, or is an empty shell."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from services.routing.domain.ledger.agreement import Agreement
from services.routing.domain.ledger.agreement_fields import leaves_field
from services.routing.domain.ledger.effects import Effect, year_of_effects
from services.routing.domain.ledger.project import Project
from shared.japanese.era import fiscal_year


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectUnder:
    """A project under an agreement, with its title and the day on which it was entered."""

    project: Project
    title: str
    begun_on: date

    @property
    def ended_on(self) -> date | None:
        """Return when it was completed or stopped."""
        return None if self.project.end is None else self.project.end.day


@dataclass(frozen=True, slots=True, kw_only=True)
class YearOfActivity:
    """What was done in a fiscal year: projects begun, on the way, and ended, reports, other activities, 効果額."""

    year: int
    begun: int
    running: int
    ended: int
    reports: int
    activities: int
    yen: int


def years_of(
    agreement: Agreement, projects: Sequence[ProjectUnder], effects: Iterable[Effect], this_year: int
) -> list[YearOfActivity]:
    """Return the years from the first in which anything could be done until *this_year*, the latest first."""
    began = agreement.begins_on
    first = min((fiscal_year(day) for day in _days(agreement, projects, began)), default=this_year)
    found = tuple(effects)
    return [_year(agreement, projects, found, year) for year in range(this_year, first - 1, -1)]


def _days(agreement: Agreement, projects: Sequence[ProjectUnder], began: date | None) -> Iterator[date]:
    if began is not None:
        yield began
    yield from (one.begun_on for one in projects)
    yield from (deed.day for deed in agreement.deeds)


def _year(
    agreement: Agreement, projects: Sequence[ProjectUnder], effects: Sequence[Effect], year: int
) -> YearOfActivity:
    begun = [fiscal_year(one.begun_on) for one in projects]
    ended = [None if one.ended_on is None else fiscal_year(one.ended_on) for one in projects]
    reports = [fiscal_year(report.ends) for one in projects for report in one.project.reports]
    deeds = [fiscal_year(deed.day) for deed in agreement.deeds if deed.activity is not None]
    return YearOfActivity(
        year=year,
        begun=begun.count(year),
        running=sum(first <= year and (last is None or last >= year) for first, last in zip(begun, ended, strict=True)),
        ended=ended.count(year),
        reports=reports.count(year),
        activities=deeds.count(year),
        yen=year_of_effects(effects, year).yen,
    )


def outside(agreement: Agreement, projects: Iterable[ProjectUnder]) -> list[str]:
    """Return the numbers of the projects that leave the field of the agreement."""
    return [
        one.project.number for one in projects if leaves_field(agreement.fields, agreement.form, one.project.fields)
    ]
