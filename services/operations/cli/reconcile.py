"""`desk reconcile`: send again what never reached a reader."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from services.operations.cli.acting import looking_at_broker
from services.operations.domain.reconciling import AT_ONCE, LeftAlone, Reconciled
from services.operations.handlers.reconciling import only, reconcile_by, would_reconcile
from services.operations.ports import Broker
from services.operations.settings import read_operations_settings
from services.operations.storage.work import Work
from shared.access.accounts import actor_by_user
from shared.access.rows import as_database_actor
from shared.cli.output import AsJson, say, table
from shared.database.transactions import Transactions
from shared.web.pages import utc_now

reconcile_verb = typer.Typer()
_WHY = {
    LeftAlone.PAUSED: "一時停止中",
    LeftAlone.QUEUE_MISSING: "待ち行列なし",
    LeftAlone.QUEUE_NOT_EMPTY: "待ち行列に残りあり",
}


@reconcile_verb.command(epilog="Example: desk reconcile --dry-run --json   |   desk reconcile --now --as operator")
def reconcile(
    reader: Annotated[str | None, typer.Option(metavar="READER", help="This reader only.")] = None,
    now: Annotated[bool, typer.Option("--now", help="Wait neither 10 minutes nor for the next hour.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be sent again.")] = False,
    as_user: Annotated[
        str | None, typer.Option("--as", metavar="USER", help="Act as this account.", envvar="DESK_AS_USER")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Send again, to the reader that misses it alone, what was told, is in no outbox and was never handled.

    The operations worker does the same by itself. A reader whose queue is not empty, or that is paused, is left
    alone; a copy that was not needed is recognised and changes nothing. It is recorded who asked for it.
    """
    if as_user is None and not dry_run:
        raise typer.BadParameter("name the person who asks for it", param_hint="--as")
    pace = AT_ONCE if now else read_operations_settings().pace

    async def run(transactions: Transactions[Work], broker: Broker) -> list[Reconciled]:
        queues, at = await broker.queues(), utc_now()
        async with transactions.begin() as work:
            house = only(work.house, reader)
            if dry_run or as_user is None:
                return await would_reconcile(work, house, queues, pace, at=at)
            actor = await actor_by_user(work.connection, as_user, now=at)
        async with transactions.begin(as_database_actor(actor)) as work:
            return await reconcile_by(work, actor, house, queues, pace, at=at)

    found = _json(looking_at_broker(run), dry_run=dry_run)
    rows = [
        (one["reader"], one["missing"], one["due"], _WHY[one["left_alone"]] if one["left_alone"] else "-")
        for one in found["readers"]
    ]
    headings = ("READER", "MISSING", "WOULD BE SENT" if dry_run else "SENT AGAIN", "LEFT ALONE")
    say(found, as_json=as_json, text=table(rows, headings))


def _json(done: list[Reconciled], *, dry_run: bool) -> dict[str, Any]:
    due = sum(one.resent for one in done)
    return {
        "dry_run": dry_run,
        "missing": sum(one.missing for one in done),
        "due": due,
        "resent": 0 if dry_run else due,
        "readers": [
            {name: value for name, value in asdict(one).items() if name != "resent"} | {"due": one.resent}
            for one in done
        ],
    }
