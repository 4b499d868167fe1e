"""One promise, one count: the day in the mail is the day on the case."""

from datetime import date

import pytest

from shared.scheme.promises import confirmed_by, looked_at_by
from tests.shared.scheme.schemes import small_scheme

TERM = {"promise_business_days": 2, "maximum_business_days": 3}
CONFIRMING = {"promise_business_days": 5, "maximum_business_days": 10}


@pytest.mark.parametrize(
    ("stages", "received_on", "promised"),
    [
        ({"received": TERM, "confirming": CONFIRMING}, date(2026, 6, 1), date(2026, 6, 10)),
        ({"confirming": CONFIRMING}, date(2026, 6, 1), date(2026, 6, 8)),
        ({"received": TERM, "confirming": CONFIRMING}, date(2026, 12, 25), date(2027, 1, 12)),
        ({}, date(2026, 6, 6), date(2026, 6, 8)),
    ],
)
def test_the_day_of_confirmation_counts_both_stages_in_office_days_from_the_day_of_receipt(
    stages: dict[str, dict[str, int]], received_on: date, promised: date
) -> None:
    assert confirmed_by(small_scheme(stages=stages), received_on) == promised


@pytest.mark.parametrize(
    ("stages", "came_on", "by"),
    [
        ({"received": TERM, "confirming": CONFIRMING}, date(2026, 6, 5), date(2026, 6, 9)),
        ({"confirming": CONFIRMING}, date(2026, 6, 5), date(2026, 6, 8)),
    ],
)
def test_what_comes_back_to_the_desk_is_looked_at_as_soon_as_what_is_new(
    stages: dict[str, dict[str, int]], came_on: date, by: date
) -> None:
    assert looked_at_by(small_scheme(stages=stages), came_on) == by
