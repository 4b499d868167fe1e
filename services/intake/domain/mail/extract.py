"""Read the text of office documents, so that a person decides without opening a file."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import docx
import openpyxl
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]  # The library has no types.

from services.intake.domain.mail.archive import ArchiveState, look_into
from services.intake.domain.mail.charset import decode, tidy
from services.intake.domain.mail.values import Limits, WarningCode

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD_MACRO = "application/vnd.ms-word.document.macroenabled.12"
EXCEL_MACRO = "application/vnd.ms-excel.sheet.macroenabled.12"
TEXTS = frozenset({"text/plain", "text/csv", "text/tab-separated-values", "text/comma-separated-values"})

_MAX_ROWS = 5_000
_MAX_COLUMNS = 200
# What the two libraries are known to raise on files that are not what they claim to be.
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    etree.LxmlError,
    SyntaxError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Extracted:
    """Text of a file, or None, and what went wrong."""

    text: str | None
    codes: tuple[WarningCode, ...] = ()


def extract_text(content: bytes, media_type: str, charset: str, limits: Limits) -> Extracted:
    """Return the text of a Word, Excel, CSV or text file; other types have none. Never fails on a broken file."""
    if media_type in TEXTS:
        decoded = decode(content[: limits.max_extracted_characters * 4], charset or None)
        # A file carries no label of its own, so reading one without is no repair.
        codes = tuple(code for code in decoded.codes if charset or code is not WarningCode.CHARSET_GUESSED)
        return _within(decoded.text, limits, codes)
    readers: dict[str, Callable[[bytes], Iterator[str]]] = {
        WORD: _word,
        WORD_MACRO: _word,
        EXCEL: _excel,
        EXCEL_MACRO: _excel,
    }
    reader = readers.get(media_type)
    if reader is None:
        return Extracted(None)
    if look_into(content, limits).state is not ArchiveState.FINE:
        return Extracted(None, (WarningCode.EXTRACT_FAILED,))
    lines: list[str] = []
    room = limits.max_extracted_characters
    try:
        for line in reader(content):
            lines.append(line)
            room -= len(line) + 1
            if room < 0:
                break
    except _BROKEN:
        if not lines:
            return Extracted(None, (WarningCode.EXTRACT_FAILED,))
        return _within("\n".join(lines), limits, (WarningCode.EXTRACT_CUT,))
    return _within("\n".join(lines), limits, ())


def _within(text: str, limits: Limits, codes: tuple[WarningCode, ...]) -> Extracted:
    text = tidy(text.replace("\x00", ""))
    if len(text) > limits.max_extracted_characters:
        return Extracted(text[: limits.max_extracted_characters], (*codes, WarningCode.EXTRACT_CUT))
    return Extracted(text, codes)


def _word(content: bytes) -> Iterator[str]:
    """Yield paragraphs and table rows in the order of the page; cells are parted by tabs."""
    body = docx.Document(io.BytesIO(content)).element.body
    for block in body.iterchildren():
        if block.tag == qn("w:p"):
            yield _paragraph(block)
        elif block.tag == qn("w:tbl"):
            yield from _table(block)
        elif block.tag == qn("w:sdt"):
            for paragraph in block.iter(qn("w:p")):
                yield _paragraph(paragraph)


def _table(table: etree._Element) -> Iterator[str]:
    for row in table.iter(qn("w:tr")):
        cells = (
            " ".join(filter(None, (_paragraph(each) for each in cell.iter(qn("w:p"))))) for cell in row.iter(qn("w:tc"))
        )
        yield "\t".join(cells)


def _paragraph(paragraph: etree._Element) -> str:
    found: list[str] = []
    for node in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")):
        if node.tag == qn("w:t"):
            found.append(node.text or "")
        elif node.getparent() is not None and node.getparent().tag == qn("w:r"):
            found.append("\t" if node.tag == qn("w:tab") else "\n")
    return "".join(found)


def _excel(content: bytes) -> Iterator[str]:
    """Yield every sheet's name and its rows; cells are parted by tabs, empty rows left out."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            # The size a sheet claims is not to be trusted: some claim a million rows.
            sheet.reset_dimensions()
            yield f"【{sheet.title}】"
            for row in sheet.iter_rows(max_row=_MAX_ROWS, max_col=_MAX_COLUMNS, values_only=True):
                cells = ["" if value is None else str(value) for value in row]
                line = "\t".join(cells).rstrip("\t")
                if line:
                    yield line
    finally:
        book.close()
