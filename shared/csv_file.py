"""Tables as CSV for Excel: UTF-8 with its mark, and no cell that a spreadsheet would calculate."""

import csv
import io
from collections.abc import Iterable
from typing import Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def csv_file(rows: Iterable[Iterable[str]]) -> bytes:
    """Return the file; a cell that begins like a formula gets an apostrophe before it."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([_safe(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig", "replace")


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
