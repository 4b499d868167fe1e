"""Read mails in processes of their own."""

from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import ParsedMail
from services.intake.ports import ReaderGaveUp
from shared.workers import WorkerGaveUp, Workers

PRELOAD = ("shared.workers.limits", "services.intake.mailbox.pool")


def read_here(content: bytes, return_path: str | None) -> ParsedMail:
    """Read a mail in this process; what the pool runs."""
    return parse_mail(content, return_path=return_path)


class PooledReader:
    """Reads each mail within the pool's limits of time and memory."""

    def __init__(self, workers: Workers) -> None:
        """Use *workers*, which the caller closes."""
        self._workers = workers

    async def read(self, content: bytes, *, return_path: str | None) -> ParsedMail:
        """Return the mail; raise Unreadable, ReaderGaveUp, or Temporary while the pool is closing."""
        try:
            return await self._workers.run(read_here, content, return_path)
        except WorkerGaveUp as error:
            raise ReaderGaveUp(str(error)) from error
