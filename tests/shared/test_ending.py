import asyncio
from contextlib import suppress

from shared.ending import end


async def test_a_task_that_lost_its_cancellation_is_cancelled_again() -> None:
    lost: list[str] = []

    async def go_on() -> None:
        while len(lost) < 2:
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
            lost.append("a cancellation")
        await asyncio.Event().wait()

    ordinary, stubborn = asyncio.create_task(asyncio.Event().wait()), asyncio.create_task(go_on())
    await asyncio.sleep(0)

    async with asyncio.timeout(20):
        await end([ordinary, stubborn], again_seconds=0.01)

    assert (ordinary.cancelled(), stubborn.cancelled(), len(lost)) == (True, True, 2)


async def test_nothing_to_end_is_ended_at_once() -> None:
    await end([])


async def test_a_task_that_is_ending_already_is_not_cut_in_its_last_step() -> None:
    told, finish = [], asyncio.Event()

    async def careful() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            told.append("end")
            await finish.wait()
            told.append("finished")
            raise

    task = asyncio.create_task(careful())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)

    ending = asyncio.create_task(end([task], again_seconds=60))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    finish.set()
    await ending

    assert told == ["end", "finished"]
