"""A pace allows a burst after a calm time, then a round each second."""

from services.notify.domain.pace import Pace, full

PACE = Pace(per_second=10, burst=20)


def test_after_a_calm_time_a_burst_may_leave_at_once() -> None:
    assert full(PACE, at=0).whole == 20


def test_who_has_used_it_up_waits_for_a_round() -> None:
    used = full(PACE, at=0).less(20)

    assert (used.whole, used.seconds_until(PACE.round)) == (0, 1.0)
    assert used.later(1.0).whole == 10


def test_what_is_left_may_leave_without_waiting() -> None:
    left = full(PACE, at=0).less(19)

    assert (left.whole, left.seconds_until(1)) == (1, 0.0)


def test_a_long_calm_allows_no_more_than_a_burst() -> None:
    assert full(PACE, at=0).less(5).later(3_600).whole == 20


def test_a_pace_of_less_than_one_a_second_lets_one_leave_after_the_other() -> None:
    used = full(Pace(per_second=0.5, burst=1), at=0).less(1)

    assert (used.seconds_until(1), used.later(2.0).whole) == (2.0, 1)


def test_what_left_whatever_the_pace_is_made_up_for() -> None:
    beyond = full(PACE, at=0).less(25)

    assert (beyond.whole, beyond.seconds_until(PACE.round)) == (0, 1.5)


def test_a_fast_pace_lets_many_small_rounds_leave() -> None:
    fast = full(Pace(per_second=200, burst=400), at=0)

    assert (fast.whole, fast.less(20).whole, fast.less(400).seconds_until(20)) == (20, 20, 0.1)
