"""What each field of something public says, as a proposer reads it before agreeing."""

from datetime import date

import pytest

from shared.documents.public import PublicContent
from shared.documents.public_fields import texts_of


@pytest.mark.parametrize(
    ("said", "period"),
    [
        ({}, ""),
        ({"fiscal_year": 2026}, "令和8年度"),
        ({"begins_on": date(2026, 4, 1), "fiscal_year": 2026}, "令和8年4月1日から"),
        ({"ends_on": date(2027, 3, 31)}, "令和9年3月31日まで"),
        ({"begins_on": date(2026, 4, 1), "ends_on": date(2027, 3, 31)}, "令和8年4月1日から令和9年3月31日まで"),
    ],
)
def test_a_period_is_said_by_its_era(said: dict[str, date | int], period: str) -> None:
    content = PublicContent.model_validate({"title": "見守り"} | said)

    assert texts_of(content)["period"] == period
