"""Mails that should have left and cannot."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# A mail server that restarts is no incident.
WAIT_LONG_AFTER: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsentMails:
    """How many there are, and since when the oldest has waited; None when there are none."""

    mails: int
    since: datetime | None

    def wait_long(self, at: datetime) -> bool:
        """Tell whether somebody must look after the mail server or the mailer."""
        return self.since is not None and at - self.since > WAIT_LONG_AFTER
