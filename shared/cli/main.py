"""`desk`: finds the verb that is asked for, and loads only that one."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points

import typer

from shared.cli.environment import take_local_environment
from shared.cli.output import fail
from shared.errors import DeskError
from shared.log import log_to_standard_error


def command(asked: str | None) -> typer.Typer:
    """Return the command with the verb *asked* for, or with all verbs when there is none of that name."""
    app = typer.Typer(
        name="desk",
        help="公民連携デスク (Renkei Desk). Every verb that answers takes --json, every verb --help.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )

    @app.callback()
    def desk() -> None:
        """公民連携デスク (Renkei Desk). Every verb that answers takes --json, every verb --help."""

    points = list(entry_points(group="desk.verbs"))
    groups = {id(group): group for group in (point.load() for point in points if point.name == asked)}
    for group in (groups or {id(group): group for group in (point.load() for point in points)}).values():
        app.add_typer(group)
    return app


def main() -> None:
    """Run the verb; a failure is one clear line on standard error and a non-zero exit."""
    take_local_environment()
    log_to_standard_error()
    try:
        with _loading():
            verb = command(sys.argv[1] if len(sys.argv) > 1 else None)
        verb()
    except (DeskError, OSError) as error:
        # A file is one that a person named; an error of the machine that names none is a bug of ours.
        if isinstance(error, OSError) and error.filename is None:
            raise
        fail(error)
        sys.exit(1)


@contextmanager
def _loading() -> Iterator[None]:
    """Look for garbage neither while modules are loaded nor, ever after, in what was loaded: it stays to the end."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
