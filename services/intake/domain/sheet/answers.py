"""Find the labels of a page and what stands beside or below them; what nobody asked for is kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from services.intake.domain.sheet.boxes import boxes_in, without_boxes
from services.intake.domain.sheet.cells import Cell, Page, whole_text
from services.intake.domain.sheet.known import KnownLayout, Match
from services.intake.domain.sheet.values import Left
from services.intake.domain.sheet.words import (
    MARKS,
    is_hint,
    is_ticked,
    label_form,
    number_of,
    plain,
)
from shared.scheme.fields import FieldKind

_NO_ANSWER = frozenset({"〒", "印", "㊞", "(印)", "円", "人"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A cell that asks; *boxes* are the marks printed under it, with whether they are ticked."""

    cell: Cell
    match: Match
    boxes: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was written for a field, where, and which marks its row carries."""

    key: str
    text: str = field(repr=False)
    place: str
    exact: bool
    boxes: frozenset[str] = frozenset()


@dataclass(slots=True)
class Found:
    """What a book says, in the order of the page."""

    answers: list[Answer] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def find_answers(page: Page, known: KnownLayout, found: Found) -> None:
    """Add the answers and the leftovers of *page* to *found*."""
    _Looking(page, known, found).look()


class _Looking:
    """One walk over one page."""

    def __init__(self, page: Page, known: KnownLayout, found: Found) -> None:
        self._page = page
        self._known = known
        self._found = found
        self._at = _occupancy(page)
        self._last_row = max((cell.end_row for cell in page.cells), default=0)
        self._last_column = max((cell.end_column for cell in page.cells), default=0)
        self._apart = {id(cell) for cell in page.cells if self._asks_inside(cell)}
        self._labels: dict[int, Label] = {}
        self._used: set[int] = set()

    def look(self) -> None:
        self._find_labels()
        for cell in self._page.cells:
            label = self._labels.get(id(cell))
            if label is not None and label.match.key is not None:
                self._answer(label, label.match.key)
        for cell in self._page.cells:
            if id(cell) in self._apart:
                for inner in cell.inner:
                    find_answers(inner, self._known, self._found)
            if id(cell) not in self._used and id(cell) not in self._labels:
                self._keep(cell)

    def _asks_inside(self, cell: Cell) -> bool:
        """Tell whether tables inside a cell hold labels of their own: then they are pages, not part of an answer."""
        inside = (one.text.strip().partition("\n")[0] for page in cell.inner for one in page.all_cells())
        return any(self._known.match(head) is not None for head in inside if head)

    def _text(self, cell: Cell) -> str:
        return cell.text.strip() if id(cell) in self._apart else whole_text(cell)

    def _find_labels(self) -> None:
        group = ""
        for cell in self._page.cells:
            text = self._text(cell)
            if not text:
                continue
            beside = self._group_left_of(cell)
            match, boxes = self._read_label(text, beside or group)
            if match is not None:
                self._labels[id(cell)] = Label(cell=cell, match=match, boxes=boxes)
            elif self._is_wide(cell) and self._known.is_printed(text):
                group = label_form(text)

    def _is_wide(self, cell: Cell) -> bool:
        return self._page.flowing or cell.end_column - cell.column >= self._last_column - 1

    def _group_left_of(self, cell: Cell) -> str:
        """Return the words of the label that spans this row from the left."""
        for column in range(cell.column - 1, -1, -1):
            left = self._at.get((cell.row, column))
            if left is not None and left.rows >= cell.rows and self._text(left):
                return label_form(self._text(left))
        return ""

    def _read_label(self, text: str, group: str) -> tuple[Match | None, tuple[tuple[str, bool], ...]]:
        match = self._known.match(text, group)
        if match is not None:
            return match, ()
        lines = [line for line in text.split("\n") if line.strip()]
        match = self._known.match(lines[0], group) if len(lines) > 1 else None
        if match is None:
            return self._known.guess(text), ()
        boxes: list[tuple[str, bool]] = []
        for line in lines[1:]:
            ticks = boxes_in(line)
            if not ticks and not is_hint(line) and not self._known.is_printed(line):
                return None, ()
            boxes += ticks.items()
        return match, tuple(boxes)

    def _answer(self, label: Label, key: str) -> None:
        cells, exact = self._region(label)
        boxes = {name for name, ticked in label.boxes if ticked}
        texts: list[str] = []
        taken: list[Cell] = []
        for cell in cells:
            if id(cell) in self._used:
                continue
            text = self._text(cell)
            self._used.add(id(cell))
            ticks = boxes_in(text)
            if ticks and not without_boxes(text):
                boxes |= {name for name, ticked in ticks.items() if ticked}
            elif text and (_is_mark(text) or not self._known.is_printed(text)):
                texts.append(text)
                taken.append(cell)
        if self._known.field_of(key).kind is FieldKind.CHECKBOX:
            # The box stands before the statement, in the same cell or beside it.
            exact = True
            texts = [*texts, label.cell.text] if is_ticked("".join(_marks_of(label.cell.text))) else texts
        place = (taken[0] if taken else label.cell).place
        text = "\n".join(self._unprinted(texts))
        exact = label.match.exact and exact and not any(one.doubtful for one in (label.cell, *cells))
        self._keep_odd_boxes(label)
        answer = Answer(key=key, text=text, place=place, exact=exact, boxes=frozenset(boxes))
        self._found.answers.append(answer)

    def _keep_odd_boxes(self, label: Label) -> None:
        """Keep a line of boxes under a label into which something else than a tick was written."""
        for line in self._text(label.cell).split("\n")[1:]:
            if boxes_in(line) and without_boxes(line):
                self._found.left.append(Left(place=label.cell.place, text=line.strip()))

    def _unprinted(self, texts: list[str]) -> Iterator[str]:
        """Yield what was written, without the hints that were printed into the same cell."""
        for text in texts:
            yield "\n".join(
                line
                for line in text.split("\n")
                if not line.strip() or not label_form(line) or not self._known.is_printed(line)
            ).strip()

    def _region(self, label: Label) -> tuple[list[Cell], bool]:
        """Return the cells that answer a label, and whether they stand where this layout has them."""
        right, below = self._right_of(label), self._below(label)
        has_right = right is not None
        if self._known.layout.answers == "right" and not self._page.flowing:
            return (right, not self._may_head_columns(label, right)) if right is not None else (below, False)
        if below or not has_right:
            return below, True
        return right or [], False

    def _may_head_columns(self, label: Label, right: list[Cell]) -> bool:
        """Tell whether a label may head a column instead: more labels in its row, and words under it and its answer."""
        row = label.cell.row
        others = any(one.cell.row == row and one is not label for one in self._labels.values())
        return others and bool(right) and self._has_words_below(label.cell) and self._has_words_below(right[0])

    def _has_words_below(self, cell: Cell) -> bool:
        under = self._at.get((cell.end_row, cell.column))
        if under is None or id(under) in self._labels:
            return False
        words = self._text(under)
        return bool(words) and not self._known.is_printed(words)

    def _right_of(self, label: Label) -> list[Cell] | None:
        """Return the answer beside a label: the first cell, all of them where there is something to tick.

        None where there is no room for an answer: the page ends, or another label follows at once.
        """
        cell, key = label.cell, label.match.key
        kind = self._known.field_of(key).kind if key else FieldKind.TEXT
        all_of_them = kind in {FieldKind.CHOICE, FieldKind.MULTI, FieldKind.CHECKBOX}
        found: list[Cell] = []
        room = False
        if kind is FieldKind.CHECKBOX and (left := self._at.get((cell.row, cell.column - 1))) is not None:
            found += [left] if _is_mark(self._text(left)) else []
        for row in range(cell.row, cell.end_row):
            first = True
            for column in range(cell.end_column, self._last_column):
                beside = self._at.get((row, column))
                if beside is not None and id(beside) in self._labels:
                    break
                room = True
                if beside is None or beside in found or not self._text(beside):
                    continue
                words = self._text(beside)
                is_box = bool(boxes_in(words)) and not without_boxes(words)
                if is_box or all_of_them or (first and plain(words) not in _NO_ANSWER):
                    found.append(beside)
                    first = first and is_box
        return found if room or found else None

    def _below(self, label: Label) -> list[Cell]:
        """Return the cells under a label, down to the next label or the next heading of the same kind."""
        cell = label.cell
        number = number_of(self._text(cell))
        found: list[Cell] = []
        for row in range(cell.end_row, self._last_row):
            under = self._at.get((row, cell.column))
            if under is None or under in found:
                continue
            words = self._text(under)
            follows = number_of(words.split("\n")[0]) if number else None
            if id(under) in self._labels or (number and follows == (number[0], number[1] + 1)):
                break
            if self._page.flowing and self._known.is_printed(words) and not is_hint(words):
                break
            found.append(under)
            if not self._page.flowing and words:
                break
        return found

    def _keep(self, cell: Cell) -> None:
        """Keep what stands in a cell that nobody asked for; lines with a label of their own are read."""
        rest = [
            line
            for line in self._text(cell).split("\n")
            if not self._read_line(line, cell) and not self._known.is_printed(line) and not _is_empty_box(line)
        ]
        text = "\n".join(rest).strip()
        if text and not _is_mark(text):
            self._found.left.append(Left(place=cell.place, text=text))

    def _read_line(self, line: str, cell: Cell) -> bool:
        """Read a line such as 電話：000-820-0000."""
        head, colon, rest = line.replace(":", "：").partition("：")
        match = self._known.match(head, self._group_left_of(cell)) if colon and rest.strip() else None
        if match is None or match.key is None:
            return False
        written = line[len(head) + 1 :].strip()
        self._found.answers.append(Answer(key=match.key, text=written, place=cell.place, exact=match.exact))
        return True


def _is_mark(text: str) -> bool:
    """Tell whether there is nothing but a box, ticked or not."""
    return set(plain(text)) <= MARKS


def _occupancy(page: Page) -> dict[tuple[int, int], Cell]:
    return {
        (row, column): cell
        for cell in page.cells
        for row in range(cell.row, cell.end_row)
        for column in range(cell.column, cell.end_column)
    }


def _is_empty_box(line: str) -> bool:
    boxes = boxes_in(line)
    return bool(boxes) and not any(boxes.values()) and not without_boxes(line)


def _marks_of(text: str) -> Iterator[str]:
    return (letter for letter in text if letter in MARKS and letter != "レ")
