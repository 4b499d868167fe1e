"""Read a file: what it is, what it says, and what is dangerous about it. One file's trouble is its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException

from services.intake.domain.files import danger, kinds, ole
from services.intake.domain.files.archive import Archive, ArchiveState, look_into
from services.intake.domain.files.broken import broken_file
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
_BROKEN: Final[tuple[type[Exception], ...]] = (*broken_file(), PDFException, PSException)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The text of a file and what kept it from being whole; *broken_by* is the class of what a library raised."""

    text: str | None = field(default=None, repr=False)
    findings: tuple[FileFinding, ...] = ()
    broken_by: str | None = None


def read_file(
    file: UnreadFile, limits: FileLimits = DEFAULT_LIMITS, *, has_time: Callable[[], bool] = lambda: True
) -> FileReading:
    """Return what is known of a file; *has_time* is asked between its pages and lines. Never fails on a broken one."""
    archive = look_into(file.content, limits) if kinds.is_zip(file.content) else None
    media_type = kinds.detect(file.content, file.name, file.declared_type, archive)
    findings = list(danger.dangers(file.content, file.name, media_type, archive))
    if kinds.is_disguised(file.content, file.name, file.declared_type, media_type):
        findings.insert(0, FileFinding.TYPE_DIFFERS)
    said = _said(file, media_type, archive, limits, has_time)
    text, more = said.text, said.findings
    if text is not None:
        text = tidy(text.replace("\x00", ""))
        if len(text) > limits.max_text_characters:
            text, more = text[: limits.max_text_characters], (*more, FileFinding.CUT)
    return FileReading(
        media_type=media_type,
        text=text if text and text.strip() else None,
        findings=tuple(dict.fromkeys((*findings, *more))),
        broken_by=said.broken_by,
    )


def _said(
    file: UnreadFile, media_type: str, archive: Archive | None, limits: FileLimits, has_time: Callable[[], bool]
) -> Said:
    """Return the text, and what kept it from being whole."""
    refused = _refused(file, media_type, archive, limits)
    if refused is not None:
        return Said(findings=(refused,))
    try:
        return _read(file, media_type, archive, limits, has_time)
    except PDFPasswordIncorrect:
        return Said(findings=(FileFinding.LOCKED,))
    except PartTooLarge:
        return Said(findings=(FileFinding.TOO_MUCH,))
    except _BROKEN as error:
        return Said(findings=(FileFinding.UNREADABLE,), broken_by=type(error).__name__)


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
        return Said(text=listing.text, findings=(*locked, *listing.findings))
    return Said(text=_plain(file.content, media_type, limits))


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
    room = limits.max_text_characters
    letters, cut, broken_by = False, False, None
    try:
        for number, page in enumerate(pdf_pages(content), start=1):
            if number > limits.max_pages:
                cut = True
                break
            letters = letters or bool(page)
            shown.append(f"【{number}ページ】\n{page}\n")
            room -= len(page)
            if room < 0 or not has_time():
                cut = True
                break
    except PDFPasswordIncorrect:
        raise
    except _BROKEN as error:
        if not letters:
            raise
        broken_by = type(error).__name__
    if not letters:
        return Said(findings=(FileFinding.IMAGE_ONLY,))
    more = (FileFinding.CUT,) if cut or broken_by else ()
    return Said(text="\n".join(shown), findings=more, broken_by=broken_by)


def _collected(lines: Iterator[str], limits: FileLimits, has_time: Callable[[], bool]) -> Said:
    """Return as many lines as there is room and time for; what breaks on the way leaves what was read before."""
    found: list[str] = []
    room = limits.max_text_characters
    cut, broken_by = False, None
    try:
        for line in lines:
            found.append(line)
            room -= len(line) + 1
            if room < 0 or not has_time():
                cut = True
                break
    except _BROKEN as error:
        if not any(line.strip() for line in found):
            raise
        broken_by = type(error).__name__
    text = "\n".join(found)
    more = (FileFinding.CUT,) if cut or broken_by else ()
    return Said(text=text, findings=more if text.strip() else (*more, FileFinding.NO_TEXT), broken_by=broken_by)
