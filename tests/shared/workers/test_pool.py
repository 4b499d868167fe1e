import asyncio
import ctypes
import os
import signal
import time
import warnings
from collections.abc import AsyncIterator

import pytest

from shared.errors import Invalid
from shared.workers import Reason, WorkerGaveUp, Workers
from shared.workers.pool import WorkersClosed


def double(number: int) -> int:
    return number * 2


def refuse() -> None:
    raise Invalid("no", public="読めません。")


def loop_for_ever() -> None:
    while True:
        pass


def sleep_for_ever() -> None:
    time.sleep(3600)


def eat_memory() -> int:
    return len(bytearray(2_000_000_000))


def eat_memory_slowly() -> int:
    eaten = []
    while True:
        eaten.append(bytearray(10_000_000))


def read_address_zero() -> int:
    return ctypes.string_at(0)[0]


def leave_at_once() -> None:
    os._exit(3)


def interrupt_self() -> str:
    os.kill(os.getpid(), signal.SIGINT)
    return "still here"


def warn_in_words_of_the_input() -> str:
    warnings.warn("a secret idea", stacklevel=1)
    return "nothing was said"


def process_id() -> int:
    return os.getpid()


@pytest.fixture(scope="module")
async def workers() -> AsyncIterator[Workers]:
    async with Workers(processes=1, memory_mb=256, timeout_seconds=20.0) as pool:
        yield pool


async def test_work_is_done_in_another_process(workers: Workers) -> None:
    result = await workers.run(double, 21)

    assert result == 42
    assert await workers.run(process_id) != os.getpid()


async def test_an_error_of_the_work_comes_back_as_it_was_raised(workers: Workers) -> None:
    with pytest.raises(Invalid) as caught:
        await workers.run(refuse)

    assert (str(caught.value), caught.value.public) == ("no", "読めません。")


@pytest.mark.parametrize(
    ("bomb", "reason"),
    [
        (loop_for_ever, Reason.TIMEOUT),
        (sleep_for_ever, Reason.TIMEOUT),
        (eat_memory, Reason.MEMORY),
        (eat_memory_slowly, Reason.MEMORY),
        (read_address_zero, Reason.DIED),
        (leave_at_once, Reason.DIED),
    ],
)
async def test_a_bomb_hurts_only_itself(workers: Workers, bomb: object, reason: Reason) -> None:
    # Only where time is the limit it is short: on a busy machine memory is eaten slowly.
    seconds = 1.0 if reason is Reason.TIMEOUT else None

    with pytest.raises(WorkerGaveUp) as caught:
        await workers.run(bomb, timeout_seconds=seconds)  # type: ignore[arg-type]  # Each of them is callable.

    assert caught.value.reason is reason
    assert await workers.run(double, 4) == 8


async def test_work_may_have_less_time_than_the_pool_allows() -> None:
    async with Workers(processes=1, memory_mb=256, timeout_seconds=3600) as pool:
        with pytest.raises(WorkerGaveUp) as caught:
            await pool.run(sleep_for_ever, timeout_seconds=0.5)

    assert caught.value.reason is Reason.TIMEOUT


async def test_ctrl_c_is_left_to_the_parent(workers: Workers) -> None:
    assert await workers.run(interrupt_self) == "still here"


async def test_what_a_library_warns_of_is_not_said(workers: Workers, capfd: pytest.CaptureFixture[str]) -> None:
    assert await workers.run(warn_in_words_of_the_input) == "nothing was said"

    assert "secret" not in capfd.readouterr().err


async def test_neighbours_of_a_bomb_finish() -> None:
    async with Workers(processes=2, memory_mb=256, timeout_seconds=1.0) as pool:
        outcomes = await asyncio.gather(
            pool.run(sleep_for_ever), *(pool.run(double, number) for number in range(10)), return_exceptions=True
        )

    assert isinstance(outcomes[0], WorkerGaveUp)
    assert outcomes[1:] == [number * 2 for number in range(10)]


async def test_a_closed_pool_says_so() -> None:
    pool = Workers(processes=1, memory_mb=64, timeout_seconds=1.0)
    await pool.close()

    with pytest.raises(WorkersClosed):
        await pool.run(double, 1)


async def test_a_pool_that_was_never_used_starts_no_process() -> None:
    async with Workers(processes=1, memory_mb=64, timeout_seconds=1.0) as pool:
        started = pool._pool

    assert started is None
