"""The desk's page of the mails that were sorted out: what a machine sent and what is spam, openable and never lost."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.intake.domain.outcome import Outcome
from services.intake.handlers.mail_view import row_for
from services.intake.handlers.refusals import NotSortedOut
from services.intake.storage.queries import newest_raw
from services.intake.storage.taking_out import take_out
from services.intake.web.doors import DoorsDep
from services.intake.web.staff import PAGE_ROWS, ListingActor, PagesDep
from shared.access.policy import Action, CaseScope, require
from shared.access.rows import as_database_actor
from shared.access.web import CurrentActor
from shared.web.csrf import CsrfProtected
from shared.web.labels import Audience
from shared.web.pages import see_other

router = APIRouter()


class Sort(StrEnum):
    """Which mails are listed."""

    SPAM = "spam"  # 迷惑メール
    MACHINE = "machine"  # 自動送信メール
    DUPLICATE = "duplicate"  # 重複
    REPLY = "reply"  # 返信
    NOT_FOR_US = "not_for_us"  # 対象外


@router.get("/mail")
async def list_sorted(
    request: Request,
    doors: DoorsDep,
    pages: PagesDep,
    actor: ListingActor,
    show: Sort = Sort.SPAM,
    page: Annotated[int, Query(ge=1)] = 1,
) -> Response:
    """List the newest mails of one sort; contents are not shown here."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        rows = await newest_raw(
            work.connection,
            actor.desk_id,
            outcome=Outcome(show.value),
            limit=PAGE_ROWS + 1,
            skip=(page - 1) * PAGE_ROWS,
        )
    values = {
        "rows": rows[:PAGE_ROWS],
        "show": show.value,
        "sorts": [Outcome(sort.value) for sort in Sort],
        "page": page,
        "more": len(rows) > PAGE_ROWS,
    }
    return pages.speaking_to(Audience.STAFF).render(request, "intake/sorted.html", values)


@router.post("/mail/{raw_id}/hold")
async def hold(raw_id: UUID, doors: DoorsDep, request: Request, actor: CurrentActor, _: CsrfProtected) -> Response:
    """Put a sorted mail into the holding box, where a person decides what becomes of it."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        row = await row_for(actor, Action.MAIL_SEE, raw_id, work, now=doors.clock())
        require(actor, Action.HOLDING_DECIDE, CaseScope(desk_id=row.desk_id))
        if not await take_out(work.connection, raw_id, at=doors.clock()):
            raise NotSortedOut
    return see_other(request, f"/holding/{raw_id}")
