"""How the mailboxes stand that intake polls: what an operator must know of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# A server that restarts is no incident.
FAILS_LONG_AFTER: Final = timedelta(minutes=5)
SILENT_AFTER: Final = timedelta(minutes=40)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolledMailbox:
    """One mailbox, by its desk: when it was looked into, since when that fails, and why."""

    desk_id: str
    looked_at: datetime
    failing_since: datetime | None
    trouble: str | None

    def fails_long(self, at: datetime) -> bool:
        """Tell whether somebody must look: it fails for long, or nobody has looked into it for longer still."""
        failing = self.failing_since is not None and at - self.failing_since > FAILS_LONG_AFTER
        return failing or at - self.looked_at > SILENT_AFTER
