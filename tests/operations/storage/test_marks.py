"""A mark moves only over what is certainly settled, and never back."""

from datetime import UTC, datetime

from services.operations.storage.marks import SETTLING, SettledMarks

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def settled_until(seq: int) -> SettledMarks:
    """Return marks that trust everything up to *seq*."""
    marks = SettledMarks()
    marks.see_newest({"intake": seq}, at=NOW)
    marks.see_newest({"intake": seq + 50}, at=NOW + SETTLING)
    return marks


def test_nothing_is_passed_over_before_it_has_settled() -> None:
    marks = SettledMarks()

    marks.see_newest({"intake": 100}, at=NOW)
    marks.see_newest({"intake": 120}, at=NOW + SETTLING / 2)
    marks.see_open("routing.cases", "intake", oldest=None)

    assert marks.after("routing.cases", "intake") == 0


def test_with_nothing_open_the_mark_stands_at_what_has_settled_not_at_the_newest() -> None:
    marks = settled_until(100)

    marks.see_open("routing.cases", "intake", oldest=None)

    assert marks.after("routing.cases", "intake") == 100


def test_an_open_fact_holds_the_mark_before_it_for_its_own_reader_only() -> None:
    marks = settled_until(100)

    marks.see_open("routing.cases", "intake", oldest=7)
    marks.see_open("notify.staff-inbox", "intake", oldest=None)

    assert (marks.after("routing.cases", "intake"), marks.after("notify.staff-inbox", "intake")) == (6, 100)


def test_a_mark_never_moves_back() -> None:
    marks = settled_until(100)
    marks.see_open("routing.cases", "intake", oldest=None)

    marks.see_open("routing.cases", "intake", oldest=40)

    assert marks.after("routing.cases", "intake") == 100


def test_a_history_that_became_shorter_is_read_anew() -> None:
    marks = settled_until(100)
    marks.see_open("routing.cases", "intake", oldest=None)

    marks.see_newest({"intake": 20}, at=NOW + SETTLING * 2)
    marks.see_open("routing.cases", "intake", oldest=None)

    assert marks.after("routing.cases", "intake") == 0
