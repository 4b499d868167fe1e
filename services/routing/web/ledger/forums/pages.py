"""Who registered for a forum, to take along as a file."""

from fastapi import APIRouter
from starlette.responses import Response

from services.routing.domain.ledger.forums.forum import Forum
from services.routing.web.access import CaseAccess
from services.routing.web.ledger.forums.face import FORUM_FACE
from services.routing.web.ledger.forums.registered import as_file, registered
from services.routing.web.ledger.looking import open_item
from shared.access.policy import Action, require
from shared.access.web import CurrentActor
from shared.web.downloads import download


def forum_pages(access: CaseAccess) -> APIRouter:
    """Return the pages; they come before those that every kind of item has."""
    router = APIRouter(include_in_schema=False)

    @router.get("/forums/{number}/registrations.csv")
    async def take_along(number: str, actor: CurrentActor) -> Response:
        require(actor, Action.FORUM_KEEP)
        async with access.begin(actor) as work:
            forum: Forum = (await open_item(work, actor, FORUM_FACE, number)).item
            rows = await registered(work, actor, forum)
        return download(as_file(rows), name=f"{number}_参加申込み.csv")

    return router
