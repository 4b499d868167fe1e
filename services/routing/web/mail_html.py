"""The HTML of the mail a case came by, on request and on a page of its own."""

from fastapi import APIRouter
from starlette.responses import Response

from services.routing.handlers.acting import scope_of
from services.routing.ports import NoSuchCase
from services.routing.web.access import CaseAccess
from shared.access.policy import Action
from shared.access.reads import require_read
from shared.access.web import CurrentActor
from shared.web.foreign_html import foreign_html
from shared.web.pages import utc_now


def mail_html_page(access: CaseAccess) -> APIRouter:
    """Return the page, for whoever may open the proposal; the look is logged."""
    router = APIRouter(include_in_schema=False)

    @router.get("/cases/{receipt}/html")
    async def html(receipt: str, actor: CurrentActor) -> Response:
        async with access.begin(actor) as work:
            case = await work.cases.find(actor.desk_id, receipt)
            await require_read(
                work.connection, actor, Action.CASE_OPEN, scope_of(case), what_id=str(case.case_id), now=utc_now()
            )
            found = await work.contents.html(case.proposal_id)
        if found is None:
            raise NoSuchCase
        return foreign_html(found, title=f"{receipt} のメール（HTML）")

    return router
