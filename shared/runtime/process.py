"""Run coroutines until a signal asks the process to stop."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Coroutine
from typing import Any

import structlog
import uvloop

log = structlog.get_logger()


async def until_signalled(*jobs: Awaitable[Any]) -> None:
    """Run *jobs* together; SIGTERM or SIGINT cancels them, a second signal ends the process at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def asked(number: signal.Signals) -> None:
        if stop.is_set():
            os._exit(128 + number)
        log.info("stopping", signal=number.name)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked, number)
    gathered = asyncio.ensure_future(_together(jobs))
    waiting = asyncio.ensure_future(stop.wait())
    await asyncio.wait((gathered, waiting), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not gathered.done():
        gathered.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await gathered


async def _together(jobs: tuple[Awaitable[Any], ...]) -> None:
    async with asyncio.TaskGroup() as tasks:
        for job in jobs:
            tasks.create_task(_as_coroutine(job))


async def _as_coroutine(job: Awaitable[Any]) -> None:
    await job


def run_process(main: Coroutine[Any, Any, None]) -> None:
    """Run *main* on uvloop to its end."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)
