import asyncio

import pytest

from shared.steps import JobEnded, lasting, unbroken


async def test_a_step_that_is_cancelled_once_is_finished_first() -> None:
    entered, go_on, done = asyncio.Event(), asyncio.Event(), []

    async def step() -> None:
        entered.set()
        await go_on.wait()
        done.append("done")

    task = asyncio.create_task(unbroken(step()))
    await entered.wait()
    task.cancel()
    await asyncio.sleep(0)
    go_on.set()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert done == ["done"]


async def test_a_step_that_is_cancelled_is_told_so_that_it_can_end_early() -> None:
    entered, asked = asyncio.Event(), asyncio.Event()

    async def step() -> None:
        entered.set()
        await asked.wait()

    task = asyncio.create_task(unbroken(step(), asked=asked.set))
    await entered.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert asked.is_set()


async def test_a_step_that_is_cancelled_twice_is_left() -> None:
    entered, ended = asyncio.Event(), []

    async def step() -> None:
        entered.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("ended")

    task = asyncio.create_task(unbroken(step()))
    await entered.wait()
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0)
    assert ended == ["ended"]


async def test_a_step_gives_what_it_gives_and_raises_what_it_raises() -> None:
    async def gives() -> int:
        return 7

    async def breaks() -> int:
        raise ValueError

    assert await unbroken(gives()) == 7
    with pytest.raises(ValueError):  # noqa: PT011 - its text is empty.
        await unbroken(breaks())


async def test_a_step_that_a_library_cancels_is_a_lost_connection_and_not_the_end_of_its_loop() -> None:
    async def waits_on_a_lost_connection() -> None:
        confirmation: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        confirmation.cancel()
        await confirmation

    with pytest.raises(ConnectionAbortedError):
        await unbroken(waits_on_a_lost_connection())


async def test_a_lasting_job_that_ends_by_itself_is_an_error() -> None:
    async def ends() -> None:
        return

    async def is_cancelled_by_a_library() -> None:
        raise asyncio.CancelledError

    for job in (ends, is_cancelled_by_a_library):
        with pytest.raises(JobEnded):
            await lasting(job)


async def test_a_lasting_job_that_is_asked_to_end_just_ends() -> None:
    begun = asyncio.Event()

    async def lasts() -> None:
        begun.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(lasting(lasts))
    await begun.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
