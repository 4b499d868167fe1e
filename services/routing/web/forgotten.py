"""The page of cases nobody looks after."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.routing.storage.forgotten import ForgottenLine
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.access.web import CurrentActor, permitted
from shared.web.labels import Audience
from shared.web.pages import pages_of


async def look_at_forgotten(work: RoutingWork, actor: Actor) -> list[ForgottenLine]:
    """Return what was found and is not mended, the oldest first; raise NotAllowed."""
    require(actor, Action.RETURNS_SEE)
    return await work.forgotten.listed(actor.desk_id)


def forgotten_page(access: CaseAccess) -> APIRouter:
    """Return the page; to be routed before /cases/{receipt}."""
    router = APIRouter(include_in_schema=False)

    @router.get("/cases/forgotten", dependencies=[Depends(permitted(Action.RETURNS_SEE))])
    async def forgotten(request: Request, actor: CurrentActor) -> Response:
        async with access.begin(actor) as work:
            found = await look_at_forgotten(work, actor)
        return pages_of(request).speaking_to(Audience.STAFF).render(request, "routing/forgotten.html", {"found": found})

    return router
