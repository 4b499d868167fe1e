"""Sudden deaths of the desk's own processes."""

import asyncio
import contextlib
import os
import random
import signal
from collections import Counter
from dataclasses import dataclass

from tests.faults.town import Town, processes_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaths:
    """Kills, counted by whom they hit."""

    town: Town
    chance: random.Random
    count: Counter[str]

    async def of_a_part(self) -> None:
        """Kill one process that runs, picked at random."""
        running = [part for part in self.town.parts() if part.pid is not None]
        if running:
            await self.of(self.chance.choice(running).name)

    async def of(self, name: str) -> None:
        """Kill the process *name*; its supervisor starts another."""
        pid = next((part.pid for part in self.town.parts() if part.name == name), None)
        if pid is not None and _kill(pid):
            self.count[f"kill_{name}"] += 1

    async def of_a_pool_worker(self) -> None:
        """Kill one of the processes in which intake reads mails."""
        intake = next((part.pid for part in self.town.parts() if part.name == "intake"), None)
        helpers = processes_of(intake) if intake is not None else []
        if helpers and _kill(self.chance.choice(helpers)):
            self.count["kill_pool_worker"] += 1

    async def of_the_supervisor(self) -> None:
        """Kill the supervisor, which cannot take its parts along, and start the desk anew."""
        if self.town.process is not None:
            self.town.process.kill()
            await asyncio.to_thread(self.town.stop, seconds=0)
        self.town.start()
        self.count["kill_supervisor"] += 1

    async def clean_restart(self) -> None:
        """Stop the whole desk the clean way and start it again."""
        await asyncio.to_thread(self.town.stop)
        self.town.start()
        self.count["clean_restart"] += 1


def _kill(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        return True
    return False
