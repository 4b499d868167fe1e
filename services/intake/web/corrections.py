"""The desk corrects on the case page how a sheet was read."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.intake.handlers.correcting import Reading, correct_reading, see_reading
from services.intake.handlers.refusals import WrongCorrection
from services.intake.web.doors import DoorsDep
from shared.access.rows import as_database_actor
from shared.access.web import CurrentActor
from shared.scheme.model import DeskScheme
from shared.web.csrf import CsrfProtected
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of, see_other

router = APIRouter()


@router.post("/mail/readings/{proposal_id}")
async def correct(
    proposal_id: UUID,
    request: Request,
    doors: DoorsDep,
    pages: Annotated[Pages, Depends(pages_of)],
    actor: CurrentActor,
    _: CsrfProtected,
) -> Response:
    """Correct one field and lead back to the case, or show what is wrong with what was typed."""
    async with request.form() as form:
        typed = {name: value for name, value in form.items() if isinstance(value, str)}
    key = typed.get("key", "")
    # Each field of the case page has a form of its own, whose text carries the field's name.
    words = typed.get(f"value-{key}", typed.get("value", ""))
    version = typed.get("version", "")
    scheme = doors.schemes[actor.desk_id]
    try:
        async with doors.transactions.begin(as_database_actor(actor)) as work:
            reading = await correct_reading(
                actor,
                proposal_id,
                key,
                words,
                scheme,
                work,
                now=doors.clock(),
                seen_version=int(version) if version.isascii() and version.isdigit() else None,
            )
    except WrongCorrection as error:
        async with doors.transactions.begin(as_database_actor(actor)) as work:
            reading = await see_reading(actor, proposal_id, work, now=doors.clock())
        values = _again(proposal_id, reading, scheme, key, words) | {"error": error.public}
        return pages.speaking_to(Audience.STAFF).render(request, "intake/correction.html", values, 422)
    return see_other(request, f"/cases/{reading.receipt}#proposal")


def _again(proposal_id: UUID, reading: Reading, scheme: DeskScheme, key: str, words: str) -> dict[str, object]:
    return {
        "proposal_id": proposal_id,
        "reading": reading,
        "asked": [(one.key, one.label) for one in scheme.form.fields],
        "key": key,
        "words": words,
    }
