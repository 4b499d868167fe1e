"""The public front page."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.intake.web.doors import AskedDesk, DoorsDep
from services.intake.web.pausing import StandingPause
from shared.japanese.era import moment_words
from shared.web.pages import Pages, pages_of

public = APIRouter()


@public.get("/")
async def welcome(
    request: Request,
    doors: DoorsDep,
    desk: AskedDesk,
    pages: Annotated[Pages, Depends(pages_of)],
    pause: StandingPause,
) -> Response:
    """Explain the desk and show the ways in; while intake pauses, its notice stands in place of the form."""
    others = (one for one in doors.schemes.values() if one.desk_id != desk.desk_id)
    values = {
        "scheme": desk,
        "desk_path": doors.schemes.path(desk.desk_id),
        "others": [(f"{one.prefecture} {one.name}", f"{doors.schemes.path(one.desk_id)}/") for one in others],
        "pause": pause,
        "until": "" if pause is None else moment_words(pause.until),
    }
    return pages.render(request, "intake/welcome.html", values)
