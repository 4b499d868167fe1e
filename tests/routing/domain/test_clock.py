"""What a stage's clock shows, counted in the office days of the sample prefecture."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.routing.domain.clock import ClockState, Pause, StageTime, extended, moved, read_clock
from services.routing.domain.stage import Stage
from shared.scheme.calendar import OfficeCalendar
from shared.scheme.load import load_scheme
from shared.scheme.model import StageTerm
from shared.settings import PROJECT

CALENDAR = OfficeCalendar.of(load_scheme(PROJECT / "deploy" / "desks" / "miono.toml").calendar)
TERM = StageTerm(promise_business_days=5, maximum_business_days=10)
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
LENGTHS = st.integers(0, 20)


def promised(since: date, *pauses: Pause, term: StageTerm = TERM, calendar: OfficeCalendar = CALENDAR) -> date:
    """Return the promised day of a stage that began on a day."""
    reading = read_clock(StageTime(since=since, pauses=pauses), term, calendar, since)
    assert reading.promised is not None
    return reading.promised


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (date(2026, 11, 20), date(2026, 11, 30)),  # Friday; a weekend and 勤労感謝の日 lie between
        (date(2026, 12, 24), date(2027, 1, 6)),  # 年末年始: 29 December to 3 January
        (date(2027, 3, 25), date(2027, 3, 31)),  # the open Sunday of 28 March counts, and the year ends
        (date(2027, 3, 30), date(2027, 4, 6)),  # across the fiscal year
        (date(2028, 2, 25), date(2028, 3, 3)),  # a leap day is a day
        (date(2027, 4, 28), date(2027, 5, 11)),  # 大型連休
    ],
)
def test_a_promise_is_counted_in_days_the_office_is_open(since: date, expected: date) -> None:
    assert promised(since) == expected


@pytest.mark.parametrize(
    ("today", "state", "left"),
    [
        (date(2026, 11, 20), ClockState.ON_TIME, 5),
        (date(2026, 11, 22), ClockState.ON_TIME, 5),
        (date(2026, 11, 25), ClockState.DUE_SOON, 3),
        (date(2026, 11, 30), ClockState.DUE_SOON, 0),
        (date(2026, 12, 1), ClockState.PAST_PROMISE, -1),
        (date(2026, 12, 7), ClockState.PAST_PROMISE, -5),
        (date(2026, 12, 8), ClockState.PAST_MAXIMUM, -6),
    ],
)
def test_a_clock_says_how_a_stage_stands(today: date, state: ClockState, left: int) -> None:
    time = StageTime(since=date(2026, 11, 20))

    reading = read_clock(time, TERM, CALENDAR, today, soon_business_days=3)

    assert (reading.state, reading.left, reading.used) == (state, left, 5 - left)
    assert (reading.promised, reading.maximum) == (date(2026, 11, 30), date(2026, 12, 7))


def test_while_the_proposer_completes_the_clock_stands_still_and_goes_on_with_what_was_left() -> None:
    confirming = moved(StageTime(since=date(2026, 11, 2)), Stage.RECEIVED, Stage.CONFIRMING, date(2026, 11, 20))
    waiting = moved(confirming, Stage.CONFIRMING, Stage.WAITING_FOR_PROPOSER, date(2026, 11, 25))
    again = moved(waiting, Stage.WAITING_FOR_PROPOSER, Stage.CONFIRMING, date(2027, 1, 4))

    standing = read_clock(waiting, TERM, CALENDAR, date(2026, 12, 28))
    going = read_clock(again, TERM, CALENDAR, date(2027, 1, 4))

    assert (standing.state, standing.used, standing.left) == (ClockState.STOPPED, 2, 3)
    assert (standing.promised, standing.maximum) == (None, None)
    assert (going.used, going.left, going.promised) == (2, 3, date(2027, 1, 7))


def test_two_completions_stop_the_clock_twice() -> None:
    time = StageTime(since=date(2026, 11, 20))
    for asked, came in ((date(2026, 11, 24), date(2026, 11, 27)), (date(2026, 11, 30), date(2026, 12, 4))):
        time = moved(time, Stage.CONFIRMING, Stage.WAITING_FOR_PROPOSER, asked)
        time = moved(time, Stage.WAITING_FOR_PROPOSER, Stage.CONFIRMING, came)

    assert len(time.pauses) == 2
    assert read_clock(time, TERM, CALENDAR, date(2026, 12, 4)).promised == date(2026, 12, 9)


def test_what_is_missing_on_arrival_stops_the_clock_of_confirming_before_it_has_run() -> None:
    waiting = moved(StageTime(since=date(2026, 11, 2)), Stage.RECEIVED, Stage.WAITING_FOR_PROPOSER, date(2026, 11, 20))
    again = moved(waiting, Stage.WAITING_FOR_PROPOSER, Stage.CONFIRMING, date(2026, 11, 27))

    assert read_clock(again, TERM, CALENDAR, date(2026, 11, 27)).left == 5


@pytest.mark.parametrize("ended", [Stage.DECLINED, Stage.WITHDRAWN, Stage.REFERRED, Stage.MERGED])
def test_a_reopened_case_begins_its_stage_anew(ended: Stage) -> None:
    waiting = moved(StageTime(since=date(2026, 11, 2)), Stage.CONFIRMING, Stage.WAITING_FOR_PROPOSER, date(2026, 11, 4))
    over = moved(waiting, Stage.WAITING_FOR_PROPOSER, ended, date(2026, 11, 10))

    again = moved(over, ended, Stage.CONFIRMING, date(2026, 11, 20))

    assert again == StageTime(since=date(2026, 11, 20))


def test_an_extension_holds_as_it_was_told_and_moves_the_maximum_if_need_be() -> None:
    time = extended(StageTime(since=date(2026, 11, 20)), TERM, CALENDAR, date(2026, 12, 25))

    reading = read_clock(time, TERM, CALENDAR, date(2026, 12, 24), extended_until=date(2026, 12, 25))

    assert (reading.promised, reading.maximum, reading.left) == (date(2026, 12, 25), date(2026, 12, 25), 1)
    assert reading.state is ClockState.ON_TIME


def test_an_extension_survives_a_completion_that_comes_after_it() -> None:
    time = extended(StageTime(since=date(2026, 11, 20)), TERM, CALENDAR, date(2026, 12, 4))
    time = moved(time, Stage.CONFIRMING, Stage.WAITING_FOR_PROPOSER, date(2026, 12, 1))
    time = moved(time, Stage.WAITING_FOR_PROPOSER, Stage.CONFIRMING, date(2026, 12, 8))

    # Three of its days were left when it stopped.
    assert read_clock(time, TERM, CALENDAR, date(2026, 12, 8)).promised == date(2026, 12, 11)


@given(since=DAYS, before=LENGTHS, length=LENGTHS)
def test_standing_still_never_shortens_a_promise(since: date, before: int, length: int) -> None:
    stopped = since + timedelta(days=before)

    paused = promised(since, Pause(since=stopped, until=stopped + timedelta(days=length)))

    assert paused >= promised(since)


@given(since=DAYS, before=LENGTHS, length=LENGTHS)
def test_what_was_left_when_the_clock_stopped_is_left_when_it_goes_on(since: date, before: int, length: int) -> None:
    stopped, resumed = since + timedelta(days=before), since + timedelta(days=before + length)
    standing = StageTime(since=since, pauses=(Pause(since=stopped),))
    going = StageTime(since=since, pauses=(Pause(since=stopped, until=resumed),))

    assert standing.used(resumed, CALENDAR) == standing.used(stopped, CALENDAR) == going.used(resumed, CALENDAR)


@given(since=DAYS, closed=st.sets(DAYS, max_size=20), promise=st.integers(1, 40))
def test_days_the_office_closes_make_no_promise_earlier(since: date, closed: set[date], promise: int) -> None:
    term = StageTerm(promise_business_days=promise, maximum_business_days=40)
    closing = OfficeCalendar(
        closed_weekdays=CALENDAR.closed_weekdays,
        closed_dates=CALENDAR.closed_dates,
        closed_days=CALENDAR.closed_days | closed,
        open_days=CALENDAR.open_days,
    )

    later = promised(since, term=term, calendar=closing)

    assert later >= promised(since, term=term)
    assert closing.is_open(later)


@given(since=DAYS, passed=st.integers(0, 90))
def test_what_was_used_and_what_is_left_are_the_promise(since: date, passed: int) -> None:
    reading = read_clock(StageTime(since=since), TERM, CALENDAR, since + timedelta(days=passed))

    assert reading.used + reading.left == TERM.promise_business_days
