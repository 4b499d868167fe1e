"""The numbers as a year shows them."""

from datetime import date

from services.publication.domain.counts import MonthCount, by_fiscal_year

TODAY = date(2026, 6, 15)


def test_a_desk_without_a_proposal_shows_this_year_with_nothing_in_it() -> None:
    years = by_fiscal_year([], TODAY)

    assert [(year.fiscal_year, year.received, year.in_progress) for year in years] == [(2026, 0, 0)]
    assert [month.month for month in years[0].months] == [date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)]


def test_the_newest_year_comes_first_and_a_year_without_proposals_is_not_left_out() -> None:
    counted = [
        MonthCount(month=date(2025, 3, 1), received=2, in_progress=0),
        MonthCount(month=date(2026, 4, 1), received=3, in_progress=2),
        MonthCount(month=date(2026, 5, 1), received=4, in_progress=1),
    ]

    years = by_fiscal_year(counted, TODAY)

    assert [(year.fiscal_year, len(year.months), year.received, year.in_progress) for year in years] == [
        (2026, 3, 7, 3),
        (2025, 12, 0, 0),
        (2024, 12, 2, 0),
    ]


def test_a_month_a_moment_ahead_of_this_clock_is_not_lost() -> None:
    years = by_fiscal_year([MonthCount(month=date(2026, 7, 1), received=1, in_progress=1)], date(2026, 6, 30))

    assert [month.month for month in years[0].months][-1] == date(2026, 7, 1)
    assert years[0].received == 1
