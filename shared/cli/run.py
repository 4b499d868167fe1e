"""`desk run`."""

from typing import Annotated

import typer

from shared.runtime.run import run_here, run_town

run_verb = typer.Typer()


@run_verb.command(epilog="Example: desk run   |   desk run intake   |   desk run notify worker")
def run(
    service: Annotated[str | None, typer.Argument(help="one service; all of them without it")] = None,
    part: Annotated[str | None, typer.Argument(help="web or worker; both without it")] = None,
    beside: Annotated[
        list[str] | None, typer.Option("--with", metavar="MODULE", help="keep `python -m MODULE` running, too")
    ] = None,
) -> None:
    """Run the desk, or one service, or one part of it, until a signal stops it."""
    if service is None:
        run_town(beside=beside or [])
    else:
        run_here(service, part)
