"""A paper as an Excel file."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from services.routing.domain.paper import Cell, Pairs, Paper, cell_words
from shared.japanese.era import wareki

_FONT: Final = "BIZ UDPゴシック"
_THIN: Final = Side(style="thin", color="808080")
_FRAME: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD: Final = PatternFill("solid", fgColor="EEF2F7")
_WRAP: Final = Alignment(wrap_text=True, vertical="top")
_NARROWEST, _WIDEST = 10, 44


def excel_paper(paper: Paper) -> bytes:
    """Return the paper as an .xlsx: numbers are numbers, words never a formula."""
    book = Workbook()
    book.properties.creator, book.properties.title = "", paper.title
    book.properties.created = datetime.combine(paper.made_on, time())
    book.properties.modified = book.properties.created
    sheet = book.worksheets[0]
    sheet.title = paper.title[:31].translate({ord(sign): "・" for sign in "[]:*?/\\"})
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    row = _heading(sheet, paper)
    for block in paper.blocks:
        _write(sheet, row, 1, block.title).font = Font(name=_FONT, size=12, bold=True)
        if isinstance(block, Pairs):
            row = _rows(sheet, row + 1, (), [(word, value) for word, value in block.rows])
        elif block.rows:
            row = _rows(sheet, row + 1, block.columns, block.lines)
        else:
            _write(sheet, row + 1, 1, block.none)
            row += 3
    for note in paper.notes:
        _write(sheet, row, 1, f"※ {note}")
        row += 1
    _set_widths(sheet, paper)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _heading(sheet: Worksheet, paper: Paper) -> int:
    _write(sheet, 1, 1, paper.title).font = Font(name=_FONT, size=14, bold=True)
    _write(sheet, 2, 1, f"{paper.office}　{wareki(paper.made_on)}作成")
    return 4


def _rows(sheet: Worksheet, row: int, columns: Sequence[str], lines: Sequence[Sequence[Cell]]) -> int:
    for number, word in enumerate(columns, 1):
        cell = _write(sheet, row, number, word)
        cell.fill, cell.border = _HEAD, _FRAME
    row += 1 if columns else 0
    for line in lines:
        for number, value in enumerate(line, 1):
            _write(sheet, row, number, value).border = _FRAME
        row += 1
    return row + 1


def _write(sheet: Worksheet, row: int, column: int, value: Cell) -> Any:
    cell = sheet.cell(row=row, column=column)
    cell.font, cell.alignment = Font(name=_FONT, size=10), _WRAP
    if isinstance(value, int):
        cell.value, cell.number_format = value, "#,##0"
        return cell
    words = cell_words(value) if isinstance(value, date) or value else ""
    cell.value = words
    # What begins with an equals sign is a word, too.
    cell.data_type = "s"
    return cell


def _set_widths(sheet: Worksheet, paper: Paper) -> None:
    widths: dict[int, int] = {}
    for block in paper.blocks:
        lines = block.rows if isinstance(block, Pairs) else [block.columns, *block.lines]
        for line in lines:
            for number, value in enumerate(line, 1):
                widths[number] = max(widths.get(number, _NARROWEST), 2 * len(cell_words(value)))
    for number, width in widths.items():
        sheet.column_dimensions[get_column_letter(number)].width = min(width, _WIDEST)
