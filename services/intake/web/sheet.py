"""The desk's sheet for download: no account, no JavaScript, always of the version in force."""

from fastapi import APIRouter
from starlette.responses import Response

from services.intake.domain.sheet.making import SheetFormat, sheet_name
from services.intake.domain.sheet.plan import plan_of
from services.intake.web.doors import AskedDesk, Doors, DoorsDep
from shared.scheme.model import DeskScheme
from shared.web.downloads import download

public = APIRouter()


@public.get("/propose/sheet.docx")
async def word(doors: DoorsDep, desk: AskedDesk) -> Response:
    """Hand out the sheet for Word."""
    return await _hand_out(doors, desk, SheetFormat.DOCX)


@public.get("/propose/sheet.xlsx")
async def excel(doors: DoorsDep, desk: AskedDesk) -> Response:
    """Hand out the sheet for Excel."""
    return await _hand_out(doors, desk, SheetFormat.XLSX)


async def _hand_out(doors: Doors, desk: DeskScheme, format_: SheetFormat) -> Response:
    content = await doors.sheets.sheet(desk, format_)
    return download(content, name=sheet_name(plan_of(desk), format_))
