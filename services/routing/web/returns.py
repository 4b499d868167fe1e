"""What comes back to the desk: a page about it, and the act by which the desk takes an offer back itself."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query
from starlette.requests import Request
from starlette.responses import Response

from services.routing.domain.consequences import BOUNCED_AT
from services.routing.domain.returns import PairOfReturns, Returned, pairs_of
from services.routing.domain.roles import Addressee
from services.routing.domain.succession import Succession
from services.routing.handlers import recalling
from services.routing.storage.returns import (
    ReturnsOfCase,
    UnledCase,
    first_return,
    returned_between,
    returns_of,
    unled_cases,
)
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.acting import AskedOfCase, Text, act
from shared.access.actor import Actor
from shared.access.policy import Action, can, require
from shared.access.web import CurrentActor
from shared.japanese.era import day_in_japan, fiscal_name, fiscal_year
from shared.web.csrf import csrf_protected
from shared.web.labels import Audience
from shared.web.pages import pages_of, utc_now

# No desk is older, and no calendar ends before the other.
Year = Annotated[int | None, Query(ge=2000, le=2200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsOfYear:
    """What departments returned in a fiscal year of those in `years`, and the cases nobody leads now."""

    year: int
    years: Sequence[int]
    returns: Sequence[Returned]
    pairs: Sequence[PairOfReturns]
    unled: Sequence[UnledCase]
    succession: Succession


async def look_at_returns(work: RoutingWork, actor: Actor, *, year: int | None, at: datetime) -> ReturnsOfYear:
    """Return the returns of a fiscal year (None: the present one); raise NotAllowed."""
    require(actor, Action.RETURNS_SEE)
    today = day_in_japan(at)
    present = fiscal_year(today)
    shown = present if year is None else year
    first = await first_return(work.connection, actor.desk_id)
    since = present if first is None else fiscal_year(first)
    succession = await work.organisation.succession(actor.desk_id, today)
    returns = await returned_between(work.connection, actor.desk_id, date(shown, 4, 1), date(shown + 1, 4, 1))
    return ReturnsOfYear(
        year=shown,
        years=sorted({shown, *range(since, present + 1)}, reverse=True),
        returns=returns,
        pairs=pairs_of(returns, succession),
        unled=await unled_cases(work.connection, actor.desk_id),
        succession=succession,
    )


async def returns_shown(
    work: RoutingWork, actor: Actor, case_ids: Collection[UUID]
) -> Mapping[UUID, ReturnsOfCase] | None:
    """Return what came back of these cases; None for who sees no returns of others."""
    return await returns_of(work.connection, case_ids) if can(actor, Action.RETURNS_SEE) else None


def return_pages(access: CaseAccess) -> APIRouter:
    """Return the page about returns and the act of taking an offer back; to be routed before /cases/{receipt}."""
    router = APIRouter(include_in_schema=False)

    @router.get("/cases/returns")
    async def returns(request: Request, actor: CurrentActor, year: Year = None) -> Response:
        async with access.begin(actor) as work:
            found = await look_at_returns(work, actor, year=year, at=utc_now())
        values = {
            "found": found,
            "years": [(one, fiscal_name(one)) for one in found.years],
            "year_name": fiscal_name(found.year),
            "bounced_at": BOUNCED_AT,
        }
        return pages_of(request).speaking_to(Audience.STAFF).render(request, "routing/returns.html", values)

    @router.post("/cases/{receipt}/recall", dependencies=[Depends(csrf_protected)])
    async def recall(
        asked: AskedOfCase,
        receipt: str,
        department: Annotated[str | None, Form(max_length=63)] = None,
        party_id: Annotated[UUID | None, Form()] = None,
        reason: Text = "",
    ) -> Response:
        return await act(
            access,
            asked,
            lambda w, s, scheme: recalling.recall_offer(
                w, receipt, s, Addressee(department=department, party_id=party_id), reason, scheme
            ),
            f"recall-{department or party_id}",
        )

    return router
