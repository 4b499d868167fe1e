"""`desk agreement …`: the verbs of every kind of item, and what was done under an agreement year by year."""

from typing import Any

from services.routing.cli.acting import acting
from services.routing.cli.ledger import Number, ledger_verbs
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.agreements.activity import activity_under
from services.routing.web.ledger.agreements.face import AGREEMENT_FACE
from shared.access.actor import Actor
from shared.cli.output import AsJson, AsUser, say, table

agreement_verbs = ledger_verbs(AGREEMENT_FACE)
_COLUMNS = ("year", "begun", "running", "ended", "reports", "activities", "yen")


@agreement_verbs.command("activity", epilog="Example: desk agreement activity KR8-0001 --as desk-minami --json")
def activity(number: Number, as_user: AsUser, as_json: AsJson = False) -> None:
    """Show the projects under an agreement, what each fiscal year brought, and what should be looked at."""

    async def do(actor: Actor, work: RoutingWork) -> dict[str, Any]:
        return await activity_under(work, actor, number)

    found = acting(as_user, do)
    rows = [tuple(str(one[name]) for name in _COLUMNS) for one in found["years"]]
    say(found, as_json=as_json, text="\n".join([table(rows, _COLUMNS), *found["to_check"]]))
