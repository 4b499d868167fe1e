"""The numbers as a year shows them."""

from datetime import date

from services.publication.domain.counts import DeskCounts, MonthCount, Span, Spans, by_fiscal_year

TODAY = date(2026, 6, 15)


def test_a_desk_without_a_proposal_shows_this_year_with_nothing_in_it() -> None:
    years = by_fiscal_year(DeskCounts(), TODAY)

    assert [(year.fiscal_year, year.total("received"), year.spans) for year in years] == [(2026, 0, Spans())]
    assert [month.month for month in years[0].months] == [date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)]


def test_the_newest_year_comes_first_and_a_year_without_proposals_is_not_left_out() -> None:
    months = (
        MonthCount(month=date(2025, 3, 1), received=2, in_progress=0, declined=2),
        MonthCount(month=date(2026, 4, 1), received=3, in_progress=2, realised=1),
        MonthCount(month=date(2026, 5, 1), received=4, in_progress=1, realised=3),
    )
    spans = {2024: Spans(judged=Span(days=21, of=2))}

    years = by_fiscal_year(DeskCounts(months=months, spans=spans), TODAY)

    sums = [[year.total(what) for what in ("received", "in_progress", "realised", "declined")] for year in years]
    assert [year.fiscal_year for year in years] == [2026, 2025, 2024]
    assert [len(year.months) for year in years] == [3, 12, 12]
    assert sums == [[7, 3, 4, 0], [0, 0, 0, 0], [2, 0, 0, 2]]
    assert [year.spans.judged.days for year in years] == [None, None, 21]


def test_a_month_a_moment_ahead_of_this_clock_is_not_lost() -> None:
    ahead = DeskCounts(months=(MonthCount(month=date(2026, 7, 1), received=1, in_progress=1),))

    years = by_fiscal_year(ahead, date(2026, 6, 30))

    assert [month.month for month in years[0].months][-1] == date(2026, 7, 1)
    assert years[0].total("received") == 1
