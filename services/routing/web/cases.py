"""Reading pages: the list of cases, one case."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.routing.domain.consequences import BOUNCED_AT
from services.routing.domain.stage import Stage
from services.routing.storage.queries import PAGE
from services.routing.web.access import CaseAccess, department_only
from services.routing.web.case_page import show_case
from services.routing.web.labels import LABELS
from services.routing.web.returns import returns_shown
from shared.access.policy import Action
from shared.access.web import CurrentActor, permitted
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of

PagesDep = Annotated[Pages, Depends(pages_of)]


def case_pages(access: CaseAccess) -> APIRouter:
    """Return the reading pages of routing."""
    router = APIRouter(include_in_schema=False)

    @router.get("/cases", dependencies=[Depends(permitted(Action.CASE_LIST))])
    async def cases(
        request: Request,
        actor: CurrentActor,
        pages: PagesDep,
        stage: Annotated[Stage | None, Query()] = None,
        before: Annotated[UUID | None, Query()] = None,
    ) -> Response:
        async with access.begin(actor) as work:
            lines = await work.queries.cases(stage=stage, before=before, department_only=department_only(actor))
            returns = await returns_shown(work, actor, [line.case_id for line in lines])
        return pages.speaking_to(Audience.STAFF).render(
            request,
            "routing/cases.html",
            {
                "cases": lines[:PAGE],
                "stage": stage,
                "stage_options": [(one.value, LABELS.text(Audience.STAFF, one)) for one in Stage],
                "more": len(lines) > PAGE,
                "returns": returns,
                "bounced_at": BOUNCED_AT,
            },
        )

    @router.get("/cases/{receipt}")
    async def case(request: Request, receipt: str, actor: CurrentActor, pages: PagesDep) -> Response:
        return await show_case(access, request, pages, actor, receipt)

    return router
