"""Every line of a list as a checked form, with what is wrong with it in words for the person who mends it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from services.intake.domain.lists.mapping import (
    LINE_COLUMN,
    REASON_COLUMN,
    ListMapping,
    faults_of,
    heading_row,
    lines_below,
    named_cells,
    values_of_line,
)
from services.intake.domain.lists.table import read_table
from services.intake.domain.lists.words import UnreadableList
from shared.scheme.fields import Form, Role
from shared.scheme.form import FormResult, Value, check_form, role_value
from shared.scheme.gateway import GatewayMapping
from shared.scheme.gateway_mapping import map_payload, payload_of_line
from shared.scheme.model import DeskScheme

SAMPLES: Final = 3
_NOTHING: Final = ((), ("",))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPlan:
    """How a list is read: as the export of a gateway, or by a mapping the desk has saved under a name."""

    name: str
    label: str
    mapping: ListMapping
    gateway: GatewayMapping | None = None

    @property
    def source(self) -> str:
        """Return whose records the lines are; without a key a line is known by what stands in it, in any list."""
        if self.gateway is not None:
            return f"gateway.{self.gateway.name}"
        return f"list.{self.name}" if self.mapping.key_column else "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """One line: what it is called where it comes from, what it says, and why it cannot be taken in."""

    number: int
    named: str = field(repr=False)
    cells: Mapping[str, str] = field(repr=False)
    result: FormResult = field(repr=False)
    kept: Mapping[str, str] = field(repr=False)
    title: str = field(repr=False)
    wrong: tuple[str, ...] = ()
    like: int | None = None  # the earlier line of the same list that is the same record


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadList:
    """A whole list."""

    headings: tuple[str, ...]
    encoding: str
    lines: tuple[ListLine, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """The headings of a list with the first values under each, for a person who says what they are."""

    headings: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...] = field(repr=False)
    count: int
    encoding: str


def glimpse(content: bytes, header_row: int, delimiter: str) -> Glimpse:
    """Return the headings and first values of a list; raise UnreadableList."""
    table = read_table(content, delimiter=delimiter)
    headings = heading_row(table, header_row)
    rows = lines_below(table, header_row)
    samples = tuple(
        tuple(islice((row.cells[place] for row in rows if row.cells[place : place + 1] not in _NOTHING), SAMPLES))
        for place in range(len(headings))
    )
    return Glimpse(headings=tuple(headings), samples=samples, count=len(rows), encoding=table.encoding)


def read_list(content: bytes, plan: ListPlan, scheme: DeskScheme) -> ReadList:
    """Return every line of a list as *plan* reads it; raise UnreadableList when it does not fit at all."""
    table = read_table(content, delimiter=plan.mapping.delimiter)
    headings = heading_row(table, plan.mapping.header_row)
    if plan.gateway is None and (faults := faults_of(plan.mapping, headings, scheme.form)):
        raise UnreadableList(public="列の対応がこのファイルに合っていません。" + next(iter(faults.values())))
    first: dict[str, int] = {}
    lines: list[ListLine] = []
    for row in lines_below(table, plan.mapping.header_row):
        line = _line(plan, scheme, row.line, named_cells(headings, row), first)
        if not line.wrong:
            first.setdefault(line.named, line.number)
        lines.append(line)
    if not lines:
        raise UnreadableList(public="見出しの下に、取り込む行がありません。")
    return ReadList(headings=tuple(headings), encoding=table.encoding, lines=tuple(lines))


def _line(
    plan: ListPlan, scheme: DeskScheme, number: int, cells: Mapping[str, str], first: Mapping[str, int]
) -> ListLine:
    form = scheme.form
    values, kept, named = _by_mapping(plan, form, cells) if plan.gateway is None else _by_gateway(plan, form, cells)
    result = check_form(scheme, values)
    # What a gateway notified with a wrong value is taken with a warning; the same record in its list is, too.
    strict = () if plan.gateway is not None else _wrong_values(form, result, values)
    title = role_value(form, result.values, Role.TITLE)
    empty = not title and not role_value(form, result.values, Role.SUMMARY)
    return ListLine(
        number=number,
        named=named or "",
        cells=dict(cells),
        result=result,
        kept=kept,
        title=title,
        wrong=(
            *(("提案名も概要もありません。",) if empty else ()),
            *((_no_key(plan),) if named is None else ()),
            *strict,
        ),
        like=first.get(named or ""),
    )


def _by_mapping(
    plan: ListPlan, form: Form, cells: Mapping[str, str]
) -> tuple[dict[str, Value], dict[str, str], str | None]:
    values, kept = values_of_line(plan.mapping, form, cells)
    if plan.mapping.key_column:
        return values, kept, cells.get(plan.mapping.key_column, "").strip() or None
    return values, kept, json.dumps(sorted(cells.items()), ensure_ascii=False)


def _by_gateway(
    plan: ListPlan, form: Form, cells: Mapping[str, str]
) -> tuple[dict[str, Value], dict[str, str], str | None]:
    if plan.gateway is None:
        raise TypeError("only a gateway's list is read this way")
    mapped = map_payload(plan.gateway, payload_of_line(plan.gateway, form, cells))
    kept = {pointer: json.dumps(value, ensure_ascii=False) for pointer, value in mapped.unknown.items()}
    return dict(mapped.values), kept, mapped.record


def _wrong_values(form: Form, result: FormResult, values: Mapping[str, Value]) -> tuple[str, ...]:
    return tuple(result.errors[one.key] for one in form.fields if one.key in result.errors and values.get(one.key))


def _no_key(plan: ListPlan) -> str:
    of_export = plan.gateway.export.columns if plan.gateway and plan.gateway.export else ()
    column = plan.mapping.key_column or "、".join(of_export)
    return f"見分けるための列（{column}）が空です。"


def wrong_lines(read: ReadList, wrong: Mapping[int, Sequence[str]]) -> list[list[str]]:
    """Return the headings and the lines that could not be taken in, with the reasons, to be mended and sent again."""
    names = [name for name in read.headings if name not in {LINE_COLUMN, REASON_COLUMN}]
    rows = [
        [*(line.cells.get(name, "") for name in names), str(line.number), " ".join(wrong[line.number])]
        for line in read.lines
        if line.number in wrong
    ]
    return [[*names, LINE_COLUMN, REASON_COLUMN], *rows]
