"""Which telling is seen when, in whatever order the tellings arrive."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from services.publication.domain.standing import NEVER, Standing, held, settled, taken_back, told

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def after(*tellings: Standing, now: datetime = NOW) -> Sequence[Standing]:
    known: Sequence[Standing] = ()
    for one in tellings:
        known = settled(known, one, now)
    return known


def seen(known: Sequence[Standing], at: datetime) -> list[int]:
    return [
        one.version
        for one in known
        if one.released_at <= at < one.replaced_at and (not one.gone or one.first_at < one.released_at)
    ]


def at(version: int, hours: int, *, release: int | None = None) -> Standing:
    return told(version, at=NOW + hours * HOUR, release_at=None if release is None else NOW + release * HOUR)


def gone(version: int, hours: int) -> Standing:
    return taken_back(version, at=NOW + hours * HOUR)


def test_what_is_under_embargo_is_seen_from_its_moment_on() -> None:
    known = after(at(1, -2, release=3))

    assert (seen(known, NOW), seen(known, NOW + 3 * HOUR)) == ([], [1])


def test_an_embargo_that_ended_before_the_approval_does_not_reach_back() -> None:
    (one,) = after(at(1, -2, release=-48))

    assert one.released_at == NOW - 2 * HOUR


def test_what_is_seen_stays_until_the_moment_of_its_next_version() -> None:
    known = after(at(1, -5), at(2, -1, release=4))

    assert (seen(known, NOW), seen(known, NOW + 4 * HOUR)) == ([1], [2])
    assert {one.first_at for one in known} == {NOW - 5 * HOUR}


def test_a_postponed_embargo_holds_until_its_new_moment() -> None:
    known = after(at(4, -2, release=2), at(5, -1, release=9))

    assert [seen(known, NOW + hours * HOUR) for hours in (2, 9)] == [[], [5]]
    assert {one.first_at for one in known} == {NOW + 9 * HOUR}


def test_a_new_version_that_is_postponed_leaves_what_is_seen_and_when_it_was_first() -> None:
    known = after(at(1, -5), at(2, -2, release=2), at(3, -1, release=9))

    assert [seen(known, NOW + hours * HOUR) for hours in (2, 9)] == [[1], [3]]
    assert {one.first_at for one in known} == {NOW - 5 * HOUR}


def test_what_is_held_is_never_seen_and_what_was_seen_before_stays_until_a_new_decision() -> None:
    stopped = held(3, at=NOW - HOUR)
    known = after(at(1, -5), at(2, -2, release=2), stopped)
    anew = after(at(1, -5), at(2, -2, release=2), stopped, at(4, 0, release=3))
    late = after(stopped, at(2, -2, release=2))
    too_late = after(at(1, -5), held(2, at=NOW))

    assert [seen(known, NOW + hours * HOUR) for hours in (0, 2, 9)] == [[1], [1], [1]]
    assert [seen(anew, NOW + hours * HOUR) for hours in (2, 3)] == [[1], [4]]
    assert (seen(late, NOW + 3 * HOUR), seen(too_late, NOW + 3 * HOUR)) == ([], [1])


def test_what_was_postponed_and_withdrawn_before_anybody_saw_it_leaves_nothing() -> None:
    known = after(at(1, -5, release=-1), at(2, -3, release=9), gone(3, 1), now=NOW + HOUR)

    assert ([one.version for one in known], seen(known, NOW + HOUR)) == ([3], [])


@pytest.mark.parametrize(
    ("tellings", "now_seen", "kept"),
    [
        ((at(1, -5), at(2, -3), at(3, -1)), [3], [3]),
        ((at(1, -5), at(2, -3), gone(3, -1)), [3], [3]),
        ((at(1, -5, release=9), gone(2, -1)), [], [2]),
        ((at(1, -5), gone(2, -3), at(3, -1)), [3], [3]),
        ((at(1, -5, release=9), at(2, -3)), [2], [2]),
        ((at(1, -5, release=-1), at(2, -3, release=9)), [], [2]),
        ((at(1, -5, release=9), at(2, -3, release=12), at(3, -1, release=20)), [], [3]),
        ((at(1, -5), at(2, -3, release=-2), at(3, -1, release=9)), [2], [2, 3]),
    ],
    ids=[
        "replaced",
        "withdrawn",
        "withdrawn before it was seen",
        "shown again",
        "released earlier than planned",
        "postponed",
        "postponed twice",
        "seen and then postponed",
    ],
)
def test_the_order_of_arrival_changes_nothing(
    tellings: tuple[Standing, ...], now_seen: list[int], kept: list[int]
) -> None:
    orders = [after(*order, *order) for order in permutations(tellings)]

    assert {tuple(seen(known, NOW)) for known in orders} == {tuple(now_seen)}
    assert {tuple(one.version for one in known) for known in orders} == {tuple(kept)}
    assert {known[-1].replaced_at for known in orders} == {NEVER}
