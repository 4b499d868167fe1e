"""Read a list as rows of text: CSV in the encodings offices use, and Excel; refused in words that name the line."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from services.intake.domain.lists.words import MAX_COLUMNS, MAX_ROWS, UnreadableList
from services.intake.domain.lists.workbook import rows_of_workbook

DELIMITERS: Final = (",", "\t", ";")
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_UTF8_MARK: Final = b"\xef\xbb\xbf"
_JAPANESE: Final = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_NO_ACCIDENT: Final = 2
_NO_LETTER: Final = re.compile(r"[\x80\xa0\uf8f0-\uf8f3]")
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row with the line of the file it begins on, counted from 1 as people count."""

    line: int
    cells: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTable:
    """A list as it was read: rows that hold something, and in which encoding it was written."""

    rows: tuple[Row, ...] = field(repr=False)
    encoding: str
    delimiter: str


def read_table(content: bytes, *, delimiter: str = "") -> ListTable:
    """Return the rows of *content*; raise UnreadableList. Without *delimiter* the first line tells it."""
    if content.startswith(_OLE):
        raise UnreadableList(
            public="旧形式のExcel（.xls）と、パスワードの付いたExcelは読み取れません。"
            "パスワードを外し、.xlsx か CSV で保存し直してください。"
        )
    if content.startswith(_ZIP):
        rows = (Row(line=line, cells=cells) for line, cells in rows_of_workbook(content))
        return ListTable(rows=_bounded(rows), encoding="xlsx", delimiter="")
    text, encoding = _decoded(content)
    chosen = delimiter or _delimiter_of(text)
    return ListTable(rows=_bounded(_csv_rows(text, chosen)), encoding=encoding, delimiter=chosen)


def _decoded(content: bytes) -> tuple[str, str]:
    """Return the text, in the first of the encodings that fits the whole of it."""
    if content.startswith(_UTF16_MARKS):
        return _strictly(content, "utf-16"), "utf-16"
    if content.startswith(_UTF8_MARK):
        return _strictly(content, "utf-8-sig"), "utf-8-sig"
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        # Japanese read so far is no accident: it is UTF-8 with a broken letter, and Shift_JIS would garble it.
        if len(_JAPANESE.findall(content[: error.start].decode("utf-8"))) >= _NO_ACCIDENT:
            raise _wrong_letter(content, error.start) from error
    text = _strictly(content, "cp932")
    # Python reads bytes that are no Shift_JIS as letters nobody has ever written.
    if found := _NO_LETTER.search(text):
        raise _wrong_letter(content, len(text[: found.start()].encode("cp932")))
    return text, "cp932"


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _wrong_letter(content, error.start) from error


def _wrong_letter(content: bytes, place: int) -> UnreadableList:
    line = content[:place].count(b"\n") + 1
    return UnreadableList(
        public=f"{line:,}行目に、UTF-8 でも Shift_JIS でも読めない文字があります。"
        "その行を確かめ、「CSV UTF-8」の形式で保存し直してください。"
    )


def _delimiter_of(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    counted = {one: first.count(one) for one in DELIMITERS}
    return max(DELIMITERS, key=lambda one: counted[one])


def _csv_rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = last = 1
    try:
        for cells in reader:
            yield Row(line=begins, cells=tuple(cells))
            last, begins = begins, reader.line_num + 1
    except csv.Error as error:
        raise UnreadableList(
            public=f"{begins:,}行目を読み取れません。一つの欄が長すぎるか、引用符の対応が崩れています。"
        ) from error
    if _is_open(text, last, delimiter):
        raise UnreadableList(public=f'{last:,}行目から始まる引用符（"）が、ファイルの終わりまで閉じていません。')


def _is_open(text: str, line: int, delimiter: str) -> bool:
    """Tell whether the last row, which begins on *line*, swallowed the end of the file after a quote."""
    rest = "".join(text.splitlines(keepends=True)[line - 1 :])
    try:
        list(csv.reader(io.StringIO(rest, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _bounded(rows: Iterator[Row]) -> tuple[Row, ...]:
    kept: list[Row] = []
    for row in rows:
        if not any(cell.strip() for cell in row.cells):
            continue
        if len(row.cells) > MAX_COLUMNS:
            raise UnreadableList(public=f"{row.line:,}行目の列が{MAX_COLUMNS}を超えています。列を減らしてください。")
        if len(kept) > MAX_ROWS:
            raise UnreadableList(public=f"一度に取り込めるのは{MAX_ROWS:,}行までです。ファイルを分けてください。")
        kept.append(row)
    if not kept:
        raise UnreadableList(public="ファイルに何も書かれていません。")
    return tuple(kept)
