from shared.pace import Pace


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def waits(pace: Pace, *sizes: int) -> list[float]:
    """Return how long each of these batches, which take no time, makes the next one wait."""
    found = []
    for size in sizes:
        pace.begin()
        found.append(pace.ended(size))
    return found


def a_pace(clock: Clock | None = None) -> Pace:
    return Pace(shortest=1, longest=5, clock=clock or Clock())


def test_what_comes_alone_makes_the_next_wait_as_little_as_may_be() -> None:
    assert waits(a_pace(), 1, 1, 1) == [1, 1, 1]


def test_batches_that_are_shared_move_apart_up_to_a_limit() -> None:
    assert waits(a_pace(), 2, 2, 2, 2) == [2, 4, 5, 5]


def test_after_the_rush_they_come_as_soon_as_before() -> None:
    pace = a_pace()
    waits(pace, 2, 2, 2)

    assert waits(pace, 1, 1, 1, 1) == [2.5, 1.25, 1, 1]


def test_a_batch_that_took_its_time_is_followed_at_once() -> None:
    clock = Clock()
    pace = a_pace(clock)
    pace.begin()

    clock.now += 1

    assert pace.ended(1) == 0


async def test_the_next_batch_begins_when_its_wait_is_over() -> None:
    clock = Clock()
    pace = Pace(shortest=0.01, longest=0.01, clock=clock)
    pace.begin()
    clock.now += 0.01

    await pace.end(1)
