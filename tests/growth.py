"""Tell work that grows with the square of what it is given: by its own shares of one run, never by a clock alone."""

import time
from collections.abc import Callable

# Far below it, limits and caches make steps; what grows with the square is soon far above.
_WORTH_COMPARING_SECONDS = 1.0
# Twice as much takes twice the time, or a little more; what grows with the square takes four times as long.
_MOST = 3.3


def grows_too_fast(half: Callable[[], object], whole: Callable[[], object]) -> bool:
    """Tell whether *whole*, twice as much as *half*, takes far more than twice the processor time."""
    took = seconds_of(whole)
    return took > _WORTH_COMPARING_SECONDS and took > _MOST * seconds_of(half)


def seconds_of(work: Callable[[], object], times: int = 2) -> float:
    """Return the seconds of processor time, the best of *times*."""
    return min(_once(work) for _ in range(times))


def _once(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
