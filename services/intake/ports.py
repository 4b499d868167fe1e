"""What intake needs of the outside, as it would like to be spoken to."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from services.intake.domain.mail.values import ParsedMail
from shared.errors import DeskError

Clock = Callable[[], datetime]


class ReaderGaveUp(DeskError):
    """The process that read a mail died, or did not finish in its time."""


class MailReader(Protocol):
    """Reads mails outside of this process, within limits."""

    async def read(self, content: bytes, *, return_path: str | None) -> ParsedMail:
        """Return the mail; raise Unreadable or ReaderGaveUp. *return_path* is the envelope sender, None if unknown."""
        ...
