"""What the ledger holds, on one page: a way to each kind with a sentence, as the menu of the person has them."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from shared.access.policy import Action, require
from shared.access.web import CurrentActor
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of


def contents_page() -> APIRouter:
    """Return the page the entry 台帳 of the menu leads to."""
    router = APIRouter(include_in_schema=False)

    @router.get("/ledger")
    async def contents(request: Request, actor: CurrentActor, pages: Annotated[Pages, Depends(pages_of)]) -> Response:
        require(actor, Action.LEDGER_SEE)
        return pages.speaking_to(Audience.STAFF).render(request, "routing/ledger_contents.html", {})

    return router
