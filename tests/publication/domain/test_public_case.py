"""What a case shows of itself to everybody."""

from datetime import UTC, date, datetime

import pytest

from services.publication.domain.public_case import PublicCase, PublicStage, counted_month, opened_case
from tests.publication.cases import opened


def test_an_opened_case_is_counted_in_its_month_and_shows_neither_its_number_nor_its_proposal() -> None:
    fact = opened("R8-0012")

    assert opened_case(fact) == PublicCase(
        case_id=fact.aggregate_id,
        desk_id="miono",
        fiscal_year=2026,
        month=date(2026, 11, 1),
        stage=PublicStage.OPEN,
        version=1,
    )


@pytest.mark.parametrize(
    ("receipt", "at", "month"),
    [
        ("R8-0012", datetime(2026, 11, 30, 14, 59, tzinfo=UTC), date(2026, 11, 1)),
        ("R8-0012", datetime(2026, 11, 30, 15, 0, tzinfo=UTC), date(2026, 12, 1)),
        ("R8-0012", datetime(2027, 3, 31, 15, 0, tzinfo=UTC), date(2027, 3, 1)),
        ("R9-0001", datetime(2027, 3, 31, 14, 59, tzinfo=UTC), date(2027, 4, 1)),
        ("X1-0001", datetime(2027, 2, 1, 0, 0, tzinfo=UTC), date(2027, 2, 1)),
    ],
    ids=[
        "last of the month in Japan",
        "first of the next",
        "number of last year",
        "number of next year",
        "other number",
    ],
)
def test_a_case_counts_in_the_fiscal_year_of_its_receipt_number(receipt: str, at: datetime, month: date) -> None:
    assert counted_month(receipt, at) == month
