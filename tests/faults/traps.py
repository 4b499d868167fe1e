"""Let processes die at every named place of `shared.failpoints`, a few places at a time."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from shared.failpoints import Failpoint

AT_ONCE: Final = 2
LOOK_S: Final = 0.2


@dataclass(slots=True, kw_only=True)
class Traps:
    """Arms places in *folder* and counts how often each was reached."""

    folder: Path
    chance: random.Random
    fired: Counter[str] = field(default_factory=Counter)
    armed: set[Failpoint] = field(default_factory=set)

    def arm(self, place: Failpoint) -> None:
        """Let the next process that reaches *place* die there."""
        (self.folder / place.value).touch()
        self.armed.add(place)

    def look(self) -> None:
        """Note which armed places were reached: the process that died took the file away."""
        for place in list(self.armed):
            if not (self.folder / place.value).exists():
                self.armed.discard(place)
                self.fired[place.value] += 1

    async def run(self, *, seconds: float, rare: frozenset[Failpoint]) -> None:
        """Arm every place in random order; the *rare* ones at once, for they wait for their occasion.

        What has fired waits for its next turn at the end of the row; a place that nothing reaches is passed by.
        """
        row = [place for place in Failpoint if place not in rare]
        self.chance.shuffle(row)
        for place in rare:
            self.arm(place)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            self.look()
            usual = self.armed - rare
            if len(usual) < AT_ONCE and row:
                place = row.pop(0)
                row.append(place)
                self.arm(place)
            await asyncio.sleep(self.chance.uniform(0.5, 1.5) * seconds / 60)
        self.disarm()

    def disarm(self) -> None:
        """Take all files away."""
        self.look()
        for place in list(self.armed):
            (self.folder / place.value).unlink(missing_ok=True)
        self.armed.clear()
