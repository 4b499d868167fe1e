from datetime import date

import pytest

from shared.scheme.calendar import OfficeCalendar
from shared.scheme.model import CalendarRules


def calendar(**changes: object) -> OfficeCalendar:
    rules = {"closed_weekdays": ["sat", "sun"], "year_end_first": "12-29", "year_end_last": "01-03"}
    return OfficeCalendar.of(CalendarRules.model_validate(rules | changes))


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), False),
        (date(2026, 9, 22), False),
        (date(2026, 12, 28), True),
        (date(2026, 12, 29), False),
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), False),
        (date(2028, 1, 3), False),
        (date(2027, 1, 4), True),
    ],
)
def test_the_office_is_closed_on_weekends_holidays_and_at_the_turn_of_the_year(day: date, is_open: bool) -> None:
    assert calendar().is_open(day) == is_open


def test_local_days_differ_from_the_country() -> None:
    local = calendar(
        closed_days=[{"day": date(2026, 11, 20), "words": "点検"}],
        open_days=[{"day": date(2026, 11, 22), "words": "臨時開庁"}],
    )

    assert (local.is_open(date(2026, 11, 20)), local.is_open(date(2026, 11, 22))) == (False, True)


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 24)),
        (date(2026, 11, 22), 1, date(2026, 11, 24)),
        (date(2026, 12, 25), 2, date(2027, 1, 4)),
        (date(2026, 11, 24), -1, date(2026, 11, 20)),
        (date(2026, 11, 22), 0, date(2026, 11, 24)),
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 9, 18), 3, date(2026, 9, 28)),
    ],
)
def test_business_days_are_counted_from_the_next_day(start: date, n: int, due: date) -> None:
    assert calendar().add_business_days(start, n) == due


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 11, 20), date(2026, 11, 24), 1),
        (date(2026, 11, 24), date(2026, 11, 20), -1),
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 12, 25), date(2027, 1, 5), 3),
    ],
)
def test_business_days_between_two_days_are_the_reverse_of_adding(start: date, end: date, days: int) -> None:
    assert calendar().business_days_between(start, end) == days


def test_the_next_open_day_after_the_holidays_is_found() -> None:
    assert calendar().next_open(date(2026, 12, 29)) == date(2027, 1, 4)


def test_an_office_without_a_turn_of_the_year_in_reverse_is_refused() -> None:
    with pytest.raises(ValueError, match="年末の日"):
        calendar(year_end_first="01-03", year_end_last="12-29")


def test_an_office_that_never_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="すべての曜日"):
        calendar(closed_weekdays=["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
