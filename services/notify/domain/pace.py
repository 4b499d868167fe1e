"""How fast mail may leave: an office's mail server is asked steadily, never stormed."""

from dataclasses import dataclass, replace
from math import ceil
from typing import Final

# A killed process leaves no more mails than these behind, however fast they may leave.
LARGEST_ROUND: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """At most *per_second* mails a second; after a calm time *burst* of them at once."""

    per_second: float
    burst: int

    @property
    def round(self) -> int:
        """Return how many leave together while more are waiting: what one second allows, within reason."""
        return max(1, min(self.burst, ceil(self.per_second), LARGEST_ROUND))


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What a pace allows at one moment, *at* being the seconds of a clock that never goes back."""

    pace: Pace
    mails: float
    at: float

    @property
    def whole(self) -> int:
        """Return how many mails may leave together now."""
        return max(0, min(int(self.mails), LARGEST_ROUND))

    def later(self, now: float) -> "Allowance":
        """Return what is allowed at *now*."""
        grown = self.mails + (now - self.at) * self.pace.per_second
        return replace(self, mails=min(float(self.pace.burst), grown), at=now)

    def less(self, count: int) -> "Allowance":
        """Return what is left after *count* mails."""
        return replace(self, mails=self.mails - count)

    def seconds_until(self, count: int) -> float:
        """Return how long to wait until *count* mails may leave together."""
        return max(0.0, (count - self.mails) / self.pace.per_second)


def full(pace: Pace, *, at: float) -> Allowance:
    """Return what is allowed after a calm time."""
    return Allowance(pace=pace, mails=float(pace.burst), at=at)
