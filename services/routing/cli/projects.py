"""`desk project …`: the verbs of every kind of item, and what stands over all projects."""

from typing import Annotated, Any

import typer

from services.routing.cli.acting import acting
from services.routing.cli.ledger import ledger_verbs
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.projects.face import PROJECT_FACE
from services.routing.web.ledger.projects.lists import effects_of, obstacles_of, states_asked, year_asked
from services.routing.web.ledger.projects.told import effects_as_data, obstacle_as_data
from shared.access.actor import Actor
from shared.cli.output import AsJson, AsUser, say, table

project_verbs = ledger_verbs(PROJECT_FACE)


@project_verbs.command("effects", epilog="Example: desk project effects --year R8 --as desk-minami --json")
def effects(
    *,
    as_user: AsUser,
    year: Annotated[str, typer.Option(help="fiscal year, e.g. R8; this one where none is given")] = "",
    as_json: AsJson = False,
) -> None:
    """Reckon up what the projects USER may see brought in a fiscal year."""
    asked = year_asked(year)

    async def do(actor: Actor, work: RoutingWork) -> dict[str, Any]:
        return effects_as_data(*await effects_of(work, actor, asked))

    found = acting(as_user, do)
    rows = [(one["project"], one["label"], str(one["yen"] or one["count"] or "")) for one in found["effects"]]
    total = f"{found['year']}  {found['yen']}円"
    say(found, as_json=as_json, text=f"{table(rows, ('project', '項目', '効果'))}\n{total}")


@project_verbs.command("obstacles", epilog="Example: desk project obstacles --state open --as desk-minami --json")
def obstacles(
    *,
    as_user: AsUser,
    state: Annotated[
        str, typer.Option(help="open, handled or resolved; what is not resolved where none is given")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """List what stands in the way of the projects USER may see, to be handed on."""
    states = states_asked(state)

    async def do(actor: Actor, work: RoutingWork) -> list[dict[str, Any]]:
        return [obstacle_as_data(one) for one in await obstacles_of(work, actor, states)]

    found = acting(as_user, do)
    rows = [(one["project"], one["kind"], one["state"], one["law"], one["words"]) for one in found]
    say(found, as_json=as_json, text=table(rows, ("project", "kind", "state", "法令など", "内容")))
