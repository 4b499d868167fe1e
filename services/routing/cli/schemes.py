"""`desk scheme …`, `desk organisation …`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from services.routing.cli.acting import acting
from services.routing.cli.rules import refuse_misplaced
from services.routing.storage.apply import apply_organisation, apply_scheme, plan_scheme
from services.routing.storage.work import RoutingWork
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.cli.output import AsJson, AsUser, say
from shared.events.who import by_account
from shared.japanese.era import day_in_japan
from shared.scheme.load import load_scheme, read_toml
from shared.scheme.organisation import OrganisationChart
from shared.web.pages import utc_now

File = Annotated[Path, typer.Argument(help="TOML file")]

scheme_verbs = typer.Typer(name="scheme", help="Desk schemes as data.", no_args_is_help=True)
organisation_verbs = typer.Typer(name="organisation", help="Departments with validity dates.", no_args_is_help=True)


@scheme_verbs.callback()
def _scheme() -> None:
    """Desk schemes as data."""


@organisation_verbs.callback()
def _organisation() -> None:
    """Departments with validity dates."""


@scheme_verbs.command("apply", epilog="Example: desk scheme apply deploy/desks/miono.toml --as kanri --dry-run --json")
def apply_scheme_file(
    file: File, as_user: AsUser, dry_run: Annotated[bool, typer.Option("--dry-run")] = False, as_json: AsJson = False
) -> None:
    """Record a version of a desk scheme; services read the files at their next start."""
    scheme = load_scheme(file)

    async def do(actor: Actor, work: RoutingWork) -> dict[str, Any]:
        require(actor, Action.SCHEME_APPLY)
        plan = await plan_scheme(work.connection, scheme)
        if plan["change"] != "none":
            today = day_in_japan(utc_now())
            refuse_misplaced(file, scheme.routing, await work.organisation.succession(scheme.desk_id, today), today)
        if not dry_run:
            await apply_scheme(work.connection, scheme, by=by_account(actor.account_id))
        return plan | {"applied": not dry_run}

    plan = acting(as_user, do, as_worker=True)
    say(plan, as_json=as_json, text=f"{plan['desk_id']} 版 {plan['version']}: {plan['change']}")


@organisation_verbs.command("apply", epilog="Example: desk organisation apply organisation.toml --as kanri")
def apply_organisation_file(file: File, as_user: AsUser, as_json: AsJson = False) -> None:
    """Apply the departments of a file to the actor's desk; abolished ones stay with their last day."""
    chart = read_toml(file, OrganisationChart)

    async def do(actor: Actor, work: RoutingWork) -> dict[str, Any]:
        require(actor, Action.ORGANISATION_APPLY)
        count = await apply_organisation(work.connection, actor.desk_id, chart)
        return {"desk_id": actor.desk_id, "departments": count}

    result = acting(as_user, do, as_worker=True)
    say(result, as_json=as_json, text=f"{result['departments']} departments")
