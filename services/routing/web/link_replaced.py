"""A link that was replaced by a newer one: it can only ask for another, which goes to the contact that is kept."""

from http import HTTPStatus

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.routing.handlers import answering_by_link as answering
from services.routing.web.link_access import LinkAccess, LinkReplaced, token_of, visit_of
from shared.runtime.site import ask_for_desk
from shared.web.csrf import csrf_protected
from shared.web.labels import Audience
from shared.web.pages import pages_of, see_other, utc_now


def sending_anew(access: LinkAccess) -> APIRouter:
    """Return the act by which a replaced link asks for a new one, and the page after it."""
    router = APIRouter(include_in_schema=False)

    @router.get("/offers/sent")
    async def sent(request: Request) -> Response:
        return pages_of(request).speaking_to(Audience.PROPOSER).render(request, "routing/offer_link_sent.html", {})

    @router.post("/offers/send-anew", dependencies=[Depends(csrf_protected)])
    async def send_anew(request: Request) -> Response:
        async with access.begin(token_of(request), kind="answering", replaced=True) as (work, place):
            await answering.send_anew(work, visit_of(place, utc_now()))
        return see_other(request, "/offers/sent")

    return router


def show_replaced(request: Request, error: LinkReplaced) -> Response:
    """Return the page that says so."""
    ask_for_desk(request, error.desk_id)
    pages = pages_of(request).speaking_to(Audience.PROPOSER)
    values = {"may_ask": error.last}
    return pages.render(request, "routing/offer_link_replaced.html", values, status_code=HTTPStatus.GONE)
