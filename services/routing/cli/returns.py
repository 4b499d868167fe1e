"""`desk case recall`, `desk case returns`."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from services.routing.cli.acting import acting
from services.routing.domain.case import Case
from services.routing.domain.roles import Addressee
from services.routing.handlers.acting import Step
from services.routing.handlers.recalling import recall_offer
from services.routing.storage.work import RoutingWork
from services.routing.web.returns import ReturnsOfYear, look_at_returns
from shared.access.actor import Actor
from shared.cli.output import AsJson, AsUser, say, table
from shared.web.pages import utc_now

RECALL_EXAMPLE = "Example: desk case recall R8-0001 kanko --reason 所管の異なる課に送付したため --as desk-minami --json"
RETURNS_EXAMPLE = "Example: desk case returns --year 2026 --as desk-minami --json"


def recall(
    receipt: Annotated[str, typer.Argument(help="receipt number, e.g. R8-0001")],
    department: Annotated[str, typer.Argument(help="code of the department whose offer is taken back")],
    reason: Annotated[str, typer.Option(help="why; it is kept with the case")],
    as_user: AsUser,
    as_json: AsJson = False,
) -> None:
    """Take back an offer that is not judged yet; the department sees the case no more."""

    async def do(actor: Actor, work: RoutingWork) -> Case:
        step = Step(actor=actor, version=None, at=utc_now())
        scheme = await work.schemes.of_case(actor.desk_id, receipt)
        return await recall_offer(work, receipt, step, Addressee(department=department), reason, scheme)

    case = acting(as_user, do)
    shown = {
        "receipt": case.receipt,
        "department": department,
        "stage": case.stage,
        "version": case.version,
        "lead": case.lead,
        "offered": sorted(case.offered),
    }
    say(shown, as_json=as_json, text=f"{case.receipt}  {department} への送付を取りやめました")


def returns(
    as_user: AsUser,
    year: Annotated[int | None, typer.Option(min=2000, max=2200, help="fiscal year, by its first year")] = None,
    as_json: AsJson = False,
) -> None:
    """Count what departments returned naming each other in a fiscal year, and list the cases nobody leads."""

    async def do(actor: Actor, work: RoutingWork) -> ReturnsOfYear:
        return await look_at_returns(work, actor, year=year, at=utc_now())

    found = acting(as_user, do)
    say(returns_as_data(found), as_json=as_json, text=_text(found))


def returns_as_data(found: ReturnsOfYear) -> dict[str, Any]:
    """Return the returns of a year as JSON-ready data (the machine interface; keep it stable)."""
    name = found.succession.name
    return {
        "year": found.year,
        "returns": len(found.returns),
        "pairs": [
            asdict(pair) | {"first_name": name(pair.first), "second_name": name(pair.second)} for pair in found.pairs
        ],
        "unled": [{key: value for key, value in asdict(case).items() if key != "title"} for case in found.unled],
    }


def _text(found: ReturnsOfYear) -> str:
    name = found.succession.name
    pairs = [(name(one.first), name(one.second), one.there, one.back, " ".join(one.receipts)) for one in found.pairs]
    unled = [(one.receipt, one.returns, one.next_day) for one in found.unled]
    return "\n\n".join(
        (
            table(pairs, ("返送した課", "担当と考えられるとした課", "返送", "逆向き", "案件")),
            table(unled, ("主担当のいない案件", "返送", "次に動く日")),
        )
    )
