"""The path of a file from the mail it came with to its text, its state and the fact."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from services.intake.domain.files.reading import read_file
from services.intake.domain.files.values import FileReading, UnreadFile
from services.intake.domain.sheet.reading import read_sheets
from services.intake.domain.sheet.values import ReadSheet, SheetFile
from services.intake.handlers.mail_door import MailAtTheDoor, accept_mails
from services.intake.mailbox.inspecting import FileInspecting
from services.intake.mailbox.reading import MailReading
from services.intake.ports import ReaderGaveUp, Scanner
from services.intake.storage.tables import inspection, messaging
from services.intake.storage.work import Work
from shared.clamd import Clamd
from shared.database.transactions import Transactions
from shared.documents import DocumentKind
from shared.scheme.model import DeskScheme
from tests.intake.conftest import DESK, NOW
from tests.intake.domain.sheet.sheets import DESK as SHEETS
from tests.intake.mailbox.test_reading import ReaderHere
from tests.intake.mails import a_mail
from tests.intake.office_files import excel, locked, word, zipped
from tests.scanner import MARK, running_clamd


class FileReaderHere:
    """Reads in this process; a file may ask for what goes wrong in real life."""

    async def read(self, file: UnreadFile) -> FileReading:
        if file.name == "bomb.docx":
            raise ReaderGaveUp
        return read_file(file)


class SheetsHere:
    """Reads sheets in this process."""

    async def read(self, desk_id: str, files: Sequence[SheetFile]) -> list[ReadSheet]:
        return read_sheets(files, SHEETS)


@pytest.fixture(scope="module")
def socket() -> Iterator[str]:
    """A real clamd."""
    with running_clamd() as path:
        yield path


def inspecting(transactions: Transactions[Work], scheme: DeskScheme, scanner: Scanner | None = None) -> FileInspecting:
    return FileInspecting(transactions, FileReaderHere(), SheetsHere(), scanner, {scheme.desk_id: scheme}, lambda: NOW)


async def propose(
    transactions: Transactions[Work], scheme: DeskScheme, *files: tuple[str, bytes], text: str = "提案します。"
) -> None:
    """Let a mail with these files become a proposal."""
    async with transactions.begin() as work:
        content = a_mail(text=text, message_id=f"<{len(files)}-{hash(text)}@kigyo.example.jp>", files=files)
        mail = MailAtTheDoor(recipient=DESK, mail_from="hanako@kigyo.example.jp", rcpt_to=(DESK,), content=content)
        await accept_mails([(mail, scheme)], work, now=NOW)
    reading = MailReading(transactions, ReaderHere(), {scheme.desk_id: scheme}, lambda: NOW, at_once=2, link_secret="x")
    await reading.read_once()


async def found(transactions: Transactions[Work]) -> dict[str, tuple[str, str, list[str]]]:
    """Return state, reason and findings of each file by its name."""
    async with transactions.begin() as work:
        rows = (await work.connection.execute(select(inspection))).mappings().all()
        names = await work.documents.get_many([row["document_id"] for row in rows])
    return {str(names[row["document_id"]].name): (row["state"], row["reason"], list(row["findings"])) for row in rows}


async def texts(transactions: Transactions[Work]) -> dict[str, str]:
    """Return the text that lies beside each file, by its name."""
    async with transactions.begin() as work:
        keepers = list(await work.connection.scalars(text("SELECT proposal_id FROM intake.proposal")))
        opened = await work.documents.open_many(keepers, DocumentKind.EXTRACTED_TEXT)
    return {str(one.name): one.text for of_one in opened.values() for one in of_one}


async def told(transactions: Transactions[Work]) -> list[Mapping[str, Any]]:
    """Return what was told of files."""
    async with transactions.begin() as work:
        log = messaging.event_log.c
        said = select(log.data).where(log.type == "attachment.inspected.v1").order_by(log.seq)
        return list(await work.connection.scalars(said))


async def test_every_file_of_a_mail_is_read_by_itself_and_told_of(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    files = (
        ("提案書.docx", word()),
        ("bomb.docx", word()),
        ("様式.xlsx", excel()),
        ("旧.zip", locked(zipped({"a": b"b"}))),
    )
    await propose(worker_transactions, scheme, *files)

    count = await inspecting(worker_transactions, scheme).inspect_once()

    assert count == 4
    assert await found(worker_transactions) == {
        "提案書.docx": ("unchecked", "no_scanner", []),
        "bomb.docx": ("unchecked", "no_scanner", ["too_much"]),
        "様式.xlsx": ("unchecked", "no_scanner", []),
        "旧.zip": ("uncheckable", "locked", ["locked"]),
    }
    assert (await texts(worker_transactions)).keys() == {"提案書.docx", "様式.xlsx", "旧.zip"}
    assert sorted((one["has_text"], one["locked"], one["answerable"]) for one in await told(worker_transactions)) == [
        (False, False, True),
        (True, False, True),
        (True, False, True),
        (True, True, True),
    ]
    assert await inspecting(worker_transactions, scheme).inspect_once() == 0


async def test_a_real_scanner_says_which_file_is_clean_and_which_is_not(
    worker_transactions: Transactions[Work], scheme: DeskScheme, socket: str
) -> None:
    await propose(worker_transactions, scheme, ("提案書.docx", word()), ("資料.zip", zipped({"中/悪い.txt": MARK})))

    await inspecting(worker_transactions, scheme, Clamd(socket)).inspect_once()

    assert await found(worker_transactions) == {
        "提案書.docx": ("checked", "clean", []),
        "資料.zip": ("suspect", "found", []),
    }


async def test_a_file_waits_for_a_scanner_that_is_away_and_one_that_comes_later(
    worker_transactions: Transactions[Work], scheme: DeskScheme, socket: str
) -> None:
    await propose(worker_transactions, scheme, ("提案書.docx", word()))
    away = inspecting(worker_transactions, scheme, Clamd("/nowhere/clamd.sock"))
    await away.inspect_once()

    waiting = await found(worker_transactions)
    async with worker_transactions.begin() as work:
        # Half a minute later.
        await work.connection.execute(update(inspection).values(next_at=NOW))
    await inspecting(worker_transactions, scheme, Clamd(socket)).inspect_once()

    assert waiting == {"提案書.docx": ("unchecked", "scanner_away", [])}
    assert await found(worker_transactions) == {"提案書.docx": ("checked", "clean", [])}
    # The second look was the scanner's alone.
    assert len(await told(worker_transactions)) == 1


async def test_a_scanner_that_is_set_up_later_looks_at_what_came_before(
    worker_transactions: Transactions[Work], scheme: DeskScheme, socket: str
) -> None:
    await propose(worker_transactions, scheme, ("提案書.docx", word()))
    await inspecting(worker_transactions, scheme).inspect_once()
    later = inspecting(worker_transactions, scheme, Clamd(socket))

    await later.ask_again()
    await later.inspect_once()

    assert await found(worker_transactions) == {"提案書.docx": ("checked", "clean", [])}


async def unscanned(transactions: Transactions[Work]) -> int:
    """Return how many files operations sees waiting for the scanner."""
    async with transactions.begin() as work:
        wanted = inspection.c.scan_wanted_since.is_not(None) & inspection.c.next_at.is_not(None)
        count = select(func.count()).select_from(inspection).where(wanted)
        return await work.connection.scalar(count) or 0


async def test_what_waits_for_the_scanner_is_counted_and_scanned_at_once_when_it_is_back(
    worker_transactions: Transactions[Work], scheme: DeskScheme, socket: str
) -> None:
    await propose(worker_transactions, scheme, ("提案書.docx", word()), ("旧.zip", locked(zipped({"a": b"b"}))))
    await inspecting(worker_transactions, scheme, Clamd("/nowhere/clamd.sock")).inspect_once()
    waiting = await unscanned(worker_transactions)
    async with worker_transactions.begin() as work:
        later = {"next_at": func.clock_timestamp() + timedelta(hours=1)}
        await work.connection.execute(update(inspection).values(later))
    back = inspecting(worker_transactions, scheme, Clamd(socket))

    too_early = await back.inspect_once()
    await back.ask_again()
    await back.inspect_once()

    assert (waiting, too_early, await unscanned(worker_transactions)) == (2, 0, 0)
    assert {name: one[0] for name, one in (await found(worker_transactions)).items()} == {
        "提案書.docx": "checked",
        "旧.zip": "uncheckable",
    }


async def test_a_file_nobody_is_asked_to_scan_waits_for_nothing(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await propose(worker_transactions, scheme, ("提案書.docx", word()))
    await inspecting(worker_transactions, scheme, Clamd("/nowhere/clamd.sock")).inspect_once()
    async with worker_transactions.begin() as work:
        # Half a minute later, when the setting was taken away.
        await work.connection.execute(update(inspection).values(next_at=NOW))

    await inspecting(worker_transactions, scheme).inspect_once()

    assert await unscanned(worker_transactions) == 0


async def test_what_the_mail_said_of_its_own_text_file_stands(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await propose(worker_transactions, scheme, ("メモ.txt", "見守り".encode("cp932")))

    await inspecting(worker_transactions, scheme).inspect_once()
    await inspecting(worker_transactions, scheme).inspect_once()

    assert await texts(worker_transactions) == {"メモ.txt": "見守り"}
