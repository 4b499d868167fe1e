"""An Excel file as pages of cells; formulas show the value they had, macros are never looked at."""

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, Final
from zipfile import ZipFile

import openpyxl
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from services.intake.domain.sheet.cells import Book, Cell, Page, SheetBroken, SheetLimits
from services.intake.domain.sheet.package import custom_property, parse, part
from services.intake.domain.sheet.plan import HIDDEN, MARK
from shared.japanese.era import wareki

_MERGED: Final = re.compile(rb"""ref=["'][$]?([A-Z]{1,3})[$]?(\d{1,7}):[$]?([A-Z]{1,3})[$]?(\d{1,7})["']""")
_MAX_ROWS: Final = 2_000
_MAX_COLUMNS: Final = 100
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def read_excel(archive: ZipFile, content: bytes, limits: SheetLimits) -> Book:
    """Return every worksheet of an .xlsx or .xlsm as a page, and the text of shapes as one more."""
    heavy = sum(one.file_size for one in archive.infolist() if one.filename.endswith(".xml"))
    if heavy > limits.max_xml_bytes:
        raise SheetBroken("The workbook is too large for a sheet.")
    # The library makes an object of every cell that is merged away.
    if sum(_merged_cells(archive, limits)) > limits.max_merged_cells:
        raise SheetBroken("More cells are merged than a sheet has.")
    mark = custom_property(archive, MARK, limits)
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    try:
        left = limits.max_cells
        pages: list[Page] = []
        for sheet in book.worksheets[: limits.max_pages]:
            if sheet.title == HIDDEN and sheet.sheet_state != "visible":
                continue
            page = _page(sheet, left, limits)
            left -= len(page.cells)
            pages.append(page)
        is_cut = left <= 0 or len(book.worksheets) > limits.max_pages or _is_beyond(book.worksheets)
    finally:
        book.close()
    return Book(pages=(*pages, *_shapes(archive, limits)), mark=mark, is_cut=is_cut)


def _merged_cells(archive: ZipFile, limits: SheetLimits) -> Iterator[int]:
    """Yield how many cells each merged range covers."""
    for name in archive.namelist():
        content = part(archive, name, limits) if name.startswith("xl/worksheets/") else None
        for found in _MERGED.finditer(content or b""):
            left, top, right, bottom = (one.decode() for one in found.groups())
            columns = column_index_from_string(right) - column_index_from_string(left) + 1
            yield abs(columns) * abs(int(bottom) - int(top) + 1)


def _page(sheet: Worksheet, room: int, limits: SheetLimits) -> Page:
    spans = {
        (merged.min_row, merged.min_col): (
            min(_MAX_ROWS, merged.max_row) - merged.min_row + 1,
            min(_MAX_COLUMNS, merged.max_col) - merged.min_col + 1,
        )
        for merged in sheet.merged_cells.ranges
    }
    cells: list[Cell] = []
    last_row, last_column = min(sheet.max_row, _MAX_ROWS), min(sheet.max_column, _MAX_COLUMNS)
    every = sheet.iter_rows(min_row=1, max_row=last_row, min_col=1, max_col=last_column, values_only=True)
    for row, values in enumerate(every, start=1):
        for column, value in enumerate(values, start=1):
            if value is None or len(cells) >= room:
                continue
            cell = sheet.cell(row, column)
            text = _shown(value, cell.number_format).strip()[: limits.max_cell_characters]
            rows, columns = spans.get((row, column), (1, 1))
            place = f"{sheet.title} {cell.coordinate}"
            if text:
                cells.append(Cell(row=row, column=column, rows=rows, columns=columns, text=text, place=place))
    return Page(cells=tuple(cells))


def _is_beyond(sheets: Sequence[Worksheet]) -> bool:
    return any(sheet.max_row > _MAX_ROWS or sheet.max_column > _MAX_COLUMNS for sheet in sheets)


def _shown(value: Any, number_format: str) -> str:
    """Write a value as a person would have typed it."""
    if isinstance(value, bool):
        return "☑" if value else "□"
    if isinstance(value, datetime):
        return _day(value.date(), number_format) + (f" {value:%H:%M}" if value.time() != time.min else "")
    if isinstance(value, date):
        return _day(value, number_format)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 - what a float counts exactly.
        return str(int(value))
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")


def _day(day: date, number_format: str) -> str:
    era = any(word in number_format.lower() for word in ("ggg", "[$-411]", "e年", "[$-ja-jp"))
    return wareki(day) if era else f"{day.year}年{day.month}月{day.day}日"


def _shapes(archive: ZipFile, limits: SheetLimits) -> tuple[Page, ...]:
    """Return the text of shapes drawn on the worksheets."""
    names = [name for name in archive.namelist() if name.startswith("xl/drawings/drawing") and name.endswith(".xml")]
    cells: list[Cell] = []
    for name in sorted(names)[: limits.max_pages]:
        content = part(archive, name, limits)
        for box in parse(content).iter("{*}txBody") if content else ():
            lines = ("".join(text.text or "" for text in one.iter(f"{_A}t")) for one in box.iter(f"{_A}p"))
            words = "\n".join(filter(None, lines)).strip()[: limits.max_cell_characters]
            if words and len(cells) < limits.max_cells:
                cells.append(Cell(row=len(cells), column=0, text=words, place=f"図形{len(cells) + 1}"))
    return (Page(cells=tuple(cells), flowing=True),) if cells else ()
