"""The set of a proposal's files for a cleaning gateway: handed out as one ZIP, taken back as clean copies."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from services.intake.domain.files.bundle import Returned, UnusableReturn, refused_lines
from services.intake.handlers.cleaning import FilesOf, bundle_files, list_files, take_back
from services.intake.web.doors import DoorsDep
from shared.access.rows import as_database_actor
from shared.access.web import CurrentActor
from shared.files import STATE_WORDS, FileState
from shared.web.csrf import CsrfProtected
from shared.web.downloads import download
from shared.web.files import kind_of_file
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of

PagesDep = Annotated[Pages, Depends(pages_of)]
router = APIRouter()


@router.get("/files/{receipt}")
async def show(receipt: str, request: Request, doors: DoorsDep, pages: PagesDep, actor: CurrentActor) -> Response:
    """Show the files with both ways: out as a set, and back as clean copies."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        listed = await list_files(actor, receipt, work, now=doors.clock())
    return _page(request, pages, listed)


@router.get("/files/{receipt}/bundle")
async def bundle(receipt: str, doors: DoorsDep, actor: CurrentActor) -> Response:
    """Hand out all originals as one ZIP."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        content, _ = await bundle_files(actor, receipt, work, now=doors.clock())
    return download(content, name=f"{receipt}_files.zip")


@router.post("/files/{receipt}/return")
async def bring_back(
    receipt: str, request: Request, doors: DoorsDep, pages: PagesDep, actor: CurrentActor, _: CsrfProtected
) -> Response:
    """Keep the clean copies of a returned ZIP, and say what was not taken and why."""
    async with request.form() as form:
        upload = form.get("file")
        content = await upload.read() if isinstance(upload, UploadFile) and upload.filename else b""
    returned, error = None, "" if content else "戻ってきたZIPファイルをお選びください。"
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        if content:
            try:
                returned = await take_back(actor, receipt, content, work, now=doors.clock())
            except UnusableReturn as wrong:
                error = wrong.public
        listed = await list_files(actor, receipt, work, now=doors.clock())
    return _page(request, pages, listed, returned=returned, error=error)


def _page(
    request: Request, pages: Pages, listed: FilesOf, *, returned: Returned | None = None, error: str = ""
) -> Response:
    values = {
        "receipt": listed.receipt,
        "files": [
            {
                "name": one.name,
                "size": one.size_bytes,
                "kind": kind_of_file(one.media_type),
                "url": "",
                "note": STATE_WORDS[one.state]
                + ("（まとめた取り出しには含めません）" if one.row.state is FileState.SUSPECT else ""),
            }
            for one in listed.files
        ],
        "taken": [] if returned is None else [one.name for one in returned.copies],
        "refused": [] if returned is None else list(refused_lines(returned)),
        "done": returned is not None,
        "error": error,
    }
    return pages.speaking_to(Audience.STAFF).render(request, "intake/files.html", values, 422 if error else 200)
