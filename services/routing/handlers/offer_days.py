"""By when an offer is answered: the day that is usual, and the last one the stage leaves room for."""

from dataclasses import dataclass
from datetime import date

from services.routing.domain.case import Case
from services.routing.domain.clock import ClockReading
from services.routing.domain.guards import is_ahead
from services.routing.domain.refusals import DuePassed
from services.routing.domain.stage import Stage
from services.routing.ports import Work
from services.routing.storage.clocks import term_of
from shared.errors import Invalid
from shared.japanese.era import wareki
from shared.scheme.calendar import OfficeCalendar
from shared.scheme.model import DeskScheme


class LateDay(Invalid):
    """The day lies after the maximum of the stage in which an offer waits; it can be meant all the same."""

    public_message = "提案中の段階の上限より後の日です。"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDays:
    """The day by which whoever is asked usually answers, and the *latest* the stage has room for (None: any day)."""

    usual: date
    latest: date | None

    def wrong(self, due: date, today: date, *, late: bool) -> Invalid | None:
        """Return what is wrong with a day that was chosen; *late* where one after the latest is meant."""
        if not is_ahead(due, today):
            return DuePassed()
        if self.latest is not None and due > self.latest and not late:
            return LateDay(public=f"提案中の段階の上限（{wareki(self.latest)}）より後の日です。")
        return None


async def offer_days(work: Work, case: Case, scheme: DeskScheme, today: date) -> OfferDays:
    """Return the days of an offer made today."""
    return days_by(case, scheme, await work.clocks.read(case, scheme, today), today)


def days_by(case: Case, scheme: DeskScheme, clock: ClockReading | None, today: date) -> OfferDays:
    """Return the days of an offer made today; the stage of a case that waits already goes on, else it begins today."""
    usual = usual_due(scheme, today)
    term = term_of(Stage.OFFERED, scheme)
    if term is None:
        return OfferDays(usual=usual, latest=None)
    latest = OfficeCalendar.of(scheme.calendar).add_business_days(today, term.maximum_business_days)
    # Once the maximum has passed, whoever is asked then has as long as one who is asked first.
    if case.stage is Stage.OFFERED and clock is not None and clock.maximum is not None and clock.maximum >= today:
        latest = clock.maximum
    return OfferDays(usual=min(usual, latest), latest=latest)


def usual_due(scheme: DeskScheme, today: date) -> date:
    """Return the day by which whoever is asked usually answers, in business days of the office."""
    return OfficeCalendar.of(scheme.calendar).add_business_days(today, scheme.answers.offer_business_days)
