"""`desk`: every verb of the installation, found from the services by entry point."""

import asyncio
import sys
from importlib.metadata import entry_points
from typing import Annotated

import typer

from shared.cli.environment import take_local_environment
from shared.cli.output import AsJson, fail, say
from shared.errors import DeskError
from shared.events.describe import events_page
from shared.runtime.run import run_here, run_town
from shared.service import services, topology

app = typer.Typer(
    name="desk",
    help="公民連携デスク (Renkei Desk). Every verb takes --json and --help.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.command(epilog="Example: desk setup --json")
def setup(as_json: AsJson = False) -> None:
    """Create roles, schemas, users and queues, and run what is missing of the migrations. May be repeated."""
    from shared.setup.broker import set_up_broker  # noqa: PLC0415 - only this verb needs the administrators' tools
    from shared.setup.database import set_up_database  # noqa: PLC0415 - the same
    from shared.setup.settings import read_setup_settings  # noqa: PLC0415 - the same

    found = services()
    settings = read_setup_settings()

    async def both() -> None:
        await set_up_database(settings, found)
        await set_up_broker(settings, topology(found))

    asyncio.run(both())
    say({"services": [service.name for service in found]}, as_json=as_json, text="ready")


@app.command(epilog="Example: desk run   |   desk run intake   |   desk run notify worker")
def run(
    service: Annotated[str | None, typer.Argument(help="one service; all of them without it")] = None,
    part: Annotated[str | None, typer.Argument(help="web or worker; both without it")] = None,
    beside: Annotated[
        list[str] | None, typer.Option("--with", metavar="MODULE", help="keep `python -m MODULE` running, too")
    ] = None,
) -> None:
    """Run the desk, or one service, or one part of it, until a signal stops it."""
    if service is None:
        run_town(services(), beside=beside or [])
    else:
        run_here([found for found in services() if service in {"all", found.name}], service, part)


@app.command(epilog="Example: desk definitions > deploy/broker/definitions.json")
def definitions() -> None:
    """Print the broker's definitions as RabbitMQ imports them."""
    say(topology(services()).definitions(), as_json=True, text="")


@app.command(epilog="Example: desk events > docs/events.md")
def events() -> None:
    """Print the catalogue of facts as the page docs/events.md."""
    sys.stdout.write(events_page())


def main() -> None:
    """Run the command; a failure is one clear line on standard error and a non-zero exit."""
    take_local_environment()
    for service in services():
        for group in service.cli:
            app.add_typer(group)
    for point in entry_points(group="desk.verbs"):
        app.add_typer(point.load())
    try:
        app(standalone_mode=True)
    except DeskError as error:
        fail(error)
        sys.exit(1)
