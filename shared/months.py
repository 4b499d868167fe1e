"""Months later: the same day of a later month, or that month's last day."""

from calendar import monthrange
from datetime import date
from typing import Final

_OF_A_YEAR: Final = 12


def months_later(day: date, months: int) -> date:
    """Return the day *months* later, or earlier where they are negative."""
    years, month = divmod(day.month - 1 + months, _OF_A_YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
