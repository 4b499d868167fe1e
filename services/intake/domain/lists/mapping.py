"""Which column of a list fills which field of the form: chosen once on a page, saved by name, used again."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Final, Literal

from pydantic import Field as Limit

from services.intake.domain.lists.table import ListTable, Row
from services.intake.domain.lists.words import UnreadableList
from shared.japanese.normalise import matching_text
from shared.scheme.fields import Field, FieldKind, Form, Role
from shared.scheme.form import YES, Value
from shared.scheme.gateway_mapping import words_of
from shared.scheme.strict import Strict

# Columns our own file of wrong lines adds; they come back with it and say nothing of the proposal.
LINE_COLUMN: Final = "元の行"
REASON_COLUMN: Final = "取り込めなかった理由"
_OURS: Final = frozenset({LINE_COLUMN, REASON_COLUMN})
_YES: Final = frozenset(("はい", "○", "〇", "◯", "o", "✓", "✔", "レ", "有", "あり", "可", "同意", "同意する"))
_YES_TOO: Final = frozenset(("誓約", "誓約する", "yes", "on", "true", "1"))
_NO: Final = frozenset(("いいえ", "×", "x", "無", "なし", "不可", "同意しない", "no", "off", "false", "0", "-"))
_DEFUSED: Final = re.compile(r"'(?=[=+\-@\t\r])")


class ListMapping(Strict):
    """How one kind of list is read; *columns* names by heading only what fills a field."""

    header_row: Annotated[int, Limit(ge=0, le=100)] = 1  # 0 where the list has no headings
    delimiter: Literal["", ",", "\t", ";"] = ""
    columns: dict[str, str]
    key_column: str = ""


def heading_row(table: ListTable, header_row: int) -> list[str]:
    """Return the headings, each once; a column without one is named by its place. Raise UnreadableList."""
    if header_row:
        row = next((one for one in table.rows if one.line == header_row), None)
        if row is None:
            raise UnreadableList(public=f"見出しの行（{header_row}行目）に、何も書かれていません。")
        given = [" ".join(cell.split()) for cell in row.cells]
    else:
        given = [""] * max(len(row.cells) for row in table.rows)
    names: list[str] = []
    for place, name in enumerate(given, start=1):
        wanted, number = name or f"（{place}列目）", 2
        while wanted in names:
            wanted, number = f"{name}（{number}）", number + 1
        names.append(wanted)
    return names


def lines_below(table: ListTable, header_row: int) -> list[Row]:
    """Return the rows that are lines of the list."""
    return [row for row in table.rows if row.line > header_row]


def named_cells(headings: Sequence[str], row: Row) -> dict[str, str]:
    """Return what stands in *row* under each heading, without what we added ourselves; empty cells are left out."""
    width = len(headings)
    beyond = [f"（{place}列目）" for place in range(width + 1, len(row.cells) + 1)]
    return {
        name: _DEFUSED.sub("", cell, count=1) if cell.startswith("'") else cell
        for name, cell in zip([*headings, *beyond], row.cells, strict=False)
        if cell.strip() and name not in _OURS
    }


def guessed(headings: Sequence[str], form: Form) -> dict[str, str]:
    """Return the columns whose heading is the label or the key of a field; a person may choose otherwise."""
    by_name = {matching_text(one.label): one.key for one in form.fields} | {one.key: one.key for one in form.fields}
    found: dict[str, str] = {}
    for name in headings:
        key = by_name.get(matching_text(name))
        if key is not None and key not in found.values():
            found[name] = key
    return found


def faults_of(mapping: ListMapping, headings: Sequence[str], form: Form) -> dict[str, str]:
    """Return what a person must mend before lists can be read this way, by the name of the input."""
    keys = list(mapping.columns.values())
    labels = {one.key: one.label for one in form.fields}
    needed = [field.key for role in (Role.TITLE, Role.SUMMARY) if (field := form.by_role(role)) is not None]
    wrong: dict[str, str] = {}
    for place, name in enumerate(headings):
        key = mapping.columns.get(name)
        if key is not None and key not in labels:
            wrong[f"column.{place}"] = f"「{name}」の入れ先を選び直してください。"
        elif key is not None and keys.count(key) > 1:
            wrong[f"column.{place}"] = f"「{labels[key]}」に入れる列は、一つだけにしてください。"
    if not set(needed) & set(keys):
        wrong["column.0"] = f"「{labels[needed[0]]}」か「{labels[needed[1]]}」に入れる列をお選びください。"
    if mapping.key_column and mapping.key_column not in headings:
        wrong["key_column"] = "見分けるための列を選び直してください。"
    return wrong


def values_of_line(
    mapping: ListMapping, form: Form, cells: Mapping[str, str]
) -> tuple[dict[str, Value], dict[str, str]]:
    """Return the values of the form and the columns that fill none, which are kept as they came."""
    values: dict[str, Value] = {}
    kept: dict[str, str] = {}
    for name, text in cells.items():
        asked = form.field(mapping.columns.get(name, ""))
        value = None if asked is None else answered(asked, text)
        if asked is None or value is None:
            kept[name] = text
        elif value:
            values[asked.key] = value
    return values, kept


def answered(asked: Field, text: str) -> Value | None:
    """Return a cell as an answer: choices by what a person reads; None for a tick nobody can be sure of."""
    match asked.kind:
        case FieldKind.CHECKBOX:
            word = matching_text(text)
            ticked = word in _YES | _YES_TOO or word == matching_text(asked.label)
            return YES if ticked else "" if word in _NO else None
        case FieldKind.CHOICE:
            return _chosen(asked, text)
        case FieldKind.MULTI:
            whole = _chosen(asked, text)
            return [whole] if whole != text else [_chosen(asked, word) for word in words_of(text)]
        case _:
            return text


def _chosen(asked: Field, text: str) -> str:
    """Return the value of the choice that is meant, or the text itself for the check to refuse."""
    word = matching_text(text)
    known = {matching_text(one.label): one.value for one in asked.choices} | {
        one.value: one.value for one in asked.choices
    }
    return known.get(word, text)
