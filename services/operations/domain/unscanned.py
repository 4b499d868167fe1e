"""Files that wait for a scanner which is set up and does not answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# A scanner that loads new signatures is silent for minutes; that is no incident.
WAIT_LONG_AFTER: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnscannedFiles:
    """How many there are, and since when the oldest has waited; None when there are none."""

    files: int
    since: datetime | None

    def wait_long(self, at: datetime) -> bool:
        """Tell whether somebody must look after the scanner."""
        return self.since is not None and at - self.since > WAIT_LONG_AFTER
