"""Named places where a process can be made to die, so that tests can prove that dying there loses nothing.

A name is armed by an empty file of that name in the armed folder. The first process that reaches the place takes
the file away and kills itself with SIGKILL, which no handler sees. Unarmed, as in every installation, reaching a
place is one comparison with None.
"""

import os
import signal
from enum import StrEnum
from pathlib import Path


class Failpoint(StrEnum):
    """Where a process can die; each stands between two steps that only together are safe."""

    MAIL_INSERTED = "mail_inserted"  # rows written, not committed, no 250 yet
    MAIL_COMMITTED = "mail_committed"  # committed, the 250 not sent
    MAILBOX_KEPT = "mailbox_kept"  # mails of a polled mailbox committed, not moved there
    FORM_INSERTED = "form_inserted"
    FORM_COMMITTED = "form_committed"  # committed, the 202 not sent
    READING_CLAIMED = "reading_claimed"
    READING_PARSED = "reading_parsed"
    READING_SETTLED = "reading_settled"  # outcome written, not committed
    READING_COMMITTED = "reading_committed"
    RELAY_LOCKED = "relay_locked"
    RELAY_PUBLISHED = "relay_published"  # confirmed by the broker, still in the outbox
    RELAY_DELETED = "relay_deleted"  # deleted, not committed
    RELAY_COMMITTED = "relay_committed"
    COLLECTOR_RECEIVED = "collector_received"
    COLLECTOR_MARKED = "collector_marked"  # `handled` written, no effects yet
    COLLECTOR_EFFECTED = "collector_effected"  # effects written, not committed
    COLLECTOR_COMMITTED = "collector_committed"  # committed, not acknowledged
    COLLECTOR_ACKED = "collector_acked"
    ISSUE_RECORDED = "issue_recorded"  # failure written, not committed
    RETRY_CLAIMED = "retry_claimed"
    CASE_SAVED = "case_saved"  # a person's act written, not committed
    CASE_COMMITTED = "case_committed"
    MAIL_CLAIMED = "mail_claimed"  # an outgoing mail taken, not yet written
    MAIL_WRITTEN = "mail_written"  # ready to be handed over
    MAIL_HANDED_OVER = "mail_handed_over"  # the mail server said 250, nothing recorded
    MAIL_RECORDED = "mail_recorded"  # recorded as sent, not committed
    RECONCILER_QUEUED = "reconciler_queued"  # put back into an outbox, not committed
    DEAD_LETTER_COPIED = "dead_letter_copied"  # copied to the table, not acknowledged


class _Armed:
    folder: Path | None = None


def arm(folder: Path | None) -> None:
    """Let this process die at the places that have a file in *folder*; None disarms."""
    _Armed.folder = folder


def reached(place: Failpoint) -> None:
    """Go on, or die here without a word when the place is armed."""
    if _Armed.folder is None:
        return
    try:
        (_Armed.folder / place.value).unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
