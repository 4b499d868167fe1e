"""The path of a file from the mail it came with to its text, its state and the fact."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.domain.files.reading import read_file
from services.intake.domain.files.values import FileReading, UnreadFile
from services.intake.domain.sheet.reading import read_sheets
from services.intake.domain.sheet.values import ReadSheet, SheetFile
from services.intake.handlers.mail_door import MailAtTheDoor, accept_mails
from services.intake.mailbox.inspecting import MAX_ATTEMPTS, FileInspecting
from services.intake.mailbox.reading import MailReading
from services.intake.ports import ReaderGaveUp, Scanner
from services.intake.storage.tables import inspection, messaging
from services.intake.storage.work import Work
from shared.clamd import Clamd, Scanned
from shared.database.transactions import Transactions
from shared.documents import DocumentKind
from shared.scheme.model import DeskScheme
from tests.intake.conftest import DESK, NOW
from tests.intake.domain.sheet.sheets import DESK as SHEETS
from tests.intake.mailbox.test_reading import ReaderHere
from tests.intake.mails import a_mail
from tests.intake.office_files import excel, locked, word, zipped
from tests.scanner import MARK, running_clamd
from tests.waiting import until, until_ended


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


async def look(inspecting: FileInspecting) -> int:
    """Read and scan what is due, and return how many files there were."""
    read, scanned = await inspecting.read_once(), await inspecting.scan_once()
    return max(read, scanned)


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

    count = await look(inspecting(worker_transactions, scheme))

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
    assert await look(inspecting(worker_transactions, scheme)) == 0


async def test_a_real_scanner_says_which_file_is_clean_and_which_is_not(
    worker_transactions: Transactions[Work], scheme: DeskScheme, socket: str
) -> None:
    await propose(worker_transactions, scheme, ("提案書.docx", word()), ("資料.zip", zipped({"中/悪い.txt": MARK})))

    await look(inspecting(worker_transactions, scheme, Clamd(socket)))

    assert await found(worker_transactions) == {
        "提案書.docx": ("checked", "clean", []),
        "資料.zip": ("suspect", "found", []),
    }


async def test_a_file_waits_for_a_scanner_that_is_away_and_one_that_comes_later(
    worker_transactions: Transactions[Work], scheme: DeskScheme, socket: str
) -> None:
    await propose(worker_transactions, scheme, ("提案書.docx", word()))
    away = inspecting(worker_transactions, scheme, Clamd("/nowhere/clamd.sock"))
    await look(away)

    waiting = await found(worker_transactions)
    async with worker_transactions.begin() as work:
        # Half a minute later.
        await work.connection.execute(update(inspection).values(next_at=NOW))
    await look(inspecting(worker_transactions, scheme, Clamd(socket)))

    assert waiting == {"提案書.docx": ("unchecked", "scanner_away", [])}
    assert await found(worker_transactions) == {"提案書.docx": ("checked", "clean", [])}
    # The second look was the scanner's alone.
    assert len(await told(worker_transactions)) == 1


async def test_a_scanner_that_is_set_up_later_looks_at_what_came_before(
    worker_transactions: Transactions[Work], scheme: DeskScheme, socket: str
) -> None:
    await propose(worker_transactions, scheme, ("提案書.docx", word()))
    await look(inspecting(worker_transactions, scheme))
    later = inspecting(worker_transactions, scheme, Clamd(socket))

    await later.ask_again()
    await look(later)

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
    await look(inspecting(worker_transactions, scheme, Clamd("/nowhere/clamd.sock")))
    waiting = await unscanned(worker_transactions)
    async with worker_transactions.begin() as work:
        later = {"next_at": func.clock_timestamp() + timedelta(hours=1)}
        await work.connection.execute(update(inspection).values(later))
    back = inspecting(worker_transactions, scheme, Clamd(socket))

    too_early = await look(back)
    await back.ask_again()
    await look(back)

    assert (waiting, too_early, await unscanned(worker_transactions)) == (2, 0, 0)
    assert {name: one[0] for name, one in (await found(worker_transactions)).items()} == {
        "提案書.docx": "checked",
        "旧.zip": "uncheckable",
    }


async def test_a_file_nobody_is_asked_to_scan_waits_for_nothing(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await propose(worker_transactions, scheme, ("提案書.docx", word()))
    await look(inspecting(worker_transactions, scheme, Clamd("/nowhere/clamd.sock")))
    async with worker_transactions.begin() as work:
        # Half a minute later, when the setting was taken away.
        await work.connection.execute(update(inspection).values(next_at=NOW))

    await look(inspecting(worker_transactions, scheme))

    assert await unscanned(worker_transactions) == 0


async def test_what_the_mail_said_of_its_own_text_file_stands(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await propose(worker_transactions, scheme, ("メモ.txt", "見守り".encode("cp932")))

    await look(inspecting(worker_transactions, scheme))
    await look(inspecting(worker_transactions, scheme))

    assert await texts(worker_transactions) == {"メモ.txt": "見守り"}


class HangingScanner:
    """A scanner that takes what it is given and never says a word."""

    async def answers(self) -> bool:
        return await asyncio.Event().wait()

    async def scan(self, content: bytes) -> Scanned:
        await asyncio.Event().wait()
        raise AssertionError(content)


async def test_a_scanner_that_hangs_keeps_nobody_from_reading_what_the_files_say(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await propose(worker_transactions, scheme, *((f"提案{number}.docx", word()) for number in range(9)))
    running = asyncio.create_task(inspecting(worker_transactions, scheme, HangingScanner()).run())

    async def all_are_read() -> bool:
        return len(await texts(worker_transactions)) == 9

    await until(all_are_read)
    await until_ended(running)

    assert {one[:2] for one in (await found(worker_transactions)).values()} == {("unchecked", "waiting")}
    assert await unscanned(worker_transactions) == 9


async def test_a_file_whose_bytes_were_changed_is_given_up_with_a_reason_and_its_neighbour_is_read(
    worker_transactions: Transactions[Work], admin: AsyncEngine, scheme: DeskScheme
) -> None:
    await propose(worker_transactions, scheme, ("壊.docx", word()), ("提案書.docx", word()))
    async with admin.begin() as connection:
        changed = "UPDATE intake.document SET sealed = sealed || '\\x00' WHERE kind = 'attachment' AND position ="
        changed += " (SELECT min(position) FROM intake.document WHERE kind = 'attachment')"
        await connection.execute(text(changed))

    for _ in range(MAX_ATTEMPTS + 1):
        await look(inspecting(worker_transactions, scheme))
        async with worker_transactions.begin() as work:
            # When the claim ran out.
            waits = inspection.c.next_at.is_not(None)
            await work.connection.execute(update(inspection).where(waits).values(next_at=NOW))

    async with worker_transactions.begin() as work:
        rows = await work.connection.execute(select(inspection.c.state, inspection.c.reason, inspection.c.next_at))
        assert sorted(rows) == [("uncheckable", "unopenable", None), ("unchecked", "no_scanner", None)]
    assert sorted(one["has_text"] for one in await told(worker_transactions)) == [False, True]
