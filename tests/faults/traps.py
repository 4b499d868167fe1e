"""Let processes die at every named place of `shared.failpoints`, a few places at a time."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from shared.failpoints import Failpoint

AT_ONCE: Final = 2
# So often a place may go unreached before another has its turn; it comes again later.
PATIENCE_LOOKS: Final = 6
# When nothing else befalls the desk any more, only the places that are still missing have their turn, for longer.
LAST_AT_ONCE: Final = 4
LAST_PATIENCE_LOOKS: Final = 20


@dataclass(slots=True, kw_only=True)
class Traps:
    """Arms places in *folder* and counts how often each was reached."""

    folder: Path
    whole: Callable[[], bool]
    chance: random.Random
    fired: Counter[str] = field(default_factory=Counter)
    turns: Counter[Failpoint] = field(default_factory=Counter)
    armed: dict[Failpoint, int] = field(default_factory=dict)

    def arm(self, place: Failpoint) -> None:
        """Let the next process that reaches *place* die there."""
        (self.folder / place.value).touch()
        self.armed[place] = 0

    def look(self) -> None:
        """Note which armed places were reached: the process that died took the file away."""
        for place in list(self.armed):
            self.armed[place] += 1
            if not (self.folder / place.value).exists():
                del self.armed[place]
                self.fired[place.value] += 1

    async def run(self, *, seconds: float, longer: float, rare: frozenset[Failpoint]) -> None:
        """Arm every place in turn, first those that were not reached yet; the *rare* ones wait from the beginning.

        After *seconds* what is still missing has *longer* seconds of its own.
        """
        usual = [place for place in Failpoint if place not in rare]
        self.chance.shuffle(usual)
        for place in sorted(rare):
            self.arm(place)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            self._take_turns(usual, at_once=AT_ONCE, patience=PATIENCE_LOOKS)
            await asyncio.sleep(self.chance.uniform(0.5, 1.5) * seconds / 120)
        ends = time.monotonic() + longer
        while time.monotonic() < ends and (missing := [place for place in usual if not self.fired[place.value]]):
            self._take_turns(missing, at_once=LAST_AT_ONCE, patience=LAST_PATIENCE_LOOKS)
            await asyncio.sleep(self.chance.uniform(0.5, 1.5))
        self.disarm()

    def _take_turns(self, places: list[Failpoint], *, at_once: int, patience: int) -> None:
        self.look()
        self._pass_by(places, patience=patience)
        waiting = sorted((place for place in places if place not in self.armed), key=self._turn)
        # A desk that dies again while it still starts would do no work that could be lost.
        free = at_once - sum(place in self.armed for place in places) if self.whole() else 0
        for place in waiting[: max(0, free)]:
            self.arm(place)
            self.turns[place] += 1

    def disarm(self) -> None:
        """Take all files away."""
        self.look()
        self._pass_by(list(self.armed), patience=0)

    def _turn(self, place: Failpoint) -> tuple[int, int]:
        return self.fired[place.value], self.turns[place]

    def _pass_by(self, places: list[Failpoint], *, patience: int) -> None:
        for place in places:
            if self.armed.get(place, -1) >= patience:
                (self.folder / place.value).unlink(missing_ok=True)
                del self.armed[place]
