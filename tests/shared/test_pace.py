from time import monotonic

from shared.pace import Pace


async def waited(pace: Pace, *sizes: int) -> float:
    """Return how long the last of these batches made the next one wait, in seconds."""
    begun = 0.0
    for size in sizes:
        pace.begin()
        begun = monotonic()
        await pace.end(size)
    return monotonic() - begun


async def test_what_comes_alone_makes_the_next_wait_as_little_as_may_be() -> None:
    pace = Pace(shortest=0, longest=10)

    assert await waited(pace, 1, 1, 1) < 1


async def test_batches_that_are_shared_move_apart_up_to_a_limit() -> None:
    pace = Pace(shortest=0.001, longest=0.004)

    assert await waited(pace, 2, 2, 2, 2, 2) >= 0.004


async def test_after_the_rush_they_come_as_soon_as_before() -> None:
    rushed, calm = Pace(shortest=0.0001, longest=0.2), Pace(shortest=0.0001, longest=0.2)
    for _ in range(11):
        rushed.begin()
        await rushed.end(2)

    after = await waited(rushed, *[1] * 12)

    assert after < 0.2
    assert await waited(calm, 1) < 0.2


async def test_a_batch_that_took_its_time_is_followed_at_once() -> None:
    pace = Pace(shortest=60, longest=60)
    pace.begin()
    pace._begun -= 61

    begun = monotonic()
    await pace.end(1)

    assert monotonic() - begun < 1
