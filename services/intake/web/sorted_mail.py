"""The desk's page of the mails that became no proposal: machines', spam, doubles, replies, not for us; none is lost."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.intake.domain.outcome import Outcome
from services.intake.handlers.glimpses import Glimpse, glimpses_of
from services.intake.storage.queries import newest_raw
from services.intake.web.doors import DoorsDep
from services.intake.web.staff import PAGE_ROWS, ListingActor, PagesDep
from shared.access.policy import Action
from shared.access.rows import as_database_actor
from shared.web.labels import Audience

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
    """List the newest mails of one sort; of each only who writes about what."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        rows = await newest_raw(
            work.connection,
            actor.desk_id,
            outcome=Outcome(show.value),
            limit=PAGE_ROWS + 1,
            skip=(page - 1) * PAGE_ROWS,
        )
        seen = await glimpses_of(rows[:PAGE_ROWS], actor, Action.MAIL_SEE, work, now=doors.clock())
    values = {
        "rows": [(row, seen.get(row.raw_id, Glimpse())) for row in rows[:PAGE_ROWS]],
        "show": show.value,
        "sorts": [Outcome(sort.value) for sort in Sort],
        "page": page,
        "more": len(rows) > PAGE_ROWS,
    }
    return pages.speaking_to(Audience.STAFF).render(request, "intake/sorted.html", values)
