"""`desk organisation …`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from services.routing.cli.acting import acting
from services.routing.storage.apply import apply_organisation
from services.routing.storage.work import RoutingWork
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.cli.output import AsJson, AsUser, say
from shared.scheme.load import read_toml
from shared.scheme.organisation import OrganisationChart

organisation_verbs = typer.Typer(
    name="organisation", help="Departments and municipalities with validity dates.", no_args_is_help=True
)


@organisation_verbs.callback()
def _organisation() -> None:
    """Departments and municipalities with validity dates."""


@organisation_verbs.command("apply", epilog="Example: desk organisation apply organisation.toml --as kanri")
def apply_organisation_file(
    file: Annotated[Path, typer.Argument(help="TOML file of an organisation")], as_user: AsUser, as_json: AsJson = False
) -> None:
    """Apply the departments and municipalities of a file to the actor's desk; abolished ones keep their last day."""
    chart = read_toml(file, OrganisationChart)

    async def do(actor: Actor, work: RoutingWork) -> dict[str, Any]:
        require(actor, Action.ORGANISATION_APPLY)
        count = await apply_organisation(work.connection, actor.desk_id, chart)
        return {"desk_id": actor.desk_id, "departments": count, "municipalities": len(chart.municipalities)}

    result = acting(as_user, do, as_worker=True)
    say(result, as_json=as_json, text=f"{result['departments']} departments, {result['municipalities']} municipalities")
