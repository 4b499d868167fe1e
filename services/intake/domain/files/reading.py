"""Read a file: what it is, what it says, and what is dangerous about it. One file's trouble is its own."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Final

from lxml import etree  # type: ignore[import-untyped]  # The library has no types.
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException

from services.intake.domain.files import danger, kinds, ole
from services.intake.domain.files.archive import Archive, ArchiveState, look_into
from services.intake.domain.files.listing import Listing, list_gzip, list_tar, list_zip
from services.intake.domain.files.markup import PartTooLarge
from services.intake.domain.files.open_document import is_locked_document, open_document_lines
from services.intake.domain.files.pdf import pdf_pages
from services.intake.domain.files.rtf import rtf_text
from services.intake.domain.files.sheets import sheet_lines
from services.intake.domain.files.slides import slide_lines
from services.intake.domain.files.values import FileLimits, FileReading, UnreadFile
from services.intake.domain.files.word import word_lines
from services.intake.domain.mail.charset import decode, tidy
from services.intake.domain.mail.html_text import html_to_text
from services.intake.domain.mail.parts import describe_message
from services.intake.domain.mail.values import Limits
from shared.files import FileFinding

DEFAULT_LIMITS: Final = FileLimits()
_MAIL_LIMITS: Final = Limits()
# What the libraries are known to raise on files that are not what they claim to be.
_BROKEN: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    PDFException,
    PSException,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    etree.LxmlError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
_LINES: Final[dict[str, Callable[[bytes, FileLimits], Iterator[str]]]] = {
    kinds.WORD: word_lines,
    kinds.WORD_MACRO: word_lines,
    kinds.EXCEL: sheet_lines,
    kinds.EXCEL_MACRO: sheet_lines,
    kinds.POWERPOINT: slide_lines,
    kinds.POWERPOINT_MACRO: slide_lines,
    kinds.OPEN_TEXT: open_document_lines,
    kinds.OPEN_SHEET: open_document_lines,
    kinds.OPEN_SLIDES: open_document_lines,
}
_LISTS: Final[dict[str, Callable[[bytes, FileLimits], Listing]]] = {
    kinds.ZIP: list_zip,
    kinds.TAR: list_tar,
    kinds.GZIP: list_gzip,
}


def read_file(
    file: UnreadFile, limits: FileLimits = DEFAULT_LIMITS, *, has_time: Callable[[], bool] = lambda: True
) -> FileReading:
    """Return what is known of a file; *has_time* is asked between its pages and lines. Never fails on a broken one."""
    archive = look_into(file.content, limits) if kinds.is_zip(file.content) else None
    media_type = kinds.detect(file.content, file.name, file.declared_type, archive)
    findings = list(danger.dangers(file.content, file.name, media_type, archive))
    if kinds.is_disguised(file.content, file.name, file.declared_type, media_type):
        findings.insert(0, FileFinding.TYPE_DIFFERS)
    text, more = _said(file, media_type, archive, limits, has_time)
    if text is not None:
        text = tidy(text.replace("\x00", ""))
        if len(text) > limits.max_text_characters:
            text, more = text[: limits.max_text_characters], [*more, FileFinding.CUT]
    return FileReading(
        media_type=media_type,
        text=text if text and text.strip() else None,
        findings=tuple(dict.fromkeys((*findings, *more))),
    )


Said = tuple[str | None, list[FileFinding]]


def _said(
    file: UnreadFile, media_type: str, archive: Archive | None, limits: FileLimits, has_time: Callable[[], bool]
) -> Said:
    """Return the text, and what kept it from being whole."""
    refused = _refused(file, media_type, archive, limits)
    if refused is not None:
        return None, [refused]
    try:
        return _read(file, media_type, archive, limits, has_time)
    except PDFPasswordIncorrect:
        return None, [FileFinding.LOCKED]
    except PartTooLarge:
        return None, [FileFinding.TOO_MUCH]
    except _BROKEN:
        return None, [FileFinding.UNREADABLE]


def _refused(file: UnreadFile, media_type: str, archive: Archive | None, limits: FileLimits) -> FileFinding | None:
    """Return why nobody looks for text in this file, or None."""
    if archive is not None and archive.state is ArchiveState.REFUSED:
        return FileFinding.ARCHIVE_REFUSED
    if archive is not None and archive.state is ArchiveState.BROKEN:
        return FileFinding.UNREADABLE
    # Each family hides its content in its own way.
    hidden = media_type in kinds.OPEN_DOCUMENTS and is_locked_document(file.content, limits)
    if hidden or "EncryptedPackage" in ole.stream_names(file.content):
        return FileFinding.LOCKED
    if media_type in kinds.OLD_OFFICE:
        return FileFinding.OLD_FORMAT
    return FileFinding.ICHITARO if media_type == kinds.ICHITARO else None


def _read(
    file: UnreadFile, media_type: str, archive: Archive | None, limits: FileLimits, has_time: Callable[[], bool]
) -> Said:
    if media_type == kinds.PDF:
        return _pages(file.content, limits, has_time)
    if media_type in _LINES:
        return _collected(_LINES[media_type](file.content, limits), limits, has_time)
    if media_type in _LISTS:
        listing = _LISTS[media_type](file.content, limits)
        locked = [FileFinding.LOCKED] if archive is not None and archive.state is ArchiveState.ENCRYPTED else []
        return listing.text, [*locked, *listing.findings]
    return _plain(file.content, media_type, limits), []


def _plain(content: bytes, media_type: str, limits: FileLimits) -> str | None:
    """Return the text of what is text already."""
    head = content[: limits.max_text_characters * 4]
    if media_type in {kinds.HTML, kinds.SVG}:
        return html_to_text(decode(head, None).text)
    if media_type.startswith("text/"):
        return decode(head, None).text
    if media_type == kinds.RTF:
        return rtf_text(head)
    if media_type == kinds.MESSAGE:
        return describe_message(content, _MAIL_LIMITS, 0)[1]
    return None


def _pages(content: bytes, limits: FileLimits, has_time: Callable[[], bool]) -> Said:
    """Return the pages under their numbers; a PDF none of whose pages has letters is a picture."""
    shown: list[str] = []
    room, more = limits.max_text_characters, []
    letters = False
    try:
        for number, page in enumerate(pdf_pages(content), start=1):
            if number > limits.max_pages:
                more.append(FileFinding.CUT)
                break
            letters = letters or bool(page)
            shown.append(f"【{number}ページ】\n{page}\n")
            room -= len(page)
            if room < 0 or not has_time():
                more.append(FileFinding.CUT)
                break
    except PDFPasswordIncorrect:
        raise
    except _BROKEN:
        if not letters:
            raise
        more.append(FileFinding.CUT)
    return ("\n".join(shown), more) if letters else (None, [FileFinding.IMAGE_ONLY])


def _collected(lines: Iterator[str], limits: FileLimits, has_time: Callable[[], bool]) -> Said:
    """Return as many lines as there is room and time for; what breaks on the way leaves what was read before."""
    found: list[str] = []
    room = limits.max_text_characters
    more: list[FileFinding] = []
    try:
        for line in lines:
            found.append(line)
            room -= len(line) + 1
            if room < 0 or not has_time():
                more.append(FileFinding.CUT)
                break
    except _BROKEN:
        if not any(line.strip() for line in found):
            raise
        more.append(FileFinding.CUT)
    text = "\n".join(found)
    return text, more if text.strip() else [*more, FileFinding.NO_TEXT]
