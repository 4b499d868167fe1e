"""Look into files that wait: claimed in one transaction, read or scanned outside of any, each kept in its own.

Reading and scanning are two looks, so that a scanner that hangs delays verdicts and no text. A process that dies in
between leaves a claim that runs out. One file's trouble is its own: it is read in a process of its own, and kept alone.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Final
from uuid import UUID

import structlog
from prometheus_client import Counter

from services.intake.domain.files.values import FileReading, UnreadFile
from services.intake.domain.files.verdict import Scan
from services.intake.domain.sheet.values import ReadSheet, SheetFile
from services.intake.handlers.inspecting import Inspected, keep_inspection, keep_unopenable
from services.intake.ports import Clock, FileReader, ReaderGaveUp, Scanner, SheetReader
from services.intake.storage.inspections import ClaimedFile
from services.intake.storage.work import Work
from shared.clamd import ScannerAway, TooLargeToScan
from shared.database.transactions import Transactions
from shared.documents import Document
from shared.documents.keys import WrongKey
from shared.errors import Temporary
from shared.files import FileFinding
from shared.scheme.model import DeskScheme

log = structlog.get_logger()
INSPECTED: Final = Counter("desk_files_inspected", "Files that were looked into, by what the scanner said.", ["scan"])
BROKEN: Final = Counter("desk_files_broken", "Files at which reading ended, by what was raised.", ["error_class"])
POLL_SECONDS: Final = 1.0
AWAY_SECONDS: Final = 1.0
KNOCK_SECONDS: Final = 10.0
AT_ONCE: Final = 4
MAX_ATTEMPTS: Final = 3
Look = Callable[[ClaimedFile, Document], Coroutine[None, None, None]]


class FileInspecting:
    """Looks into what waits, a few files at a time."""

    def __init__(
        self,
        transactions: Transactions[Work],
        reader: FileReader,
        sheets: SheetReader,
        scanner: Scanner | None,
        schemes: Mapping[str, DeskScheme],
        clock: Clock,
    ) -> None:
        """Ask no scanner when there is none."""
        self._transactions = transactions
        self._reader = reader
        self._sheets = sheets
        self._scanner = scanner
        self._schemes = schemes
        self._clock = clock
        # Files may wait from before this process began; later, once the scanner was away.
        self._may_be_back = True
        self._knock_at = 0.0

    async def run(self) -> None:
        """Look into files until cancelled."""
        async with asyncio.TaskGroup() as looks:
            looks.create_task(self._keep_on(self.read_once))
            looks.create_task(self._keep_on(self._scan_or_ask_again))

    async def _keep_on(self, look: Callable[[], Awaitable[int]]) -> None:
        while True:
            try:
                count = await look()
            except Temporary as error:
                log.warning("file_inspection_waits", error_class=type(error).__name__)
                await asyncio.sleep(AWAY_SECONDS)
                continue
            if not count:
                await asyncio.sleep(POLL_SECONDS)

    async def read_once(self) -> int:
        """Read what is due for the first time, a few files, and return how many there were."""
        return await self._look_once(self._read_it, unread=True)

    async def scan_once(self) -> int:
        """Let be scanned what was read and is due, a few files, and return how many there were."""
        return await self._look_once(self._scan_it, unread=False)

    async def _scan_or_ask_again(self) -> int:
        await self.ask_again()
        return await self.scan_once()

    async def _look_once(self, look: Look, *, unread: bool) -> int:
        async with self._transactions.begin() as work:
            claimed = await work.inspections.claim(AT_ONCE, self._schemes, unread=unread)
            opened, shut = await _open(claimed, work)
        looks = (
            look(one, opened[one.document_id])
            if one.document_id in opened
            else self._leave(one, is_shut=one.document_id in shut)
            for one in claimed
        )
        try:
            results = await asyncio.gather(*looks, return_exceptions=True)
            for one, error in zip(claimed, results, strict=True):
                if error is not None:
                    _put_off(one, error)
        except (Temporary, asyncio.CancelledError):
            # This process is stopping: the next one shall not wait for the claims to run out.
            with suppress(Temporary):
                async with self._transactions.begin() as work:
                    await work.inspections.release([one.document_id for one in claimed])
            raise
        return len(claimed)

    async def ask_again(self) -> None:
        """Let be scanned what waits for a scanner, as soon as there is one that answers."""
        if self._scanner is None or not self._may_be_back or time.monotonic() < self._knock_at:
            return
        if not await self._scanner.answers():
            self._knock_at = time.monotonic() + KNOCK_SECONDS
            return
        async with self._transactions.begin() as work:
            count = await work.inspections.ask_again()
        self._may_be_back = False
        if count:
            log.info("scanner_back", files=count)

    async def _leave(self, claimed: ClaimedFile, *, is_shut: bool) -> None:
        """Ask no more about a file whose key was destroyed, nor, after a few attempts, about one that does not open."""
        if is_shut:
            log.error("file_unopenable", document_id=str(claimed.document_id), attempt=claimed.attempt)
            if claimed.attempt <= MAX_ATTEMPTS:
                return
        async with self._transactions.begin() as work:
            if is_shut:
                await keep_unopenable(claimed, self._schemes, work, now=self._clock())
            else:
                await work.inspections.leave(claimed.document_id)

    async def _read_it(self, claimed: ClaimedFile, document: Document) -> None:
        reading = await self._read(claimed, document)
        sheet = await self._sheet(claimed, document, reading)
        scan = Scan.NONE if self._scanner is None else Scan.WAITING
        await self._keep(Inspected(claimed=claimed, document=document, reading=reading, scan=scan, sheet=sheet))

    async def _scan_it(self, claimed: ClaimedFile, document: Document) -> None:
        scan, signature = await self._scan(document.content)
        await self._keep(Inspected(claimed=claimed, document=document, reading=None, scan=scan, signature=signature))

    async def _keep(self, inspected: Inspected) -> None:
        async with self._transactions.begin() as work:
            result = await keep_inspection(inspected, self._schemes, work, now=self._clock())
        if inspected.scan is not Scan.WAITING:
            INSPECTED.labels(scan=inspected.scan.value).inc()
        log.info("file_inspected", document_id=str(result.document_id), state=result.state.value)

    async def _read(self, claimed: ClaimedFile, document: Document) -> FileReading:
        given_up = FileReading(media_type=document.media_type, findings=(FileFinding.TOO_MUCH,))
        if claimed.attempt > MAX_ATTEMPTS:
            return given_up
        file = UnreadFile(name=document.name or "", declared_type=document.media_type, content=document.content)
        try:
            reading = await self._reader.read(file)
        except ReaderGaveUp as error:
            log.warning("file_reader_gave_up", document_id=str(claimed.document_id), error_class=type(error).__name__)
            return given_up
        if reading.broken_by is not None:
            # A broken file of somebody's, or a bug of ours: the class tells which is worth a look.
            BROKEN.labels(error_class=reading.broken_by).inc()
            log.info("file_broken", document_id=str(claimed.document_id), error_class=reading.broken_by)
        return reading

    async def _sheet(self, claimed: ClaimedFile, document: Document, reading: FileReading) -> ReadSheet | None:
        """Return the file as a sheet; None when it is none, or was read as one with its mail."""
        if not claimed.may_be_sheet or FileFinding.TOO_MUCH in reading.findings:
            return None
        file = SheetFile(name=document.name or "", media_type=reading.media_type, content=document.content)
        return next(iter(await self._sheets.read(claimed.desk_id, [file])), None)

    async def _scan(self, content: bytes) -> tuple[Scan, str | None]:
        if self._scanner is None:
            return Scan.NONE, None
        try:
            signature = (await self._scanner.scan(content)).signature
        except ScannerAway:
            log.warning("scanner_away")
            self._may_be_back = True
            return Scan.AWAY, None
        except TooLargeToScan:
            return Scan.TOO_LARGE, None
        return (Scan.CLEAN, None) if signature is None else (Scan.FOUND, signature)


def _put_off(one: ClaimedFile, error: BaseException) -> None:
    """Leave a file to the end of its claim, and go on with the others; raise what concerns all of them."""
    if not isinstance(error, Exception) or isinstance(error, Temporary):
        raise error
    log.error("file_put_off", document_id=str(one.document_id), error_class=type(error).__name__)


async def _open(claimed: list[ClaimedFile], work: Work) -> tuple[dict[UUID, Document], set[UUID]]:
    """Return the files that open, and which do not although their keys are there."""
    try:
        return await work.documents.get_many([one.document_id for one in claimed]), set()
    except WrongKey:
        # One that was changed on the disk must not keep its neighbours from being looked into.
        opened: dict[UUID, Document] = {}
        shut: set[UUID] = set()
        for one in claimed:
            try:
                opened |= await work.documents.get_many([one.document_id])
            except WrongKey:
                shut.add(one.document_id)
        return opened, shut
