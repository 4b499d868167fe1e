"""A job that is done again and again must outlive every single look."""

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy.exc import DBAPIError

from shared.database.errors import DatabaseAway
from shared.errors import Refused
from shared.runtime.every import every

MISHAPS = [DatabaseAway(), ConnectionAbortedError(), Refused(), KeyError("a"), DBAPIError("SELECT 1", {}, Exception())]


@pytest.mark.parametrize("mishap", MISHAPS, ids=lambda one: type(one).__name__)
async def test_a_look_that_failed_is_followed_by_the_next_one(mishap: Exception) -> None:
    looked = asyncio.Event()
    failures = [mishap]

    async def look() -> None:
        if failures:
            raise failures.pop()
        looked.set()

    job = asyncio.ensure_future(every(0, look, "clock"))
    async with asyncio.timeout(20):
        await asyncio.wait((job, asyncio.ensure_future(looked.wait())), return_when=asyncio.FIRST_COMPLETED)

    assert looked.is_set()
    assert not job.done()
    job.cancel()
    with suppress(asyncio.CancelledError):
        await job
