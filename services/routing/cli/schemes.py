"""`desk scheme …`: what a desk decided for itself, looked at, checked and put into force."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from services.routing.cli.acting import acting
from services.routing.cli.rules import refuse_misplaced
from services.routing.cli.schemes_told import as_text, in_words, listed, plan_as_data, plan_as_text
from services.routing.domain.scheme_changes import leaves
from services.routing.storage.apply import apply_scheme
from services.routing.storage.scheme_plans import (
    SchemePlan,
    Standing,
    VersionTaken,
    applied_versions,
    plan_scheme,
    recorded,
    running_by_version,
)
from services.routing.storage.work import RoutingWork
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.cli.output import AsJson, AsUser, say
from shared.errors import Missing
from shared.events.who import by_account
from shared.japanese.era import day_in_japan
from shared.scheme.load import UnreadableScheme, load_scheme
from shared.scheme.model import DeskScheme
from shared.web.pages import utc_now

File = Annotated[Path, typer.Argument(help="TOML file of a desk")]

scheme_verbs = typer.Typer(name="scheme", help="Desk schemes as data.", no_args_is_help=True)


class NoSuchVersion(Missing):
    """No such version of this desk's scheme was applied."""

    public_message = "この版の設定は適用されていません。"


@scheme_verbs.callback()
def _scheme() -> None:
    """Desk schemes as data."""


@scheme_verbs.command("check", epilog="Example: desk scheme check deploy/desks/miono.toml --json")
def check(file: File, as_json: AsJson = False) -> None:
    """Read a file and name every mistake by its place; it asks no database. Fails when there is one."""
    try:
        scheme = load_scheme(file)
    except UnreadableScheme as error:
        if not as_json:
            raise
        say({"valid": False, "problems": [asdict(one) for one in error.problems]}, as_json=True, text="")
        raise typer.Exit(1) from error
    told = {"valid": True, "desk_id": scheme.desk_id, "version": scheme.version, "problems": []}
    named = f"デスク「{scheme.name}」（{scheme.desk_id}）版{scheme.version}"
    say(told, as_json=as_json, text=f"{file}：{named}。誤りはありません。")


@scheme_verbs.command("apply", epilog="Example: desk scheme apply deploy/desks/miono.toml --as kanri --dry-run --json")
def apply(
    file: File,
    as_user: AsUser,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would change")] = False,
    as_json: AsJson = False,
) -> None:
    """Put a version of a desk's scheme into force; every process follows within seconds, running cases keep theirs."""
    scheme = load_scheme(file)

    async def do(actor: Actor, work: RoutingWork) -> SchemePlan:
        require(actor, Action.SCHEME_APPLY)
        at = utc_now()
        plan = await plan_scheme(work.connection, scheme, work.schemes.current, on=day_in_japan(at))
        if plan.change is not Standing.NONE:
            today = day_in_japan(at)
            refuse_misplaced(file, scheme.routing, await work.organisation.succession(scheme.desk_id, today), today)
        if not dry_run:
            await apply_scheme(work.connection, scheme, by=by_account(actor.account_id), at=at)
        return plan

    plan = acting(as_user, do, as_worker=True)
    say(plan_as_data(plan, applied=not dry_run), as_json=as_json, text=plan_as_text(plan, applied=not dry_run))
    if plan.change is Standing.TAKEN:
        # What would be refused fails, but only after it was shown.
        raise VersionTaken(scheme.version)


@scheme_verbs.command("list", epilog="Example: desk scheme list miono --as kanri --json")
def list_versions(
    as_user: AsUser,
    desk: Annotated[str | None, typer.Argument(help="desk_id; the desk of USER without it")] = None,
    every: Annotated[bool, typer.Option("--all", help="every desk of the installation")] = False,
    as_json: AsJson = False,
) -> None:
    """List the versions that were applied, the newest first, with the cases that run under each."""

    async def do(actor: Actor, work: RoutingWork) -> list[dict[str, Any]]:
        wanted = None if every else desk or actor.desk_id
        _may_see(actor, wanted)
        current = {one: scheme for one, scheme in work.schemes.current.items() if wanted in {None, one}}
        rows = await applied_versions(work.connection, wanted)
        desks = dict.fromkeys([*current, *(row["desk_id"] for row in rows)])
        running = {one: await running_by_version(work.connection, one) for one in desks}
        return listed(rows, current, running)

    rows = acting(as_user, do, as_worker=True)
    say(rows, as_json=as_json, text=as_text(rows))


@scheme_verbs.command("show", epilog="Example: desk scheme show miono --version 3 --as kanri --json")
def show(
    as_user: AsUser,
    desk: Annotated[str | None, typer.Argument(help="desk_id; the desk of USER without it")] = None,
    version: Annotated[int | None, typer.Option(min=1, help="the one in force without it")] = None,
    as_json: AsJson = False,
) -> None:
    """Show a version of a desk's scheme as it was applied, or the one in force."""

    async def do(actor: Actor, work: RoutingWork) -> DeskScheme:
        desk_id = desk or actor.desk_id
        _may_see(actor, desk_id)
        if version is None:
            return work.schemes.in_force(desk_id)
        found = await recorded(work.connection, desk_id, version)
        if found is None or found.scheme is None:
            raise NoSuchVersion(f"版{version}の設定は、デスク「{desk_id}」に適用されていないか、読み取れません。")
        return found.scheme

    scheme = acting(as_user, do, as_worker=True)
    data = scheme.model_dump(mode="json")
    say(data, as_json=as_json, text="\n".join(f"{place}：{in_words(value)}" for place, value in leaves(data)))


def _may_see(actor: Actor, desk_id: str | None) -> None:
    """Let the desk look at its own scheme, and an administrator at any; raise NotAllowed."""
    require(actor, Action.SCHEME_SEE if desk_id == actor.desk_id else Action.SCHEME_APPLY)
