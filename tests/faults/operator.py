"""The operator of the town: reads the incidents and does what they say, by the verbs of the handbook alone."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from subprocess import SubprocessError
from typing import Final

from tests.faults.town import Town

LOOK_S: Final = 10.0
SETUP_S: Final = 120.0
# What docs/operations.md answers with `desk setup`.
SETUP_HELPS: Final = frozenset({"queue_missing", "queue_stalled", "fact_unroutable", "broker_refuses"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Is there from the first misfortune on, and leaves when asked to."""

    town: Town
    count: Counter[str]
    _leaving: asyncio.Event = field(default_factory=asyncio.Event)

    async def work(self) -> None:
        """Look every few seconds, until asked to leave."""
        while not self._leaving.is_set():
            await asyncio.to_thread(self._look)
            try:
                await asyncio.wait_for(self._leaving.wait(), LOOK_S)
            except TimeoutError:
                continue

    def leave(self) -> None:
        """Let the operator finish what is in hand and go."""
        self._leaving.set()

    def _look(self) -> None:
        try:
            incidents = self.town.verb("incidents")["incidents"]
            if SETUP_HELPS & {one["cause"] for one in incidents}:
                anew = self.town.verb("setup", seconds=SETUP_S)["queues_made_anew"]
                self.count["operator_setup"] += 1
                self.count["operator_queue_made_anew"] += len(anew)
        except (RuntimeError, SubprocessError):
            # An engine is still away; the next look sees more.
            self.count["operator_saw_nothing"] += 1
