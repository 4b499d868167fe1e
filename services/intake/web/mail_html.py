"""The HTML of one message, on request and on a page of its own."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.intake.handlers.mail_view import see_html
from services.intake.web.doors import DoorsDep
from shared.access.rows import as_database_actor
from shared.access.web import CurrentActor
from shared.web.foreign_html import foreign_html

router = APIRouter()


@router.get("/mail/{raw_id}/html")
async def show_html(raw_id: UUID, doors: DoorsDep, actor: CurrentActor) -> Response:
    """Show the cleaned HTML of one message."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        document = await see_html(actor, raw_id, work, now=doors.clock())
    return foreign_html(document.text, title="受信メッセージ（HTML）")
