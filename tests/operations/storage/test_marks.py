"""Marks go as far as is certain, never further, and start anew when history is put back."""

from datetime import UTC, datetime, timedelta

from services.operations.storage.marks import SETTLING, Horizon, SettledMarks

READER = "routing.cases"
NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def seen(newest: int, *, after: timedelta, oldest: int, following: int) -> Horizon:
    return Horizon(newest={"intake": newest}, at=NOW + after, oldest_transaction=oldest, next_transaction=following)


def test_a_seq_is_trusted_after_it_has_settled_and_everything_that_ran_then_has_ended() -> None:
    marks = SettledMarks()
    trusted = []

    for horizon in (
        seen(10, after=timedelta(0), oldest=100, following=103),
        seen(20, after=SETTLING, oldest=100, following=105),
        seen(20, after=SETTLING * 2, oldest=104, following=110),
        seen(20, after=SETTLING * 3, oldest=105, following=110),
    ):
        marks.see(horizon)
        marks.see_open(READER, "intake", oldest=None)
        trusted.append(marks.after(READER, "intake"))

    assert trusted == [0, 0, 0, 10]


def test_marks_are_forgotten_when_history_became_shorter() -> None:
    marks = SettledMarks()
    marks.remember({(READER, "intake"): 10, (READER, "notify"): 7})

    marks.see(seen(9, after=timedelta(0), oldest=5, following=5))

    assert marks.ahead_of({(READER, "intake"): 10, (READER, "notify"): 7}) == {(READER, "intake"): 0}


def settled_until(seq: int) -> SettledMarks:
    """Return marks that trust everything up to *seq*."""
    marks = SettledMarks()
    for place, oldest in enumerate((1, 1, 2)):
        marks.see(seen(seq, after=SETTLING * place, oldest=oldest, following=2))
    return marks


def test_an_open_fact_holds_the_mark_before_it_for_its_own_reader_only() -> None:
    marks = settled_until(100)

    marks.see_open(READER, "intake", oldest=7)
    marks.see_open("notify.staff-inbox", "intake", oldest=None)

    assert (marks.after(READER, "intake"), marks.after("notify.staff-inbox", "intake")) == (6, 100)


def test_a_mark_never_moves_back() -> None:
    marks = settled_until(100)
    marks.see_open(READER, "intake", oldest=None)

    marks.see_open(READER, "intake", oldest=40)

    assert marks.after(READER, "intake") == 100
