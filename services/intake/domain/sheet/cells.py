"""A sheet as it stands on paper: cells beside and below each other, whatever program drew them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from shared.errors import Invalid


class SheetBroken(Invalid):
    """The file cannot be read as a sheet; it is kept as it came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell or paragraph; *inner* are tables and text boxes that stand inside of it.

    *doubtful* says that a box in it shows something else than its own state.
    """

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    text: str = field(repr=False)
    place: str
    inner: tuple["Page", ...] = ()
    doubtful: bool = False

    @property
    def end_row(self) -> int:
        """Return the first row below."""
        return self.row + self.rows

    @property
    def end_column(self) -> int:
        """Return the first column to the right."""
        return self.column + self.columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Cells of one table, worksheet or text; in a *flowing* text paragraphs follow each other in one column."""

    cells: tuple[Cell, ...]
    flowing: bool = False

    def all_cells(self) -> Iterator[Cell]:
        """Yield every cell, with those of inner pages."""
        for cell in self.cells:
            yield cell
            for page in cell.inner:
                yield from page.all_cells()


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A whole file: its pages, the mark we put on our own sheet (empty without one), and whether it was cut."""

    pages: tuple[Page, ...]
    mark: str = ""
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLimits:
    """How much of a file is read before it counts as no sheet."""

    max_xml_bytes: int = 8_000_000
    max_cells: int = 5_000
    max_merged_cells: int = 200_000
    max_pages: int = 20
    max_cell_characters: int = 50_000
    max_unread_characters: int = 100_000


DEFAULT_SHEET_LIMITS = SheetLimits()


def flat(page: Page) -> str:
    """Return a page as text: a line for each row, its cells parted by tabs."""
    rows: dict[int, list[str]] = {}
    for cell in page.cells:
        if words := whole_text(cell):
            rows.setdefault(cell.row, []).append(words)
    return "\n".join("\t".join(words) for _, words in sorted(rows.items()))


def whole_text(cell: Cell) -> str:
    """Return the text of a cell with that of what stands inside of it."""
    return "\n".join(filter(None, (cell.text.strip(), *(flat(page) for page in cell.inner))))
