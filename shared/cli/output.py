"""How a verb answers: JSON for machines, one readable line or table for people."""

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import orjson
import typer

from shared.access.policy import GRANTS, NotAllowed
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


def fail(error: DeskError | OSError) -> None:
    """Say what went wrong on standard error, in one line, and what to do where it is known."""
    match error:
        case NotAllowed():
            roles = " or ".join(sorted({grant.role.value for grant in GRANTS[error.action]}))
            said = f"{error}: name an account with the role {roles} by --as (or DESK_AS_USER)"
        case OSError():
            said = f"cannot use the file {error.filename}: {error.strerror}"
        case _:
            said = str(error)
    sys.stderr.write(f"desk: {said}\n")
