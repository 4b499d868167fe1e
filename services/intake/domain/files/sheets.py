"""Read the sheets of a workbook: names, values (not formulas), and the text boxes that lie on them."""

import io
from collections.abc import Iterator
from datetime import datetime, time

import openpyxl

from services.intake.domain.files.markup import Package
from services.intake.domain.files.values import FileLimits

_MAX_ROWS = 5_000
_MAX_COLUMNS = 200


def sheet_lines(content: bytes, limits: FileLimits) -> Iterator[str]:
    """Yield every sheet's name and its rows; cells are parted by tabs, empty rows left out."""
    package = Package(content, limits)
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            # The size a sheet claims is not to be trusted: some claim a million rows.
            sheet.reset_dimensions()
            yield f"【{sheet.title}】{'' if sheet.sheet_state == 'visible' else '（非表示）'}"
            for row in sheet.iter_rows(max_row=_MAX_ROWS, max_col=_MAX_COLUMNS, values_only=True):
                line = "\t".join(map(shown_value, row)).rstrip("\t")
                if line:
                    yield line
    finally:
        book.close()
    for name in package.matching("xl/drawings", "drawing"):
        boxes = [line for line in package.drawn(name) if line.strip()]
        if boxes:
            yield from ("【図形の中の文字】", *boxes)


def shown_value(value: object) -> str:
    """Return a cell's value as an office would write it down."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
