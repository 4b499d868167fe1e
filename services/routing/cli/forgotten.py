"""`desk case forgotten`."""

from dataclasses import asdict
from typing import Any

from services.routing.cli.acting import acting
from services.routing.storage.work import RoutingWork
from services.routing.web.forgotten import look_at_forgotten
from shared.access.actor import Actor
from shared.cli.output import AsJson, AsUser, say, table

FORGOTTEN_EXAMPLE = "Example: desk case forgotten --as desk-minami --json"


def forgotten(as_user: AsUser, as_json: AsJson = False) -> None:
    """List running cases that lack an owner, a next day, somebody told, or an answer to a reply."""

    async def do(actor: Actor, work: RoutingWork) -> list[dict[str, Any]]:
        found = await look_at_forgotten(work, actor)
        return [{key: value for key, value in asdict(one).items() if key != "title"} for one in found]

    rows = acting(as_user, do)
    lines = [(row["receipt"], row["stage"], row["cause"], row["next_day"]) for row in rows]
    say(rows, as_json=as_json, text=table(lines, ("受付番号", "段階", "止まっている理由", "次に動く日")))
