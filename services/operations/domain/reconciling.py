"""When a fact that a reader should have had counts as lost on the way, and is sent to it again."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

# The broker's figures are up to five seconds old; only a later look can tell that a fact is in no queue.
_OLD_FIGURES = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How patient the reconciler is: *after* an empty queue was seen, and between two copies of one fact."""

    after: timedelta
    repeat: timedelta

    @property
    def apart(self) -> timedelta:
        """Return how long after a fact was found missing an empty queue proves that it is in none."""
        return min(self.after, _OLD_FIGURES)

    @property
    def look_seconds(self) -> float:
        """Return how often to look."""
        return max(1.0, min(10.0, self.after.total_seconds() / 2))


# A person who asks for it has seen the queues and waits for nothing.
AT_ONCE = Pace(after=timedelta(0), repeat=timedelta(0))


class LeftAlone(StrEnum):
    """Why nothing new can be found missing at a reader now."""

    PAUSED = "paused"  # 一時停止中
    QUEUE_MISSING = "queue_missing"  # 待ち行列がない
    QUEUE_NOT_EMPTY = "queue_not_empty"  # 待ち行列に残っている


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What one look found and did for one reader."""

    reader: str
    missing: int
    resent: int
    left_alone: LeftAlone | None = None
