"""Space batches of work: under load more share one, and what comes alone waits for nobody."""

import asyncio
from collections.abc import Callable
from time import monotonic

SHORTEST_SECONDS = 0.005
LONGEST_SECONDS = 0.06
_GROWTH = 2


class Pace:
    """Keeps one batch from beginning too soon after the last one began.

    What a batch costs hardly grows with its size, so a batch that was shared makes the next wait longer, up to
    *longest* seconds, and one of a single piece makes it wait less, down to *shortest*. After a pause nothing waits.
    """

    def __init__(
        self,
        *,
        shortest: float = SHORTEST_SECONDS,
        longest: float = LONGEST_SECONDS,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Begin without any wait; *clock* gives seconds and never goes back."""
        self._shortest = shortest
        self._longest = longest
        self._clock = clock
        self._apart = shortest
        self._begun = 0.0

    def begin(self) -> None:
        """Note that a batch begins now."""
        self._begun = self._clock()

    async def end(self, size: int) -> None:
        """Return when the next batch may begin; the last one held *size* pieces."""
        await asyncio.sleep(self.ended(size))

    def ended(self, size: int) -> float:
        """Note that a batch of *size* pieces ended, and return in how many seconds the next may begin."""
        if size > 1:
            self._apart = min(self._longest, self._apart * _GROWTH)
        else:
            self._apart = max(self._shortest, self._apart / _GROWTH)
        return max(0.0, self._begun + self._apart - self._clock())
