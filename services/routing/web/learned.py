"""The page on which every department looks for what others have learned."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.routing.domain.ledger.project import ProjectState
from services.routing.domain.stage import Stage
from services.routing.storage.case_lessons import MOST, LessonLine
from services.routing.storage.ledger_lessons import ItemLesson
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.labels import LABELS
from services.routing.web.ledger.projects.words import STATES
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.access.web import CurrentActor, permitted
from shared.ledger_numbers import staff_page
from shared.web.labels import Audience
from shared.web.pages import pages_of

Words = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """One lesson as the page shows it; *number* and its page where the reader may see what it comes from."""

    badge: str
    good: bool
    told_at: datetime
    number: str | None
    words: str = field(repr=False)

    @property
    def href(self) -> str:
        """Return the page of the case or the item; only for what has a number."""
        return staff_page(self.number or "")


async def look_at_lessons(work: RoutingWork, actor: Actor, words: str) -> list[Learned]:
    """Return the newest lessons of the desk in which all *words* stand; raise NotAllowed."""
    require(actor, Action.LESSON_SEE)
    said = words.split()
    cases = map(_of_case, await work.case_lessons.found(actor.desk_id, said))
    items = map(_of_item, await work.ledger_lessons.found(actor.desk_id, said, most=MOST))
    return sorted((*cases, *items), key=lambda one: one.told_at, reverse=True)[:MOST]


def _of_case(one: LessonLine) -> Learned:
    badge, good = LABELS.text(Audience.STAFF, one.stage), one.stage is Stage.COMPLETED
    return Learned(badge=badge, good=good, told_at=one.told_at, number=one.receipt, words=one.words)


def _of_item(one: ItemLesson) -> Learned:
    badge, good = f"事業・{STATES[one.state]}", one.state == ProjectState.COMPLETED
    return Learned(badge=badge, good=good, told_at=one.told_at, number=one.number, words=one.words)


def lessons_page(access: CaseAccess) -> APIRouter:
    """Return the page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/lessons", dependencies=[Depends(permitted(Action.LESSON_SEE))])
    async def lessons(request: Request, actor: CurrentActor, q: Words = "") -> Response:
        async with access.begin(actor) as work:
            found = await look_at_lessons(work, actor, q)
        values = {"found": found, "q": q, "most": MOST}
        return pages_of(request).speaking_to(Audience.STAFF).render(request, "routing/lessons.html", values)

    return router
