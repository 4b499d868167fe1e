"""Run several parts as one."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from shared.supervisor.keeper import Keeper
from shared.supervisor.part import Backoff, Part, PartStatus
from shared.supervisor.screen import Screen, screen_for
from shared.supervisor.status import write_status

# Longer than a part may take to drain: killed before, it would have drained for nothing.
GRACE_S = 40.0


class Supervisor:
    """Keep all *parts* running; each has its own process group and its own log in *log_dir*."""

    def __init__(
        self,
        parts: Sequence[Part],
        log_dir: Path,
        status_file: Path,
        *,
        backoff: Backoff | None = None,
        grace_s: float = GRACE_S,
        screen: Screen | None = None,
    ) -> None:
        self._status_file = status_file
        self._log_dir = log_dir
        self._grace_s = grace_s
        self._screen = screen or screen_for(sys.stdout)
        self._stop = asyncio.Event()
        self._at_once = asyncio.Event()
        self._keepers = [
            Keeper(part, log_dir=log_dir, backoff=backoff or Backoff(), changed=self._tell) for part in parts
        ]

    @property
    def status(self) -> list[PartStatus]:
        """The parts as they stand now."""
        return [keeper.status for keeper in self._keepers]

    def stop(self) -> None:
        """Ask all parts to end and give them their grace; asked a second time, end them at once."""
        if self._stop.is_set():
            self._at_once.set()
        self._stop.set()

    async def run(self) -> None:
        """Run all parts until SIGTERM, SIGINT or `stop`, and return when none of them is left."""
        for folder in (self._log_dir, self._status_file.parent):
            folder.mkdir(parents=True, exist_ok=True)
        loop = asyncio.get_running_loop()
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signal_number, self.stop)
        try:
            async with asyncio.TaskGroup() as group:
                for keeper in self._keepers:
                    group.create_task(keeper.keep(self._stop, self._at_once, grace_s=self._grace_s))
        finally:
            for signal_number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(signal_number)

    def _tell(self) -> None:
        parts = self.status
        write_status(self._status_file, parts, supervisor_pid=os.getpid())
        self._screen.show(parts)
