"""The rows of the first sheet of an Excel file; formulas by their last result, macros never run."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time

from services.intake.domain.files.broken import broken_file
from services.intake.domain.lists.words import MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED_BYTES, UnreadableList


def rows_of_workbook(content: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield line and cells of each row of the first sheet; raise UnreadableList."""
    _refuse_bombs(content)
    try:
        yield from _rows(content)
    except broken_file() as error:
        raise UnreadableList(
            public="Excelのファイルとして読み取れませんでした。一覧は、.xlsx か CSV で保存したものをお選びください。"
        ) from error


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(one.file_size for one in archive.infolist())
    except broken_file() as error:
        raise UnreadableList from error
    if unpacked > MAX_UNPACKED_BYTES:
        raise UnreadableList(
            public=f"Excelのファイルの中身が{MAX_UNPACKED_BYTES // 1_000_000}MBを超えています。分けてください。"
        )


def _rows(content: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - large; only who reads Excel pays for it.

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        if not book.worksheets:
            raise UnreadableList(public="Excelのファイルに、表のシートがありません。")
        sheet = book.worksheets[0]
        # What a file says of its own size may be wrong, or chosen to keep us busy.
        sheet.reset_dimensions()
        found = sheet.iter_rows(max_row=MAX_ROWS * 2, max_col=MAX_COLUMNS + 1, values_only=True)
        for line, cells in enumerate(found, start=1):
            texts = [text_of(cell) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            yield line, tuple(texts)
    finally:
        book.close()


def text_of(cell: object) -> str:
    """Return what a person sees in a cell; days in a form that every reader knows."""
    match cell:
        case None:
            return ""
        case bool():
            return "はい" if cell else "いいえ"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime() | date() | time():
            return cell.isoformat()
        case _:
            return str(cell)
