"""The desk's sheet for download: no account, no JavaScript, always of the version in force."""

from fastapi import APIRouter
from starlette.responses import Response

from services.intake.domain.sheet.making import SheetFormat, sheet_name
from services.intake.domain.sheet.plan import plan_of
from services.intake.web.doors import DoorsDep
from shared.web.downloads import download

router = APIRouter()


@router.get("/propose/sheet.docx")
async def word(doors: DoorsDep) -> Response:
    """Hand out the sheet for Word."""
    return await _hand_out(doors, SheetFormat.DOCX)


@router.get("/propose/sheet.xlsx")
async def excel(doors: DoorsDep) -> Response:
    """Hand out the sheet for Excel."""
    return await _hand_out(doors, SheetFormat.XLSX)


async def _hand_out(doors: DoorsDep, format_: SheetFormat) -> Response:
    content = await doors.sheets.sheet(doors.scheme, format_)
    return download(content, name=sheet_name(plan_of(doors.scheme), format_))
