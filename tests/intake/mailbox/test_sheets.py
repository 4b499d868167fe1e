"""Sheets are read after their mail, in processes of their own; none of them keeps a mail from arriving."""

from collections.abc import Sequence
from typing import Any

from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import ParsedMail, Unreadable
from services.intake.domain.sheet.values import ReadSheet, SheetFile, SheetState
from services.intake.mailbox.sheets import PRELOAD, PooledSheets, ReaderWithSheets
from services.intake.ports import UnreadMail
from shared.workers import Reason, WorkerGaveUp, Workers
from tests.intake.domain.sheet.sheets import DESK, WORD, filled_word
from tests.intake.mails import a_mail

SHEET = SheetFile(name="様式.docx", media_type=WORD, content=filled_word())


class MailsHere:
    """Reads mails in this process."""

    async def read(self, mails: Sequence[UnreadMail]) -> list[ParsedMail | Unreadable]:
        return [parse_mail(mail.content) for mail in mails]


class SheetsHere:
    """Says of every file that it is a sheet, and notes which it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []

    async def read(self, desk_id: str, files: Sequence[SheetFile]) -> list[ReadSheet]:
        self.asked.append((desk_id, [file.name for file in files]))
        return [
            ReadSheet(name=file.name, program="Word", state=SheetState.READ, position=file.position) for file in files
        ]


def unread(content: bytes) -> UnreadMail:
    return UnreadMail(desk_id="miono", content=content, return_path=None)


async def test_only_a_mail_with_an_office_file_asks_for_its_sheets() -> None:
    sheets = SheetsHere()
    reader = ReaderWithSheets(MailsHere(), sheets)

    files = (("見積.txt", "百万円".encode()), ("様式.docx", filled_word()))
    plain, with_one = await reader.read([unread(a_mail()), unread(a_mail(files=files))])

    assert isinstance(plain, ParsedMail)
    assert isinstance(with_one, ParsedMail)
    assert plain.sheets == ()
    assert [(one.name, one.position) for one in with_one.sheets if one.name == "様式.docx"] == [("様式.docx", 1)]
    assert [desk for desk, _ in sheets.asked] == ["miono"]


async def test_of_many_files_the_first_are_read_and_the_rest_is_told() -> None:
    async with TooSlow(1, 512, 20.0) as workers:
        found = await PooledSheets(workers, {"miono": DESK}).read("miono", [SHEET] * 12)

    assert [one.name for one in found] == [*["様式.docx"] * 10, "ほか2件のファイル"]


async def test_what_a_machine_sent_is_read_for_no_sheet() -> None:
    sheets = SheetsHere()
    bounce = a_mail(files=(("様式.docx", filled_word()),), Auto_Submitted="auto-replied")

    await ReaderWithSheets(MailsHere(), sheets).read([unread(bounce)])

    assert sheets.asked == []


class TooSlow(Workers):
    """Workers that never end in time."""

    async def run(self, fn: object, *args: object, timeout_seconds: float | None = None) -> Any:
        raise WorkerGaveUp(Reason.TIMEOUT)


async def test_a_sheet_is_read_by_the_pool() -> None:
    async with Workers(1, 512, 20.0, preload=PRELOAD) as workers:
        found = await PooledSheets(workers, {"miono": DESK}).read("miono", [SHEET])

    assert [(one.name, one.state) for one in found] == [("様式.docx", SheetState.READ)]


async def test_a_sheet_that_takes_too_much_is_named() -> None:
    async with TooSlow(1, 512, 20.0) as workers:
        found = await PooledSheets(workers, {"miono": DESK}).read("miono", [SHEET])

    assert [(one.name, one.state) for one in found] == [("様式.docx", SheetState.GAVE_UP)]
