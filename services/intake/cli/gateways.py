"""`desk gateway`: try a mapping on a payload, and compare another system's list with what it notified."""

from pathlib import Path
from typing import Annotated, Any

import typer

from services.intake.cli.imports import brought, taken
from services.intake.domain.gateway_payload import read_payload
from services.intake.handlers.contents import is_empty
from services.intake.handlers.gateway_door import unknown_of, warnings_of
from services.intake.handlers.list_plans import GATEWAY
from services.intake.handlers.refusals import NoSuchGateway
from shared.cli.output import AsJson, AsUser, say
from shared.scheme.form import check_form, shown
from shared.scheme.gateway import GatewayMapping
from shared.scheme.gateway_mapping import map_payload
from shared.scheme.load import load_gateways, load_schemes
from shared.scheme.model import DeskScheme
from shared.settings import ServiceSettings

gateway_verbs = typer.Typer(name="gateway", help="Other systems that send proposals.", no_args_is_help=True)


@gateway_verbs.command("try", epilog="Example: desk gateway try kintone payload.json --json")
def try_(
    name: Annotated[str, typer.Argument(help="the gateway's name")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="a body as the system sends it")],
    as_json: AsJson = False,
) -> None:
    """Map a body as the door would and show fields, what was not understood and what is wrong; nothing is accepted.

    Fails when the body cannot be read, or brings neither a title nor a summary.
    """
    mapping, scheme = gateway_named(name)
    found = tried(mapping, scheme, file.read_bytes())
    say(found, as_json=as_json, text=_text(found))
    if found["outcome"] == "held":
        raise typer.Exit(1)


@gateway_verbs.command(epilog="Example: desk gateway reconcile kintone export.csv --take --as admin --json")
def reconcile(
    name: Annotated[str, typer.Argument(help="the gateway's name")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="its own list, CSV or .xlsx")],
    as_user: AsUser,
    take: Annotated[bool, typer.Option("--take", help="Take in what is missing.")] = False,
    acknowledge: Annotated[
        bool, typer.Option("--acknowledge", help="Tell each proposer that it was received.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compare the other system's list with what its notifications brought: `known`, and `new` for what is missing.

    Nothing is taken in without --take; a notification that comes later brings no second proposal.
    """
    gateway_named(name)
    taken(brought(file, f"{GATEWAY}:{name}", dry_run=not take, acknowledge=acknowledge), as_user, as_json=as_json)


def gateway_named(name: str) -> tuple[GatewayMapping, DeskScheme]:
    """Return the mapping of this name with its desk; raise NoSuchGateway."""
    folder = ServiceSettings("intake").installation.desks_folder
    schemes = load_schemes(folder)
    mapping = load_gateways(folder / "gateways", schemes).get(name)
    if mapping is None:
        raise NoSuchGateway(f"there is no gateway {name!r}")
    return mapping, schemes[mapping.desk_id]


def tried(mapping: GatewayMapping, scheme: DeskScheme, body: bytes) -> dict[str, Any]:
    """Return what the door would make of *body*; raise NotJson, NotAForm or FormKeyMissing."""
    mapped = map_payload(mapping, read_payload(mapping, body))
    result = check_form(scheme, mapped.values)
    empty = is_empty(scheme.form, result)
    return {
        "gateway": mapping.name,
        "event": mapped.event,
        "outcome": "ignored" if not mapped.is_proposal else "held" if empty else "proposal",
        "delivery_id": mapped.delivery_id,
        "record": mapped.record,
        "fields": {
            one.key: shown(one, result.values[one.key]) for one in scheme.form.fields if one.key in result.values
        },
        "unknown": {one.label: one.value for one in unknown_of(mapped)},
        "files": [{"name": one.name, "type": one.media_type, "size": len(one.content)} for one in mapped.files],
        "warnings": list(warnings_of(mapped)),
        "errors": result.errors,
    }


def _text(found: dict[str, Any]) -> str:
    lines = [f"{name}: {found[name] or '-'}" for name in ("gateway", "event", "outcome", "delivery_id", "record")]
    lines += [f"field: {key} = {value}" for key, value in found["fields"].items()]
    lines += [f"unknown: {pointer} = {value}" for pointer, value in found["unknown"].items()]
    lines += [f"file: {one['name']} ({one['type']}, {one['size']} bytes)" for one in found["files"]]
    lines += [f"warning: {one}" for one in found["warnings"]]
    return "\n".join([*lines, *(f"error: {key}: {sentence}" for key, sentence in found["errors"].items())])
