"""`desk setup`, `desk definitions`, `desk events`."""

import asyncio
import sys
from importlib.metadata import version
from typing import Any

import typer

from shared.cli.output import AsJson, say
from shared.events.asyncapi import asyncapi_document
from shared.events.describe import events_page
from shared.messaging.topology import EVENTS
from shared.service import services, topology
from shared.setup.broker import set_up_broker
from shared.setup.database import set_up_database
from shared.setup.settings import read_setup_settings

setup_verbs = typer.Typer()


@setup_verbs.command(epilog="Example: desk setup --json")
def setup(as_json: AsJson = False) -> None:
    """Create roles, schemas, users and queues, and run what is missing of the migrations. May be repeated."""
    names, anew = set_up()
    text = f"ready; these queues had stalled and were made anew: {', '.join(anew)}" if anew else "ready"
    say({"services": names, "queues_made_anew": anew}, as_json=as_json, text=text)


def set_up() -> tuple[list[str], list[str]]:
    """Do what `desk setup` does; return the names of the services, and of the queues that had stalled."""
    found = services()
    settings = read_setup_settings()

    async def both() -> list[str]:
        await set_up_database(settings, found)
        return await set_up_broker(settings, topology(found))

    anew = asyncio.run(both())
    return [service.name for service in found], anew


@setup_verbs.command(epilog="Example: desk definitions > deploy/broker/definitions.json")
def definitions() -> None:
    """Print the broker's definitions as RabbitMQ imports them."""
    say(topology(services()).definitions(), as_json=True, text="")


@setup_verbs.command(epilog="Example: desk events > docs/events.md; desk events --json > docs/asyncapi.json")
def events(as_json: AsJson = False) -> None:
    """Print the catalogue of facts as the page docs/events.md, or with --json as an AsyncAPI document."""
    if as_json:
        say(asyncapi(), as_json=True, text="")
    else:
        sys.stdout.write(events_page())


def asyncapi() -> dict[str, Any]:
    """Return the AsyncAPI document of this installation's facts and readers."""
    return asyncapi_document(topology(services()).readers, exchange=EVENTS, version=version("renkei-desk"))
