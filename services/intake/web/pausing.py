"""The pause of intake: what everybody reads meanwhile, and the page on which the desk begins and ends it."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from services.intake.domain.pausing import DEFAULT_NOTICE, IntakePause
from services.intake.handlers.pausing import IntakeIsPaused, UnusablePause, pause_intake, resume_intake
from services.intake.storage.pauses import PastPause
from services.intake.storage.work import Work
from services.intake.web.doors import DOOR, AskedDesk, Doors, DoorsDep
from shared.access.actor import Actor
from shared.access.policy import Action
from shared.access.rows import as_database_actor
from shared.access.web import permitted
from shared.japanese.era import day_in_japan, moment_words
from shared.scheme.model import DeskScheme
from shared.web.csrf import CsrfProtected
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of, see_other

SHOWN: Final = 50
PagesDep = Annotated[Pages, Depends(pages_of)]
PausingActor = Annotated[Actor, Depends(permitted(Action.INTAKE_PAUSE))]
router = APIRouter()


async def standing_pause(doors: DoorsDep, desk: AskedDesk) -> IntakePause | None:
    """Return the pause of the desk that is asked, if there is one now; a dependency of public pages."""
    return await _pause_of(doors, desk.desk_id)


async def _pause_of(doors: Doors, desk_id: str) -> IntakePause | None:
    async with doors.transactions.begin(DOOR) as work:
        return (await work.pauses.standing([desk_id], at=doors.clock())).get(desk_id)


async def refuse_while_paused(doors: Doors, desk_id: str) -> None:
    """Raise IntakeIsPaused while a desk takes nothing new."""
    if (pause := await _pause_of(doors, desk_id)) is not None:
        raise IntakeIsPaused(pause, now=doors.clock())


StandingPause = Annotated[IntakePause | None, Depends(standing_pause)]


async def open_door(doors: DoorsDep, pause: StandingPause) -> None:
    """Raise IntakeIsPaused while the desk takes nothing new; a dependency of public routes."""
    if pause is not None:
        raise IntakeIsPaused(pause, now=doors.clock())


OpenDoor = Annotated[None, Depends(open_door)]


def paused_page(request: Request, desk: DeskScheme, pages: Pages, pause: IntakePause) -> Response:
    """Return what is shown to the public in place of the form."""
    values = {"pause": pause, "until": moment_words(pause.until), "scheme": desk}
    return pages.render(request, "intake/paused.html", values)


@router.get("/pause")
async def show(request: Request, doors: DoorsDep, pages: PagesDep, actor: PausingActor) -> Response:
    """Show whether intake pauses, who began it, what waits, and the pauses there were."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        return await _page(request, doors, pages, actor, work)


@router.post("/pause")
async def begin(
    request: Request,
    doors: DoorsDep,
    pages: PagesDep,
    actor: PausingActor,
    _: CsrfProtected,
    notice: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
) -> Response:
    """Pause intake, or show the page again with what is wrong."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        scheme = doors.schemes[actor.desk_id]
        try:
            await pause_intake(scheme, notice, until, work, by=actor.account_id, now=doors.clock())
        except UnusablePause as error:
            return await _page(
                request, doors, pages, actor, work, notice=notice, until=until, error=(error.field, error.public)
            )
    return see_other(request, "/pause")


@router.post("/pause/resume")
async def resume(request: Request, doors: DoorsDep, actor: PausingActor, _: CsrfProtected) -> Response:
    """Take proposals again."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        await resume_intake(doors.schemes[actor.desk_id], work, by=actor.account_id, now=doors.clock())
    return see_other(request, "/pause")


async def _page(
    request: Request,
    doors: Doors,
    pages: Pages,
    actor: Actor,
    work: Work,
    *,
    notice: str = "",
    until: str = "",
    error: tuple[str, str] | None = None,
) -> Response:
    now = doors.clock()
    past = await work.pauses.of_desk(actor.desk_id, most=SHOWN)
    values = {
        "standing": next((one for one in past if one.pause.stands_at(now)), None),
        "past": past,
        "ended": ended_words,
        "until_words": moment_words,
        "day_of": day_in_field,
        "waiting": await work.pauses.waiting(actor.desk_id),
        "notice": notice or DEFAULT_NOTICE,
        "until": until,
        "error": error,
    }
    return pages.speaking_to(Audience.STAFF).render(request, "intake/pause.html", values, 422 if error else 200)


def ended_words(one: PastPause) -> str:
    """Return who ended a pause: a person by name, or the day that had been set; nobody while it goes on."""
    if one.pause.ended_at is None or one.pause.changed:
        return ""
    return one.ended_by if one.pause.ended_by is not None else "期日により自動"


def day_in_field(moment: datetime | None) -> str:
    """Return the day of a moment in Japan as a field for days holds it; nothing for none."""
    return "" if moment is None else day_in_japan(moment).isoformat()
