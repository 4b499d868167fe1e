"""Read a file that may be the desk's sheet: which layout, what was filled in, and what could not be read."""

import io
import zipfile
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from services.intake.domain.files.archive import ArchiveState, look_into
from services.intake.domain.files.broken import broken_file
from services.intake.domain.files.values import FileLimits
from services.intake.domain.sheet.answers import Answer, Found, find_answers
from services.intake.domain.sheet.cells import DEFAULT_SHEET_LIMITS, Book, SheetBroken, SheetLimits
from services.intake.domain.sheet.choices import Ticked, read_choices
from services.intake.domain.sheet.excel import read_excel
from services.intake.domain.sheet.known import KnownLayout, known
from services.intake.domain.sheet.plan import OWN
from services.intake.domain.sheet.values import (
    WORD_TYPES,
    Left,
    ReadSheet,
    SheetFile,
    SheetsOfDesk,
    SheetState,
    SheetValue,
)
from services.intake.domain.sheet.word import read_word
from services.intake.domain.sheet.words import is_ticked, label_form, plain
from shared.scheme.fields import FieldKind
from shared.scheme.form import CONSENT, PROTECT, YES, Value

# Fewer labels stand in any text by chance; so many do not, however long the sheet.
_FEWEST_LABELS: Final = 3
_ENOUGH_LABELS: Final = 8
_SHARE_OF_LABELS: Final = 0.3


def read_sheets(
    files: Sequence[SheetFile], desk: SheetsOfDesk, broken_by: Callable[[str], None] = lambda _: None
) -> list[ReadSheet]:
    """Return those of *files* that are sheets the desk knows; other documents are left out.

    Never raises: *broken_by* is told the class of what was raised over a file that cannot be opened.
    """
    layouts = [known(layout, desk.form) for layout in desk.layouts]
    found: list[ReadSheet] = []
    for file in files:
        try:
            read = read_sheet(file, layouts) if file.may_be_sheet else None
        except SheetBroken as error:
            # What a sheet would say cannot be told; that no text came out of the file is a warning of its own.
            broken_by(type(error.__cause__ or error).__name__)
            continue
        found += [] if read is None else [replace(read, position=file.position)]
    return found


def read_sheet(
    file: SheetFile, layouts: Sequence[KnownLayout], limits: SheetLimits = DEFAULT_SHEET_LIMITS
) -> ReadSheet | None:
    """Return a file as a sheet, or None when it is none; raise SheetBroken when it cannot be opened."""
    if file.is_locked:
        return ReadSheet(name=file.name, program=file.program, state=SheetState.LOCKED)
    try:
        book = _open(file, limits)
    except broken_file() as error:
        raise SheetBroken from error
    layout = _layout_of(book, layouts)
    if layout is None:
        return None
    found = Found()
    for page in book.pages:
        find_answers(page, layout, found)
    return _read(file.name, file.program, layout, found, limits, is_cut=book.is_cut)


def _open(file: SheetFile, limits: SheetLimits) -> Book:
    if look_into(file.content, FileLimits()).state is not ArchiveState.FINE:
        raise SheetBroken("The archive is not fine.")
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        if file.media_type in WORD_TYPES:
            return read_word(archive, limits)
        return read_excel(archive, file.content, limits)


def _layout_of(book: Book, layouts: Sequence[KnownLayout]) -> KnownLayout | None:
    """Return the layout a book is in: by our mark, else the one most of whose labels stand in it."""
    desk = book.mark.partition("/")[0]
    marked = next((one for one in layouts if one.layout.name == OWN and one.layout.desk_id == desk), None)
    if desk and marked is not None:
        return marked
    counted = [(len(_keys_in(book, one)), one) for one in layouts]
    count, best = max(counted, key=lambda pair: pair[0], default=(0, None))
    if best is None or count < max(_FEWEST_LABELS, min(_ENOUGH_LABELS, len(best.keys) * _SHARE_OF_LABELS)):
        return None
    return best


def _keys_in(book: Book, layout: KnownLayout) -> AbstractSet[str]:
    texts = [cell.text.strip() for page in book.pages for cell in page.all_cells() if cell.text.strip()]
    matches = (layout.match(text) or layout.match(text.split("\n")[0].partition("：")[0]) for text in texts)
    return {match.key for match in matches if match is not None and match.key is not None}


def _read(
    name: str, program: str, layout: KnownLayout, found: Found, limits: SheetLimits, *, is_cut: bool
) -> ReadSheet:
    values: dict[str, SheetValue] = {}
    left = list(found.left)
    marks: set[str] = set()
    for answer in found.answers:
        value, rest = _value_of(answer, layout)
        marks |= {(PROTECT if box == "protect" else CONSENT) + answer.key for box in answer.boxes}
        if rest:
            left.append(Left(place=answer.place, text=_labelled(layout, answer.key, rest)))
        if value is None:
            continue
        first = values.setdefault(answer.key, value)
        if first is not value and first.value != value.value:
            left.append(Left(place=answer.place, text=_labelled(layout, answer.key, answer.text)))
    unread, cut = _within(left, limits)
    state = SheetState.READ if values or unread else SheetState.EMPTY
    return ReadSheet(
        name=name,
        program=program,
        state=state,
        title=layout.layout.title,
        values=tuple(values.values()),
        marks=frozenset(marks),
        unread=unread,
        is_cut=is_cut or cut,
    )


def _value_of(answer: Answer, layout: KnownLayout) -> tuple[SheetValue | None, str]:
    """Return what an answer says and what of it could not be understood."""
    kind = layout.field_of(answer.key).kind
    value = SheetValue(key=answer.key, value=answer.text, place=answer.place, guessed=not answer.exact)
    if kind is FieldKind.CHECKBOX:
        return _confirmed(answer, value, layout)
    if kind in {FieldKind.CHOICE, FieldKind.MULTI}:
        return _chosen(answer, value, layout, is_multi=kind is FieldKind.MULTI)
    return (value if plain(answer.text) else None), ""


def _confirmed(answer: Answer, value: SheetValue, layout: KnownLayout) -> tuple[SheetValue | None, str]:
    if is_ticked(answer.text):
        return replace(value, value=YES), ""
    said = label_form(answer.text)
    return None, "" if said in {"", label_form(layout.field_of(answer.key).label)} else answer.text


def _chosen(answer: Answer, value: SheetValue, layout: KnownLayout, *, is_multi: bool) -> tuple[SheetValue | None, str]:
    ticked = read_choices(answer.text, layout.choices_of(answer.key)) if plain(answer.text) else Ticked(values=())
    if not ticked.values:
        return None, ticked.rest
    if not is_multi and len(ticked.values) > 1:
        # Which of them is meant is not for us to say.
        return None, answer.text
    chosen: Value = list(ticked.values) if is_multi else ticked.values[0]
    return replace(value, value=chosen, guessed=value.guessed or ticked.guessed), ticked.rest


def _labelled(layout: KnownLayout, key: str, text: str) -> str:
    return f"{layout.field_of(key).label}：{text}"


def _within(left: Sequence[Left], limits: SheetLimits) -> tuple[tuple[Left, ...], bool]:
    kept: list[Left] = []
    room = limits.max_unread_characters
    for one in left:
        room -= len(one.text)
        if room < 0:
            return tuple(kept), True
        kept.append(one)
    return tuple(kept), False
