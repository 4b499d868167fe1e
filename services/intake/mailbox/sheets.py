"""Read the sheets that came with a mail, in processes of their own; a mail without one pays nothing."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import structlog

from services.intake.domain.mail.values import ParsedMail, Unreadable
from services.intake.domain.sheet.plan import own_layout
from services.intake.domain.sheet.values import ReadSheet, SheetFile, SheetsOfDesk, SheetState
from services.intake.ports import MailReader, SheetReader, UnreadMail
from shared.errors import Temporary
from shared.scheme.load import load_sheets
from shared.scheme.model import DeskScheme
from shared.scheme.sheet import SheetLayout
from shared.workers import WorkerGaveUp, Workers

log = structlog.get_logger()
PRELOAD = ("services.intake.mailbox.sheets", "services.intake.domain.sheet.reading")


# A form is read in milliseconds: what takes longer is none, and nobody sends more of them than this.
FILE_SECONDS: Final = 5.0
MOST_FILES: Final = 10


class DeskSheets(Mapping[str, SheetsOfDesk]):
    """What sheets of each desk are read into: the layout of its scheme in force first, then those of files."""

    def __init__(self, schemes: Mapping[str, DeskScheme], others: Mapping[str, Sequence[SheetLayout]]) -> None:
        """Follow *schemes*; *others* are the layouts of each desk beside its own."""
        self._schemes = schemes
        self._others = others
        self._kept: dict[str, tuple[DeskScheme, SheetsOfDesk]] = {}

    def __getitem__(self, desk_id: str) -> SheetsOfDesk:
        """Return the layouts of a desk, drawn up once for each version of its scheme."""
        scheme = self._schemes[desk_id]
        kept = self._kept.get(desk_id)
        if kept is None or kept[0] is not scheme:
            layouts = (own_layout(scheme), *self._others.get(desk_id, ()))
            kept = (scheme, SheetsOfDesk(form=scheme.form, layouts=layouts))
            self._kept[desk_id] = kept
        return kept[1]

    def __iter__(self) -> Iterator[str]:
        """Go through the desks."""
        return iter(self._schemes)

    def __len__(self) -> int:
        """Count the desks."""
        return len(self._schemes)


def sheets_of(folder: Path, schemes: Mapping[str, DeskScheme]) -> DeskSheets:
    """Return what sheets of each desk are read into: its own layout first, then those in *folder*."""
    return DeskSheets(schemes, load_sheets(folder, schemes))


def read_sheets_here(files: Sequence[SheetFile], desk: SheetsOfDesk) -> tuple[list[ReadSheet], list[str]]:
    """Read sheets in this process, and name what was raised over files that broke; what the pool runs."""
    # What reads office files is large: only the pool's processes pay for it.
    from services.intake.domain.sheet.reading import read_sheets  # noqa: PLC0415 - see above.

    broken_by: list[str] = []
    return read_sheets(files, desk, broken_by.append), broken_by


class PooledSheets:
    """Reads sheets within the pool's limits of time and memory, each file alone."""

    def __init__(self, workers: Workers, desks: Mapping[str, SheetsOfDesk]) -> None:
        """Use *workers*, which the caller closes."""
        self._workers = workers
        self._desks = desks

    async def read(self, desk_id: str, files: Sequence[SheetFile]) -> list[ReadSheet]:
        """Return the sheets among *files*; raise Temporary while the pool is closing."""
        worth = [file for file in files if file.may_be_sheet]
        if desk_id not in self._desks or not worth:
            return []
        read = [sheet for file in worth[:MOST_FILES] for sheet in await self._read(file, self._desks[desk_id])]
        more = len(worth) - MOST_FILES
        return [*read, _given_up(f"ほか{more}件のファイル", worth[-1])] if more > 0 else read

    async def _read(self, file: SheetFile, desk: SheetsOfDesk) -> list[ReadSheet]:
        (outcome,) = await asyncio.gather(
            self._workers.run(read_sheets_here, [file], desk, timeout_seconds=FILE_SECONDS), return_exceptions=True
        )
        if not isinstance(outcome, BaseException):
            sheets, broken_by = outcome
            for error_class in broken_by:
                log.info("sheet_broken", error_class=error_class)
            return sheets
        if not isinstance(outcome, Exception) or isinstance(outcome, Temporary):
            raise outcome
        if not isinstance(outcome, WorkerGaveUp):
            # Our reading has a bug; the mail is a proposal all the same, and its sheet is a file a person can open.
            log.error("sheet_reader_failed", error_class=type(outcome).__name__)
        return [_given_up(file.name, file)]


class ReaderWithSheets:
    """Reads mails, and then the sheets that came with them."""

    def __init__(self, mails: MailReader, sheets: SheetReader) -> None:
        """Read mails with *mails* and what is attached to them with *sheets*."""
        self._mails = mails
        self._sheets = sheets

    async def read(self, mails: Sequence[UnreadMail]) -> list[ParsedMail | Unreadable]:
        """Return what each mail says, its sheets as fields; raise ReaderGaveUp for the mails alone."""
        read = await self._mails.read(mails)
        together = (self._with_sheets(mail, one) for mail, one in zip(mails, read, strict=True))
        return list(await asyncio.gather(*together))

    async def _with_sheets(self, mail: UnreadMail, read: ParsedMail | Unreadable) -> ParsedMail | Unreadable:
        if isinstance(read, Unreadable) or read.machine is not None:
            return read
        files = [
            SheetFile(name=one.name, media_type=one.media_type, content=one.content, position=position)
            for position, one in enumerate(read.attachments)
        ]
        sheets = await self._sheets.read(mail.desk_id, files) if any(file.may_be_sheet for file in files) else []
        return replace(read, sheets=tuple(sheets)) if sheets else read


def _given_up(name: str, file: SheetFile) -> ReadSheet:
    return ReadSheet(name=name, program=file.program, state=SheetState.GAVE_UP)
