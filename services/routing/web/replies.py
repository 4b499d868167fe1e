"""What the proposer answered, on the page of the case, and the files that came with it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.routing.handlers.acting import scope_of
from services.routing.ports import NoSuchCase
from services.routing.storage.replies import OpenedReply
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.attached import shown_files
from shared.access.actor import Actor
from shared.access.policy import Action
from shared.access.reads import require_read
from shared.access.web import CurrentActor
from shared.events import Attached
from shared.web.foreign_html import foreign_html
from shared.web.pages import utc_now


def reply_views(replies: Sequence[OpenedReply], receipt: str) -> list[dict[str, Any]]:
    """Return the replies as the page draws them, in the order they came."""
    return [
        {
            "number": number,
            "kind": "返信" if reply.line.offer_id is None else "団体からの回答のメール",
            "reply_id": reply.line.reply_id,
            "handled_at": reply.line.handled_at,
            "received_at": reply.line.received_at,
            "confirmed": reply.line.confirmed,
            "by_person": reply.line.attached is Attached.PERSON,
            "by_page": reply.line.attached is Attached.PAGE,
            "content": reply.content,
            "html_url": f"/cases/{receipt}/replies/{reply.line.reply_id}/html",
            "files": shown_files(receipt, reply.attachments),
        }
        for number, reply in enumerate(replies, start=1)
    ]


def reply_files(access: CaseAccess) -> APIRouter:
    """Return the route of the cleaned HTML of replies; their files are handed out like the proposal's own."""
    router = APIRouter(include_in_schema=False)

    @router.get("/cases/{receipt}/replies/{reply_id}/html")
    async def html(receipt: str, reply_id: UUID, actor: CurrentActor) -> Response:
        async with access.begin(actor) as work:
            found = await work.contents.html(reply_id) if await _opens(work, actor, receipt, reply_id) else None
        if found is None:
            raise NoSuchCase
        return foreign_html(found, title=f"{receipt} への返信（HTML）")

    return router


async def _opens(work: RoutingWork, actor: Actor, receipt: str, reply_id: UUID) -> bool:
    """Tell whether this is a reply to the case, after the policy allowed the look and wrote it down."""
    case = await work.cases.find(actor.desk_id, receipt)
    await require_read(
        work.connection, actor, Action.CASE_OPEN, scope_of(case), what_id=str(case.case_id), now=utc_now()
    )
    return any(line.reply_id == reply_id for line in await work.replies.of(case.proposal_id))
