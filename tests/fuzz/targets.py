"""What runs in a worker's process: read one input as production does, and hold its promises against it."""

import re
import time

from services.intake.domain.files.values import UnreadFile
from services.intake.domain.mail.values import ParsedMail
from services.intake.domain.sheet.values import EXCEL_TYPES, WORD_TYPES, ReadSheet, SheetFile
from services.intake.mailbox import file_pool, pool, sheets
from services.intake.ports import UnreadMail
from tests.fuzz.corpus import Target
from tests.intake.domain.sheet.sheets import DESK

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_PATH = re.compile(r"[\x00-\x1f/\\\ud800-\udfff]|^\.{0,2}$")
_LONGEST_NAME = 255


class BrokenPromise(Exception):
    """What was read is not what its type promises."""


def read(target: Target, content: bytes) -> tuple[str, float]:
    """Read *content* and return the outcome's name and its processor time; raise whatever escapes, or BrokenPromise."""
    began = time.process_time()
    return _read(target, content), time.process_time() - began


def _read(target: Target, content: bytes) -> str:
    match target:
        case Target.MAIL:
            return _mail(content)
        case Target.NAME:
            return _mail(b"From: a@example.jp\r\nMIME-Version: 1.0\r\n" + content + b"\r\n\r\nbody\r\n")
        case Target.SHEET:
            return _sheet(content)
        case Target.HTML:
            head = b"From: a@example.jp\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
            return _mail(head + content)


def _mail(content: bytes) -> str:
    (found,) = pool.read_here([UnreadMail(content=content, return_path="a@example.jp")])
    if not isinstance(found, ParsedMail):
        return "unreadable"
    for words in (found.subject, found.from_name, found.from_address, found.text, found.message_id):
        if _FORBIDDEN.search(words):
            raise BrokenPromise("a control character or half a character in the text of a mail")
    names = [file.name for file in found.attachments]
    if len(set(names)) < len(names):
        raise BrokenPromise("two attachments of the same name")
    for name in names:
        if _PATH.search(name) or len(name.encode()) > _LONGEST_NAME:
            raise BrokenPromise("a file name that is none")
    return "machine" if found.machine else "read"


def _sheet(content: bytes) -> str:
    outcomes = [file_pool.read_here(UnreadFile(name="a.docx", declared_type="", content=content)).media_type]
    for media_type in (min(WORD_TYPES), min(EXCEL_TYPES)):
        file = SheetFile(name="a.docx", media_type=media_type, content=content)
        found, broken_by = sheets.read_sheets_here([file], DESK)
        outcomes += [*broken_by, *(one.state.value for one in found)]
        for one in found:
            _keep_promises(one)
    return " ".join(outcomes)


def _keep_promises(sheet: ReadSheet) -> None:
    known = {field.key for field in DESK.form.fields}
    if {one.key for one in sheet.values} - known:
        raise BrokenPromise("a value for a field the form does not have")
    if any(not one.text.strip() or not one.place for one in sheet.unread):
        raise BrokenPromise("an unread cell without words or place")
