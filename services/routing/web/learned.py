"""The page on which every department looks for what others have learned."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.routing.storage.case_lessons import MOST, LessonLine
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.access.web import CurrentActor, permitted
from shared.web.labels import Audience
from shared.web.pages import pages_of

Words = Annotated[str, Query(max_length=200)]


async def look_at_lessons(work: RoutingWork, actor: Actor, words: str) -> list[LessonLine]:
    """Return the newest lessons of the desk in which all *words* stand; raise NotAllowed."""
    require(actor, Action.LESSON_SEE)
    return await work.case_lessons.found(actor.desk_id, words.split())


def lessons_page(access: CaseAccess) -> APIRouter:
    """Return the page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/lessons", dependencies=[Depends(permitted(Action.LESSON_SEE))])
    async def lessons(request: Request, actor: CurrentActor, q: Words = "") -> Response:
        async with access.begin(actor) as work:
            found = await look_at_lessons(work, actor, q)
        values = {"found": found, "q": q, "most": MOST}
        return pages_of(request).speaking_to(Audience.STAFF).render(request, "routing/lessons.html", values)

    return router
