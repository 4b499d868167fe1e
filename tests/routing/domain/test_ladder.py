from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.routing.domain.ladder import Rung, Watched, rung_now
from shared.scheme.clocks import Escalation, EscalationTo
from tests.routing.domain.test_clock import CALENDAR

RULES = Escalation()
DEPARTMENT, DESK, LEAD = EscalationTo.DEPARTMENT, EscalationTo.DESK, EscalationTo.DESK_LEAD
ASKED, DUE = date(2026, 12, 1), date(2026, 12, 28)


def rungs(due: date, since: date, days: int, every: int = 1) -> list[tuple[date, Rung]]:
    """Return what is taken when somebody looks every so many days, on days the office is open."""
    taken, found = None, []
    for passed in range(0, days, every):
        today = since + timedelta(days=passed)
        rung = rung_now(Watched(since=since, due=due, taken=taken), RULES, CALENDAR, today)
        if CALENDAR.is_open(today) and rung is not None:
            taken = rung.step
            found.append((today, rung))
    return found


def test_a_day_before_the_new_year_is_reminded_of_and_told_up_the_ladder_on_office_days_alone() -> None:
    assert rungs(DUE, ASKED, 60) == [
        (date(2026, 12, 23), Rung(step=-3)),
        (date(2027, 1, 4), Rung(step=1, to=(DEPARTMENT,))),
        (date(2027, 1, 6), Rung(step=3, to=(DEPARTMENT, DESK))),
        (date(2027, 1, 8), Rung(step=5, to=(DEPARTMENT, DESK, LEAD))),
    ]


def test_after_a_standstill_one_step_is_taken_and_not_all_that_were_missed() -> None:
    late = rung_now(Watched(since=ASKED, due=DUE, taken=-3), RULES, CALENDAR, date(2027, 2, 1))

    assert late == Rung(step=5, to=(DEPARTMENT, DESK, LEAD))
    assert rung_now(Watched(since=ASKED, due=DUE, taken=5), RULES, CALENDAR, date(2027, 3, 1)) is None


def test_nobody_is_reminded_of_what_they_were_told_a_moment_ago() -> None:
    assert rung_now(Watched(since=date(2026, 12, 24), due=DUE), RULES, CALENDAR, date(2026, 12, 24)) is None


def test_a_reminder_that_was_missed_comes_before_the_day_and_never_after_it() -> None:
    watched = Watched(since=ASKED, due=date(2026, 12, 25))

    assert rung_now(watched, RULES, CALENDAR, date(2026, 12, 25)) == Rung(step=-3)
    assert rung_now(watched, RULES, CALENDAR, date(2026, 12, 26)) is None


@given(due=st.dates(date(2024, 1, 1), date(2028, 1, 1)), lead=st.integers(0, 40), every=st.integers(1, 9))
def test_steps_climb_and_none_is_taken_twice(due: date, lead: int, every: int) -> None:
    steps = [rung.step for _, rung in rungs(due, due - timedelta(days=lead), lead + 30, every)]

    assert steps == sorted(set(steps))
    assert set(steps) <= {-3, 1, 3, 5}
