"""A paper as an office hands it in: a title, when and by whom it was made, and blocks of words and tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.japanese.era import wareki
from shared.xml_text import xml_text

Cell = str | int | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under columns; *total* is the last row, where there is one, and *none* is said instead of no rows."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] | None = None
    none: str = "該当はありません。"

    @property
    def lines(self) -> list[Sequence[Cell]]:
        """Return the rows with the total below them."""
        return [*self.rows, *([self.total] if self.total is not None and self.rows else [])]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """What is said of one thing, a word and its value a line."""

    title: str
    rows: Sequence[tuple[str, Cell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper; *name* is that of its file, without an ending."""

    name: str
    title: str
    office: str
    made_on: date
    blocks: Sequence[Table | Pairs]
    notes: Sequence[str] = ()


def cell_words(cell: Cell) -> str:
    """Return a value as a paper writes it: days by their era, numbers in groups of three, nothing as a dash.

    What no file of an office can hold stands there as a sign (U+FFFD).
    """
    if cell is None or cell == "":
        return "—"
    if isinstance(cell, date):
        return wareki(cell)
    return f"{cell:,}" if isinstance(cell, int) else xml_text(cell)
