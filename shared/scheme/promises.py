"""What a desk promises a proposer, as days: told in the mail and watched on the case by the same count."""

from datetime import date
from typing import Final, Literal

from shared.scheme.calendar import OfficeCalendar
from shared.scheme.model import DeskScheme

_UNTIL_CONFIRMED: Final[tuple[Literal["received", "confirming"], ...]] = ("received", "confirming")


def confirmed_by(scheme: DeskScheme, received_on: date) -> date:
    """Return the day by which *scheme* promises to have confirmed what arrived on *received_on* (in Japan).

    The promises of 受付 and 受付確認 add up in office days; a stage the scheme does not time adds none.
    """
    days = sum(scheme.stages[stage].promise_business_days for stage in _UNTIL_CONFIRMED if stage in scheme.stages)
    return OfficeCalendar.of(scheme.calendar).add_business_days(received_on, days)


def looked_at_by(scheme: DeskScheme, came_on: date) -> date:
    """Return the day by which the desk looks at what came to it, or back to it, on *came_on*: the promise of 受付."""
    first = scheme.stages.get(_UNTIL_CONFIRMED[0])
    return OfficeCalendar.of(scheme.calendar).add_business_days(came_on, first.promise_business_days if first else 1)
