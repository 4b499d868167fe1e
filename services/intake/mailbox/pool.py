"""Read mails in processes of their own."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from services.intake.domain.mail.house import NOWHERE, House
from services.intake.domain.mail.values import ParsedMail, Unreadable
from services.intake.ports import ReaderGaveUp, UnreadMail
from shared.errors import Temporary
from shared.workers import WorkerGaveUp, Workers

log = structlog.get_logger()
PRELOAD = (
    "shared.workers.limits",
    "services.intake.mailbox.pool",
    "services.intake.domain.mail.parse",
    "services.intake.domain.files.reading",
    # What these ask only now and then, shared by all processes of the pool.
    "charset_normalizer",
    "puremagic",
)
# Small mails take milliseconds: several that need longer hold a bomb, and each is then read alone, with its full time.
SEVERAL_SECONDS: Final = 5.0


def read_here(mails: Sequence[UnreadMail], house: House = NOWHERE) -> list[ParsedMail | Unreadable]:
    """Read mails in this process; what the pool runs."""
    return [_read(mail, house) for mail in mails]


def _read(mail: UnreadMail, house: House) -> ParsedMail | Unreadable:
    # What reads office files is large: only the pool's processes pay for it.
    from services.intake.domain.mail.parse import parse_mail  # noqa: PLC0415 - see above.

    try:
        return parse_mail(mail.content, return_path=mail.return_path, house=house)
    except Unreadable as error:
        return error


class PooledReader:
    """Reads mails within the pool's limits of time and memory."""

    def __init__(self, workers: Workers, house: Callable[[], House] = lambda: NOWHERE) -> None:
        """Use *workers*, which the caller closes; *house* returns what the installation says of itself by now."""
        self._workers = workers
        self._house = house

    async def read(self, mails: Sequence[UnreadMail]) -> list[ParsedMail | Unreadable]:
        """Return what each mail says; raise ReaderGaveUp, or Temporary while the pool is closing."""
        seconds = SEVERAL_SECONDS if len(mails) > 1 else None
        work = self._workers.run(read_here, mails, self._house(), timeout_seconds=seconds)
        (outcome,) = await asyncio.gather(work, return_exceptions=True)
        if not isinstance(outcome, BaseException):
            return outcome
        if not isinstance(outcome, Exception) or isinstance(outcome, Temporary):
            raise outcome
        if not isinstance(outcome, WorkerGaveUp):
            # A mail that our reading has a bug for is one a person must look at, and we too.
            log.error("mail_reader_failed", error_class=type(outcome).__name__, count=len(mails))
        raise ReaderGaveUp(str(outcome) if isinstance(outcome, WorkerGaveUp) else None) from outcome
