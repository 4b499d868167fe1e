"""Cases the desk was told of as forgotten, and which stay so."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# Longer than any weekend with a holiday beside it: by then somebody at the desk has seen the notice, or nobody does.
STAYS_AFTER: Final = timedelta(days=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgottenCases:
    """How many there are, and since when the oldest is known; None when there are none."""

    cases: int
    since: datetime | None

    def stay(self, at: datetime) -> bool:
        """Tell whether somebody must call the desk."""
        return self.since is not None and at - self.since > STAYS_AFTER
