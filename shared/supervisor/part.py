"""What is supervised, and what is known about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A process to keep alive; *env* is added to the supervisor's own environment.

    It counts as ready when *ready_url* answers 200, or, without one, as soon as it runs.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    ready_url: str | None = None


class State(StrEnum):
    """Where a part stands; one that runs but does not answer as ready is starting."""

    STARTING = "starting"
    READY = "ready"
    BACKING_OFF = "backing_off"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartStatus:
    """A part at one moment; *waits_s* is the length of the back-off it is in, else 0."""

    name: str
    pid: int | None
    state: State
    restarts: int
    since: datetime
    waits_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """How long to wait before a restart: doubling, up to a longest, anew after a calm while."""

    first_s: float = 0.2
    longest_s: float = 10.0
    calm_after_s: float = 30.0

    def following(self, last_wait_s: float, *, alive_s: float) -> float:
        """Return the wait after a part died that had lived *alive_s* and was last waited for *last_wait_s*."""
        if alive_s >= self.calm_after_s or last_wait_s <= 0:
            return self.first_s
        return min(last_wait_s * 2, self.longest_s)
