"""The public front page."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.intake.web.doors import DoorsDep
from shared.web.pages import Pages, pages_of

router = APIRouter()


@router.get("/")
async def welcome(request: Request, doors: DoorsDep, pages: Annotated[Pages, Depends(pages_of)]) -> Response:
    """Explain the desk and show the ways in."""
    return pages.render(request, "intake/welcome.html", {"scheme": doors.scheme})
