"""Reading pages: the list of cases, one case."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.routing.domain.consequences import BOUNCED_AT
from services.routing.domain.stage import Stage
from services.routing.storage.case_filter import CaseFilter, CaseOrder, OfficerWanted
from services.routing.storage.case_list import CaseList
from services.routing.storage.queries import DepartmentLine
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess, reader_of
from services.routing.web.case_page import show_case
from services.routing.web.choosing import by_bureau
from services.routing.web.guest_pages import show_guest_cases
from services.routing.web.labels import LABELS
from services.routing.web.returns import returns_shown
from shared.access.actor import Actor, Role
from shared.access.policy import Action, require
from shared.access.web import CurrentActor
from shared.events import Direction, ProposerKind
from shared.japanese.era import day_in_japan
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of, utc_now

PagesDep = Annotated[Pages, Depends(pages_of)]
Wanted = Annotated[CaseFilter, Query()]


async def look_at_list(work: RoutingWork, actor: Actor, wanted: CaseFilter) -> CaseList:
    """Return one page of the cases *actor* may see; raise NotAllowed or WrongPlace."""
    require(actor, Action.CASE_LIST)
    return await work.queries.cases(wanted, reader_of(actor), day_in_japan(utc_now()))


def case_pages(access: CaseAccess) -> APIRouter:
    """Return the reading pages of routing."""
    router = APIRouter(include_in_schema=False)

    @router.get("/cases")
    async def cases(request: Request, actor: CurrentActor, pages: PagesDep, wanted: Wanted) -> Response:
        if actor.has(Role.MUNICIPALITY):
            return await show_guest_cases(access, request, pages, actor)
        async with access.begin(actor) as work:
            found = await look_at_list(work, actor, wanted)
            returns = await returns_shown(work, actor, [line.case_id for line in found.lines])
            departments = await work.queries.departments(actor.desk_id, day_in_japan(utc_now()))
        values = {
            "cases": found.lines,
            "next": found.after and f"/cases?{urlencode(wanted.pairs(after=found.after))}",
            "returns": returns,
            "bounced_at": BOUNCED_AT,
            **_filter_shown(wanted, actor, departments),
        }
        return pages.speaking_to(Audience.STAFF).render(request, "routing/cases.html", values)

    @router.get("/cases/{receipt}")
    async def case(request: Request, receipt: str, actor: CurrentActor, pages: PagesDep) -> Response:
        return await show_case(access, request, pages, actor, receipt)

    return router


def _filter_shown(wanted: CaseFilter, actor: Actor, departments: list[DepartmentLine]) -> dict[str, Any]:
    """Return what the form above the list offers, and what was chosen in it."""
    return {
        "wanted": wanted,
        "of_desk": bool(actor.roles & {Role.DESK, Role.ADMINISTRATOR}),
        "shortcuts": _shortcuts(wanted, actor),
        "options": {
            name: [(one.value, LABELS.text(Audience.STAFF, one)) for one in members]
            for name, members in (
                ("stage", Stage),
                ("direction", Direction),
                ("proposer_kind", ProposerKind),
                ("officer", OfficerWanted),
                ("order", CaseOrder),
            )
        },
        "bureaus": [(bureau, [(one.code, one.name) for one in group]) for bureau, group in by_bureau(departments)],
    }


def _shortcuts(wanted: CaseFilter, actor: Actor) -> list[tuple[str, str, bool, None]]:
    """Return the lists people ask for every day, as tabs."""
    lists = [("すべて", CaseFilter())]
    if actor.has(Role.DESK):
        lists.append(("自分の担当", CaseFilter(officer=OfficerWanted.MINE, order=CaseOrder.NEXT_DAY)))
        lists.append(("担当者なし", CaseFilter(officer=OfficerWanted.NOBODY)))
    lists.append(("期限超過", CaseFilter(overdue=True, order=CaseOrder.NEXT_DAY)))
    if actor.has(Role.DESK):
        lists.append(("主担当なし", CaseFilter(unled=True, order=CaseOrder.NEXT_DAY)))
    shown = wanted.pairs(after="")
    return [
        (words, f"/cases?{urlencode(one.pairs())}".removesuffix("?"), one.pairs() == shown, None)
        for words, one in lists
    ]
