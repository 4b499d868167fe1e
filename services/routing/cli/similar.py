"""`desk case similar`."""

from dataclasses import asdict

from services.routing.cli.acting import Receipt, acting
from services.routing.handlers.acting import scope_of
from services.routing.handlers.suggesting import Directories
from services.routing.storage.work import RoutingWork
from services.routing.web.access import look_at_case
from services.routing.web.similar import SimilarView, similar_to
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.cli.output import AsJson, AsUser, say, table
from shared.web.pages import utc_now

SIMILAR_EXAMPLE = "Example: desk case similar R8-0001 --as desk-minami --json"


def similar(receipt: Receipt, as_user: AsUser, as_json: AsJson = False) -> None:
    """List the cases that say the same as one or something alike, the closest first; the look is recorded."""

    async def do(actor: Actor, work: RoutingWork) -> list[SimilarView]:
        opened = await look_at_case(work, actor, receipt, Directories(work.schemes.current), at=utc_now())
        # Who may not read the proposal is refused; an empty list would say that nothing is like it.
        require(actor, Action.CASE_OPEN, scope_of(opened.case))
        return await similar_to(work, opened, actor)

    rows = [asdict(one) for one in acting(as_user, do)]
    text = table(
        [(row["receipt"], "同一" if row["identical"] else "似ている", row["stage"], row["title"]) for row in rows],
        ("受付番号", "比べた結果", "段階", "提案"),
    )
    say(rows, as_json=as_json, text=text if rows else "似た提案はありません")
