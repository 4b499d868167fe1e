"""A Word file as pages of cells; macros and links are never looked at."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from zipfile import ZipFile

from lxml import etree  # type: ignore[import-untyped]  # The library has no types.

from services.intake.domain.sheet.cells import Book, Cell, Page, SheetBroken, SheetLimits
from services.intake.domain.sheet.package import custom_property, parse, part
from services.intake.domain.sheet.plan import MARK
from services.intake.domain.sheet.words import MARKS, first_mark, is_ticked, plain

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What was deleted, what repeats another part, and what is an instruction, is no text.
_SKIPPED: Final = frozenset(
    {
        f"{_W}{name}"
        for name in ("del", "moveFrom", "delText", "instrText", "rt", "pPr", "rPr", "tblPr", "trPr", "sectPr")
    }
    | {f"{_MC}Fallback"}
)
_SYMBOLS: Final = {
    "F0FE": "☑",
    "F052": "☑",
    "F0FC": "✓",
    "F050": "✓",
    "F0A8": "□",
    "F06F": "□",
    "F0A3": "□",
    "F06E": "■",
}
_OFF: Final = frozenset({"0", "false", "off"})
_MAX_SPAN: Final = 200


def read_word(archive: ZipFile, limits: SheetLimits) -> Book:
    """Return the text of a .docx or .docm as one page, tables and text boxes inside of it."""
    document = part(archive, "word/document.xml", limits)
    if document is None:
        raise SheetBroken("There is no document in the file.")
    body = parse(document).find(f"{_W}body")
    if body is None:
        raise SheetBroken("There is no body in the document.")
    reading = _Reading(limits)
    page = reading.flow(body, "本文")
    return Book(pages=(page,), mark=custom_property(archive, MARK, limits), is_cut=reading.is_cut)


class _Reading:
    """Walks over a document and counts what it finds."""

    def __init__(self, limits: SheetLimits) -> None:
        self._left = limits.max_cells
        self._limits = limits
        self._tables = 0
        self._boxes = 0
        self.is_cut = False

    def flow(self, container: etree._Element, name: str) -> Page:
        """Return paragraphs and tables one below the other."""
        cells: list[Cell] = []
        number = 0
        for block in _blocks(container):
            if not self._room():
                break
            if block.tag == f"{_W}tbl":
                table = self.table(block)
                cells.append(Cell(row=len(cells), column=0, text="", place=name, inner=(table,)))
                continue
            number += 1
            text, aside = self._paragraph(block)
            place = f"{name} {number}段落目"
            inner = tuple(self._box(box) for box in aside.boxes)
            if text.strip() or inner:
                row = len(cells)
                cells.append(Cell(row=row, column=0, text=text, place=place, inner=inner, doubtful=aside.doubtful))
        return Page(cells=tuple(cells), flowing=True)

    def table(self, table: etree._Element) -> Page:
        """Return the cells of a table with their spans."""
        self._tables += 1
        name = f"表{self._tables}"
        cells: dict[tuple[int, int], Cell] = {}
        open_above: dict[int, tuple[int, int]] = {}
        for row, element in enumerate(_inside(table, f"{_W}tr")):
            column = _number(element.find(f"{_W}trPr/{_W}gridBefore"), 0)
            for place, box in enumerate(_inside(element, f"{_W}tc"), start=1):
                if not self._room():
                    return Page(cells=tuple(cells.values()))
                cell = self._cell(box, row, column, f"{name} {row + 1}行{place}列")
                merge = box.find(f"{_W}tcPr/{_W}vMerge")
                key = open_above.get(column)
                if merge is not None and merge.get(f"{_W}val", "continue") == "continue" and key in cells:
                    cells[key] = _taller(cells[key], cell)
                else:
                    cells[row, column] = cell
                    open_above[column] = (row, column)
                column = cell.end_column
        return Page(cells=tuple(cells.values()))

    def _cell(self, box: etree._Element, row: int, column: int, place: str) -> Cell:
        lines: list[str] = []
        inner: list[Page] = []
        doubtful = False
        for block in _blocks(box):
            if block.tag == f"{_W}tbl":
                inner.append(self.table(block))
                continue
            text, aside = self._paragraph(block)
            lines.append(text)
            inner += [self._box(one) for one in aside.boxes]
            doubtful = doubtful or aside.doubtful
        return Cell(
            row=row,
            column=column,
            columns=min(_MAX_SPAN, max(1, _number(box.find(f"{_W}tcPr/{_W}gridSpan"), 1))),
            text="\n".join(lines).strip()[: self._limits.max_cell_characters],
            place=place,
            inner=tuple(inner),
            doubtful=doubtful,
        )

    def _box(self, box: etree._Element) -> Page:
        self._boxes += 1
        return self.flow(box, f"テキストボックス{self._boxes}")

    def _room(self) -> bool:
        self._left -= 1
        self.is_cut = self.is_cut or self._left < 0
        return self._left >= 0

    def _paragraph(self, paragraph: etree._Element) -> tuple[str, "_Aside"]:
        aside = _Aside()
        text = "".join(_words(paragraph, aside))
        return text[: self._limits.max_cell_characters], aside


@dataclass(slots=True)
class _Aside:
    """What a paragraph holds beside its words: text boxes, and boxes that show something else than their state."""

    boxes: list[etree._Element] = field(default_factory=list)
    doubtful: bool = False


def _taller(cell: Cell, below: Cell) -> Cell:
    return Cell(
        row=cell.row,
        column=cell.column,
        rows=below.end_row - cell.row,
        columns=cell.columns,
        text="\n".join(filter(None, (cell.text, below.text))),
        place=cell.place,
        inner=(*cell.inner, *below.inner),
        doubtful=cell.doubtful or below.doubtful,
    )


def _blocks(container: etree._Element) -> Iterator[etree._Element]:
    """Yield paragraphs and tables, also those inside content controls and insertions."""
    for child in container:
        if child.tag in {f"{_W}p", f"{_W}tbl"}:
            yield child
        elif child.tag == f"{_W}sdt":
            if not _is_placeholder(child):
                yield from _blocks(child)
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED and child.tag != f"{_W}sdtPr":
            yield from _blocks(child)


def _inside(container: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield rows of a table or cells of a row, also those inside content controls; not those of inner tables."""
    for child in container:
        if child.tag == tag:
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"}:
            yield from _inside(child, tag)


def _words(element: etree._Element, aside: _Aside) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or tag in _SKIPPED:
            continue
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag == f"{_W}tab":
            yield "\t"
        elif tag in {f"{_W}br", f"{_W}cr"}:
            yield "\n"
        elif tag == f"{_W}sym":
            yield _SYMBOLS.get((child.get(f"{_W}char") or "").upper(), "")
        elif tag == f"{_W}checkBox":
            yield _legacy_box(child)
        elif tag == f"{_W}txbxContent":
            aside.boxes.append(child)
        elif tag == f"{_W}sdt":
            yield from _control(child, aside)
        else:
            yield from _words(child, aside)


def _control(control: etree._Element, aside: _Aside) -> Iterator[str]:
    checked = control.find(f"{_W}sdtPr/{_W14}checkbox/{_W14}checked")
    if checked is None and _is_placeholder(control):
        return
    shown = (words for content in control.iterchildren(f"{_W}sdtContent") for words in _words(content, aside))
    if checked is None:
        yield from shown
    else:
        yield _box_shown("".join(shown), aside, is_on=checked.get(f"{_W14}val", "1") not in _OFF)


def _box_shown(shown: str, aside: _Aside, *, is_on: bool) -> str:
    """Return the box of a control as a letter, ticked when its state or what it shows says so, with what else it shows.

    Who types ☑ over □ changes what everybody sees, and not the state.
    """
    marks, words = plain(shown), ""
    if not set(marks) <= MARKS:
        marks, words = first_mark(marks).replace("レ", ""), shown.strip().lstrip("".join(MARKS - {"レ"}))
    is_shown = is_ticked(marks)
    aside.doubtful = aside.doubtful or (bool(marks) and is_shown is not is_on) or bool(words)
    return ("☑" if is_on or is_shown else "□") + words


def _is_placeholder(control: etree._Element) -> bool:
    """Tell whether a content control shows its own invitation to write, not an answer."""
    shows = control.find(f"{_W}sdtPr/{_W}showingPlcHdr")
    is_box = control.find(f"{_W}sdtPr/{_W14}checkbox") is not None
    return shows is not None and shows.get(f"{_W}val", "1") not in _OFF and not is_box


def _legacy_box(box: etree._Element) -> str:
    state = box.find(f"{_W}checked")
    state = box.find(f"{_W}default") if state is None else state
    return "□" if state is None or state.get(f"{_W}val", "1") in _OFF else "☑"


def _number(element: etree._Element | None, otherwise: int) -> int:
    value = "" if element is None else element.get(f"{_W}val", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 4 else otherwise  # noqa: PLR2004 - columns.
