"""When a delivery that failed is tried again.

The n-th failure waits LADDER[n - 1] seconds, ±20 %; after the last rung the delivery is parked for a person.
"""

import random
from collections.abc import Sequence

LADDER_SECONDS: Sequence[float] = (1, 5, 30, 120, 600, 3_600, 21_600)
# What a newer program told waits for this one to be updated: every hour for a day.
NEWER_SECONDS: Sequence[float] = (3_600,) * 24


def wait_seconds(attempt: int, ladder: Sequence[float] = LADDER_SECONDS) -> float | None:
    """Return how long to wait after the *attempt*-th failure (1 is the first), or None when it is time to park."""
    if attempt > len(ladder):
        return None
    return ladder[attempt - 1] * random.uniform(0.8, 1.2)
