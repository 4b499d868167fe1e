"""`desk case list`: the list of cases, narrowed by the same filter as the page and the API."""

from dataclasses import asdict
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from services.routing.cli.acting import acting
from services.routing.domain.stage import Stage
from services.routing.storage.case_filter import MOST, PAGE, CaseFilter, CaseOrder, OfficerWanted
from services.routing.storage.case_list import CaseLine
from services.routing.storage.work import RoutingWork
from services.routing.web.cases import look_at_list
from shared.access.actor import Actor
from shared.cli.output import AsJson, AsUser, say, table
from shared.errors import Invalid
from shared.events import Direction, ProposerKind

LIST_EXAMPLE = "Example: desk case list --as desk-minami --stage reviewing --order next_day --json"
_Day = Annotated[str | None, typer.Option(metavar="DAY", help="e.g. 2026-11-30")]
_Department = Annotated[str | None, typer.Option(metavar="CODE", help="code of a department")]


class WrongFilter(Invalid):
    """One of the options has a value that cannot be."""


def list_cases(
    *,
    as_user: AsUser,
    stage: Annotated[list[Stage] | None, typer.Option(help="may be given several times")] = None,
    direction: Direction | None = None,
    proposer_kind: ProposerKind | None = None,
    asked: _Department = None,
    lead: _Department = None,
    officer: OfficerWanted | None = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="somebody should have moved it before today")] = False,
    next_day_until: _Day = None,
    unled: Annotated[bool, typer.Option("--unled", help="departments were asked, and none leads now")] = False,
    opened_from: _Day = None,
    opened_until: _Day = None,
    words: Annotated[str, typer.Option(help="in the title, where USER may read it")] = "",
    order: CaseOrder = CaseOrder.NEWEST,
    limit: Annotated[int, typer.Option(min=1, max=MOST)] = PAGE,
    as_json: AsJson = False,
) -> None:
    """List the cases that USER may see, the newest first unless another order is asked for."""
    said = dict(locals())
    wanted = _filter({name: said[name] for name in CaseFilter.model_fields if said.get(name) is not None})

    async def do(actor: Actor, work: RoutingWork) -> list[dict[str, Any]]:
        return [_as_data(line) for line in (await look_at_list(work, actor, wanted)).lines]

    rows = acting(as_user, do)
    text = table(
        [(row["receipt"], row["stage"], row["next_day"], row["title"] or "-") for row in rows],
        ("受付番号", "段階", "次に動く日", "提案"),
    )
    say(rows, as_json=as_json, text=text)


def _filter(said: dict[str, Any]) -> CaseFilter:
    try:
        return CaseFilter.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        raise WrongFilter(f"--{str(first['loc'][0]).replace('_', '-')}: {first['msg']}") from error


def _as_data(line: CaseLine) -> dict[str, Any]:
    return {key: value for key, value in asdict(line).items() if key != "officer"}
