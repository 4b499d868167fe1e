"""The public front page."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.intake.web.doors import DoorsDep
from services.intake.web.pausing import StandingPause
from shared.japanese.era import moment_words
from shared.web.pages import Pages, pages_of

router = APIRouter()


@router.get("/")
async def welcome(
    request: Request, doors: DoorsDep, pages: Annotated[Pages, Depends(pages_of)], pause: StandingPause
) -> Response:
    """Explain the desk and show the ways in; while intake pauses, its notice stands in place of the form."""
    until = "" if pause is None else moment_words(pause.until)
    return pages.render(request, "intake/welcome.html", {"scheme": doors.scheme, "pause": pause, "until": until})
