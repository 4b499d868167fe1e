"""The minutes of a session on one page, as they are printed and filed."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.routing.web.access import CaseAccess
from services.routing.web.ledger.boards.face import BOARD_FACE
from services.routing.web.ledger.boards.opened import open_board
from services.routing.web.ledger.looking import open_item
from shared.access.policy import Action, require
from shared.access.web import CurrentActor
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of

PagesDep = Annotated[Pages, Depends(pages_of)]


def board_pages(access: CaseAccess) -> APIRouter:
    """Return the page; it comes before those that every kind of item has."""
    router = APIRouter(include_in_schema=False)

    @router.get("/boards/{number}/minutes")
    async def minutes(request: Request, number: str, actor: CurrentActor, pages: PagesDep) -> Response:
        require(actor, Action.BOARD_KEEP)
        async with access.begin(actor) as work:
            opened = await open_board(work, actor, (await open_item(work, actor, BOARD_FACE, number)).item)
            office = work.schemes.current[actor.desk_id].department_name
        values = {"opened": opened, "board": opened.board, "session": opened.session, "office": office}
        return pages.speaking_to(Audience.STAFF).render(request, "routing/board_minutes.html", values)

    return router
