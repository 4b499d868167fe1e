"""An application as the department that runs its call reads it: what is proposed, and the way back to the scores."""

from starlette.requests import Request
from starlette.responses import Response

from services.routing.storage.work import RoutingWork
from services.routing.web.access import OpenedCase
from services.routing.web.attached import shown_files
from services.routing.web.sheet_reading import reading_of
from shared.events import LedgerKind
from shared.web.labels import Audience
from shared.web.pages import Pages


async def calls_of(work: RoutingWork, opened: OpenedCase) -> list[str]:
    """Return the numbers of the calls this case answers, as far as the reader sees them."""
    beside = await work.ledger_queries.with_case(opened.case.case_id)
    return [line.number for line in beside if line.kind is LedgerKind.CALL]


def draw_application(request: Request, pages: Pages, opened: OpenedCase, calls: list[str]) -> Response:
    """Draw the application: nothing of how the office deals with the case, and nothing to do but to judge it."""
    values = {
        "opened": opened,
        "case": opened.case,
        "calls": calls,
        "documents": shown_files(opened.case.receipt, opened.attachments),
        "may_clean": False,
        **reading_of(opened),
    }
    return pages.speaking_to(Audience.STAFF).render(request, "routing/application.html", values)
