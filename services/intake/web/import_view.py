"""What the pages of taking lists in show: inputs for the columns, and lines sorted by what becomes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import FormData
from starlette.responses import Response

from services.intake.domain.lists.judging import Counts, Judged, LineState, counts_of
from services.intake.domain.lists.lines import Glimpse, ListLine, ReadList, wrong_lines
from services.intake.domain.lists.mapping import ListMapping
from shared.csv_file import csv_file
from shared.scheme.fields import Form
from shared.web.downloads import download

SHOWN: Final = 200
_LONG: Final = 40
DELIMITER_OPTIONS: Final = [(",", "カンマ（,）"), ("\t", "タブ"), (";", "セミコロン（;）")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnView:
    """One column of a list: the name of its input, its heading, its first values, and the field it fills."""

    name: str
    heading: str
    samples: tuple[str, ...]
    chosen: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One line as a report shows it; the title is read from the file the person brought."""

    number: int
    title: str
    named: str
    receipt: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What becomes of a list, with the first lines of each kind; *twice_count* are part of those counted as known."""

    counts: Counts
    twice_count: int
    new: tuple[LineView, ...]
    known: tuple[LineView, ...]
    twice: tuple[LineView, ...]
    wrong: tuple[LineView, ...]


def column_views(seen: Glimpse, mapping: ListMapping, errors: Mapping[str, str]) -> list[ColumnView]:
    """Return every column of a list as the page of columns draws it."""
    return [
        ColumnView(
            name=f"column.{place}",
            heading=heading,
            samples=tuple(_short(one) for one in seen.samples[place]),
            chosen=mapping.columns.get(heading, ""),
            error=errors.get(f"column.{place}", ""),
        )
        for place, heading in enumerate(seen.headings)
    ]


def field_options(form: Form) -> list[tuple[str, str]]:
    """Return the fields of the form as choices for a column."""
    return [(one.key, one.label) for one in form.fields]


def mapping_of(form: FormData, seen: Glimpse, header_row: int, delimiter: str) -> ListMapping:
    """Return the mapping a person chose on the page."""
    given = {heading: _text(form, f"column.{place}") for place, heading in enumerate(seen.headings)}
    return ListMapping.model_validate(
        {
            "header_row": header_row,
            "delimiter": delimiter,
            "columns": {heading: key for heading, key in given.items() if key},
            "key_column": _text(form, "key_column"),
        }
    )


def report_of(judged: Sequence[Judged], read: ReadList | None = None, *, with_names: bool = False) -> Report:
    """Return the lines sorted by what becomes of them, by the names of their records where those say something."""
    lines: dict[int, ListLine] = {} if read is None else {line.number: line for line in read.lines}

    def views(*states: LineState) -> tuple[LineView, ...]:
        chosen = [one for one in judged if one.state in states][:SHOWN]
        return tuple(_view(one, lines.get(one.number), with_names=with_names) for one in chosen)

    return Report(
        counts=counts_of(judged),
        twice_count=sum(one.state is LineState.TWICE for one in judged),
        new=views(LineState.NEW, LineState.TAKEN),
        known=views(LineState.KNOWN),
        twice=views(LineState.TWICE),
        wrong=views(LineState.WRONG),
    )


def wrong_file(read: ReadList, judged: Sequence[Judged]) -> Response:
    """Return the wrong lines as a CSV to mend and bring again: Excel opens it, and no cell of it is a formula."""
    wrong = {one.number: one.reasons for one in judged if one.state is LineState.WRONG}
    return download(csv_file(wrong_lines(read, wrong)), name="取り込めなかった行.csv")


def _view(one: Judged, line: ListLine | None, *, with_names: bool) -> LineView:
    return LineView(
        number=one.number,
        title=_short(line.title) if line else "",
        named=line.named if line and with_names else "",
        receipt=one.receipt or "",
        reasons=one.reasons,
    )


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _LONG else one_line[:_LONG] + "…"


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
