"""Read files in processes of their own."""

import asyncio
import logging
import time
import warnings
from typing import Final

import structlog

from services.intake.domain.files.values import FileReading, UnreadFile
from services.intake.ports import ReaderGaveUp
from shared.errors import Temporary
from shared.workers import WorkerGaveUp, Workers

log = structlog.get_logger()
# A long file is cut after this; what does not come to a page's end meanwhile is ended by the pool.
ENOUGH_SECONDS: Final = 10.0


def read_here(file: UnreadFile) -> FileReading:
    """Read a file in this process; what the pool runs."""
    # What reads office files is large: only the pool's processes pay for it.
    from services.intake.domain.files.reading import read_file  # noqa: PLC0415 - see above.

    # What the libraries think of a stranger's file stands in its findings.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore")
    until = time.monotonic() + ENOUGH_SECONDS
    return read_file(file, has_time=lambda: time.monotonic() < until)


class PooledFileReader:
    """Reads files within the pool's limits of time and memory."""

    def __init__(self, workers: Workers) -> None:
        """Use *workers*, which the caller closes."""
        self._workers = workers

    async def read(self, file: UnreadFile) -> FileReading:
        """Return what the file is and says; raise ReaderGaveUp, or Temporary while the pool is closing."""
        (outcome,) = await asyncio.gather(self._workers.run(read_here, file), return_exceptions=True)
        if not isinstance(outcome, BaseException):
            return outcome
        if not isinstance(outcome, Exception) or isinstance(outcome, Temporary):
            raise outcome
        if not isinstance(outcome, WorkerGaveUp):
            log.error("file_reader_failed", error_class=type(outcome).__name__)
        raise ReaderGaveUp(str(outcome) if isinstance(outcome, WorkerGaveUp) else None) from outcome
