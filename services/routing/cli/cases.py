"""`desk case …`."""

from dataclasses import asdict
from typing import Any

import typer

from services.routing.cli.acting import Receipt, acting
from services.routing.cli.case_list import LIST_EXAMPLE, list_cases
from services.routing.cli.doing import DO_EXAMPLE, VERBS_EXAMPLE, do_verb, list_verbs
from services.routing.cli.forgotten import FORGOTTEN_EXAMPLE, forgotten
from services.routing.cli.machine import MACHINE_EXAMPLE, show_machine
from services.routing.cli.rereading import REREAD_EXAMPLE, reread
from services.routing.cli.returns import RECALL_EXAMPLE, RETURNS_EXAMPLE, recall, returns
from services.routing.cli.similar import SIMILAR_EXAMPLE, similar
from services.routing.handlers.suggesting import Directories
from services.routing.storage.work import RoutingWork
from services.routing.web.access import look_at_case
from services.routing.web.api.data import case_as_data
from services.routing.web.rules import rules_said
from shared.access.actor import Actor
from shared.cli.output import AsJson, AsUser, say
from shared.japanese.era import day_in_japan
from shared.web.pages import utc_now

case_verbs = typer.Typer(
    name="case",
    help="Cases: list them, show one and what is like it, take offers back, see what came back, read anew.",
    no_args_is_help=True,
)


@case_verbs.callback()
def _case() -> None:
    """Cases: list them, show one and what is like it, take offers back, see what came back, read anew."""


case_verbs.command("list", epilog=LIST_EXAMPLE)(list_cases)


@case_verbs.command("show", epilog="Example: desk case show R8-0001 --as kanri --json")
def show_case(receipt: Receipt, as_user: AsUser, as_json: AsJson = False) -> None:
    """Show one case as far as USER may see it; the look is recorded."""

    async def do(actor: Actor, work: RoutingWork) -> dict[str, Any]:
        at = utc_now()
        opened = await look_at_case(work, actor, receipt, Directories(work.schemes.current), at=at)
        rules = await rules_said(work, opened, day_in_japan(at))
        return await case_as_data(work, opened, actor) | {"rules": None if rules is None else asdict(rules)}

    shown = acting(as_user, do)
    say(shown, as_json=as_json, text="\n".join(f"{key}: {value}" for key, value in shown.items()))


case_verbs.command("do", epilog=DO_EXAMPLE)(do_verb)
case_verbs.command("verbs", epilog=VERBS_EXAMPLE)(list_verbs)
case_verbs.command("forgotten", epilog=FORGOTTEN_EXAMPLE)(forgotten)
case_verbs.command("machine", epilog=MACHINE_EXAMPLE)(show_machine)
case_verbs.command("recall", epilog=RECALL_EXAMPLE)(recall)
case_verbs.command("reread", epilog=REREAD_EXAMPLE)(reread)
case_verbs.command("returns", epilog=RETURNS_EXAMPLE)(returns)
case_verbs.command("similar", epilog=SIMILAR_EXAMPLE)(similar)
