"""`desk case do`: any verb of a case from the command line, through the same doors as pages and API."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from services.routing.cli.acting import Receipt, acting
from services.routing.handlers.acting import Step
from services.routing.handlers.verbs.door import Asked, Doing, shape_of
from services.routing.handlers.verbs.registry import DOORS, perform
from services.routing.storage.work import RoutingWork
from services.routing.web.api.data import state_as_data
from services.routing.web.verb_words import verb_words
from shared.access.actor import Actor
from shared.cli.output import AsJson, AsUser, say, table
from shared.errors import Invalid
from shared.web.pages import utc_now

DO_EXAMPLE = "Example: desk case do R8-0001 confirm --as desk-minami --set abstract=要旨 --set checked=complete --json"
VERBS_EXAMPLE = "Example: desk case verbs --json"


class UnreadableInput(Invalid):
    """What is to be said with the verb cannot be read."""


def do_verb(
    *,
    receipt: Receipt,
    verb: Annotated[str, typer.Argument(help="as `desk case verbs` lists them")],
    as_user: AsUser,
    given: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="what the verb asks for; a key given again makes a list"),
    ] = None,
    file: Annotated[Path | None, typer.Option("--input", metavar="FILE.json", help="the same as a JSON object")] = None,
    version: Annotated[int | None, typer.Option(help="refuse if the case is in another version by now")] = None,
    as_json: AsJson = False,
) -> None:
    """Do something with a case as USER, and say how it stands then."""
    asks = next((door.asks for door in DOORS.values() if door.verb == verb), None)
    said = said_by(asks, given or [], file)

    async def do(actor: Actor, work: RoutingWork) -> dict[str, Any]:
        doing = Doing(
            work=work,
            receipt=receipt,
            step=Step(actor=actor, version=version, at=utc_now()),
            scheme=await work.schemes.of_case(actor.desk_id, receipt),
        )
        return (await state_as_data(work, await perform(doing, verb, said), actor, doing.scheme)).model_dump()

    state = acting(as_user, do)
    say(state, as_json=as_json, text=f"{state['receipt']}  {state['stage']}  {state['version']}")


def list_verbs(as_json: AsJson = False) -> None:
    """List the verbs of a case with what each asks for, as JSON Schema."""
    rows: list[dict[str, Any]] = [
        {"verb": door.verb, "title": verb_words(door.verb), "asks": shape_of(door.asks)} for door in DOORS.values()
    ]
    text = table(
        [(one["verb"], one["title"], " ".join(one["asks"].get("properties", {})) or "-") for one in rows],
        ("verb", "操作", "asks"),
    )
    say(rows, as_json=as_json, text=text)


def said_by(asks: type[Asked] | None, given: list[str], file: Path | None) -> dict[str, Any]:
    """Return what was said by options and a file; a key that *asks* for several values makes a list."""
    said = {} if file is None else _object_in(file)
    lists = _lists_of(asks)
    for one in given:
        key, separator, value = one.partition("=")
        if not separator:
            raise UnreadableInput(f"--set {one}: write KEY=VALUE")
        said[key] = [*said.get(key, []), value] if key in lists else value
    return said


def _object_in(file: Path) -> dict[str, Any]:
    try:
        found = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as error:
        raise UnreadableInput(f"{file}: {error}") from error
    if not isinstance(found, dict):
        raise UnreadableInput(f"{file}: one JSON object is needed")
    return found


def _lists_of(asks: type[Asked] | None) -> frozenset[str]:
    """Return which of the things that are asked for are lists."""
    properties: dict[str, Any] = {} if asks is None else asks.model_json_schema().get("properties", {})
    return frozenset(name for name, one in properties.items() if "array" in str(one))
