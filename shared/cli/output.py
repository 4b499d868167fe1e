"""How a verb answers: JSON for machines, one readable line or table for people."""

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import orjson
import typer

from shared.errors import DeskError

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
AsUser = Annotated[str, typer.Option("--as", metavar="USER", help="Act as this account.", envvar="DESK_AS_USER")]


def say(value: Any, *, as_json: bool, text: str) -> None:
    """Print *value* as JSON, or *text* for a person."""
    if as_json:
        sys.stdout.write(orjson.dumps(value, default=str, option=orjson.OPT_INDENT_2).decode() + "\n")
    else:
        sys.stdout.write(text + "\n")


def table(rows: Sequence[Sequence[object]], headings: Sequence[str]) -> str:
    """Return rows as aligned columns for a terminal."""
    cells = [[str(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
    )


def fail(error: DeskError) -> None:
    """Say what went wrong on standard error, in one line."""
    sys.stderr.write(f"desk: {error}\n")
