"""What intake needs of the outside, as it would like to be spoken to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from services.intake.domain.mail.values import ParsedMail, Unreadable
from shared.errors import DeskError

Clock = Callable[[], datetime]


class ReaderGaveUp(DeskError):
    """The process that read these mails died, or did not finish in its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadMail:
    """A mail as it came; *return_path* is the envelope sender, None if unknown."""

    content: bytes = field(repr=False)
    return_path: str | None = field(repr=False)


class MailReader(Protocol):
    """Reads mails outside of this process, within limits."""

    async def read(self, mails: Sequence[UnreadMail]) -> list[ParsedMail | Unreadable]:
        """Return what each mail says, or that it cannot be read.

        Raise ReaderGaveUp when one of them took too much: which one shows when each is read alone.
        """
        ...
