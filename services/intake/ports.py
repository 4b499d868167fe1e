"""What intake needs of the outside, as it would like to be spoken to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from services.intake.domain.files.values import FileReading, UnreadFile
from services.intake.domain.mail.values import ParsedMail, Unreadable
from services.intake.domain.sheet.values import ReadSheet, SheetFile
from shared.clamd import Scanned
from shared.errors import DeskError

Clock = Callable[[], datetime]


class ReaderGaveUp(DeskError):
    """The process that read these mails died, or did not finish in its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadMail:
    """A mail as it came; *return_path* is the envelope sender, None if unknown, *desk_id* whose sheets it may hold."""

    desk_id: str = ""
    content: bytes = field(repr=False)
    return_path: str | None = field(repr=False)


class MailReader(Protocol):
    """Reads mails outside of this process, within limits."""

    async def read(self, mails: Sequence[UnreadMail]) -> list[ParsedMail | Unreadable]:
        """Return what each mail says, or that it cannot be read.

        Raise ReaderGaveUp when one of them took too much: which one shows when each is read alone.
        """
        ...


class SheetReader(Protocol):
    """Reads a desk's sheets outside of this process, within limits."""

    async def read(self, desk_id: str, files: Sequence[SheetFile]) -> list[ReadSheet]:
        """Return those of *files* that are sheets; one that took too much is returned as such, never raised."""
        ...


class FileReader(Protocol):
    """Reads files outside of this process, within limits."""

    async def read(self, file: UnreadFile) -> FileReading:
        """Return what the file is and says; raise ReaderGaveUp when it took too much."""
        ...


class Scanner(Protocol):
    """Looks for viruses."""

    async def answers(self) -> bool:
        """Tell whether it is there and ready."""
        ...

    async def scan(self, content: bytes) -> Scanned:
        """Return what was found; raise ScannerAway, or TooLargeToScan."""
        ...
