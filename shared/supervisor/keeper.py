"""Keep one part alive until told to stop."""

import asyncio
import contextlib
import os
import signal
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shared.supervisor.part import Backoff, Part, PartStatus, State
from shared.supervisor.readiness import is_ready

ASK_STARTING_S = 0.1
ASK_READY_S = 2.0
LARGEST_LOG_BYTES = 20_000_000


class Keeper:
    """One part with its process, its log and its status."""

    def __init__(self, part: Part, *, log_dir: Path, backoff: Backoff, changed: Callable[[], None]) -> None:
        self.part = part
        self.log = log_dir / f"{part.name}.log"
        self.status = PartStatus(name=part.name, pid=None, state=State.STOPPED, restarts=0, since=datetime.now(UTC))
        self._backoff = backoff
        self._changed = changed

    async def keep(self, stop: asyncio.Event, at_once: asyncio.Event, *, grace_s: float) -> None:
        """Run the part, again whenever it ends, until *stop*; then end it within *grace_s* or *at_once*."""
        wait_s = 0.0
        while not stop.is_set():
            began = time.monotonic()
            process = await self._start()
            if process is not None:
                await self._stay(process, stop, at_once, grace_s=grace_s)
            if stop.is_set():
                break
            wait_s = self._backoff.following(wait_s, alive_s=time.monotonic() - began)
            self._now(pid=None, state=State.BACKING_OFF, waits_s=wait_s)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), wait_s)
            if not stop.is_set():
                self.status = replace(self.status, restarts=self.status.restarts + 1)
        self._now(pid=None, state=State.STOPPED)

    def _now(self, *, pid: int | None, state: State, waits_s: float = 0.0) -> None:
        since = self.status.since if state is self.status.state else datetime.now(UTC)
        self.status = replace(self.status, pid=pid, state=state, since=since, waits_s=waits_s)
        self._changed()

    async def _start(self) -> Process | None:
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            try:
                process = await asyncio.create_subprocess_exec(
                    *self.part.argv,
                    env={**os.environ, **self.part.env},
                    stdin=DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            except OSError as error:
                log.write(f"{self.part.argv[0]}: {error.strerror}\n".encode())
                return None
        ready = self.part.ready_url is None
        self._now(pid=process.pid, state=State.READY if ready else State.STARTING)
        return process

    async def _stay(self, process: Process, stop: asyncio.Event, at_once: asyncio.Event, *, grace_s: float) -> None:
        ended = asyncio.ensure_future(process.wait())
        stopping = asyncio.ensure_future(stop.wait())
        asking = asyncio.ensure_future(self._ask(process.pid))
        try:
            either: set[asyncio.Future[Any]] = {ended, stopping}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            asking.cancel()
            if not ended.done():
                await self._end(process, ended, at_once, grace_s=grace_s)
        finally:
            # Also when this task is cancelled: nothing of the part, nor of its own children, stays behind.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            stopping.cancel()
            asking.cancel()
            await ended

    async def _end(
        self, process: Process, ended: asyncio.Future[int], at_once: asyncio.Event, *, grace_s: float
    ) -> None:
        """Ask the part's first process to end and give it time; the caller kills what is left."""
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        hurry = asyncio.ensure_future(at_once.wait())
        either: set[asyncio.Future[Any]] = {ended, hurry}
        await asyncio.wait(either, timeout=grace_s, return_when=asyncio.FIRST_COMPLETED)
        hurry.cancel()

    async def _ask(self, pid: int) -> None:
        """Keep the state true to what the part says of itself."""
        if self.part.ready_url is None:
            return
        while True:
            state = State.READY if await is_ready(self.part.ready_url) else State.STARTING
            if state is not self.status.state:
                self._now(pid=pid, state=state)
            await asyncio.sleep(ASK_READY_S if state is State.READY else ASK_STARTING_S)
