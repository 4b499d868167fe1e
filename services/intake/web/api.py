"""`POST /api/proposals`: a proposal from a program, once, however often it is sent."""

import re
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.intake.domain.strict_json import read_object
from services.intake.handlers.contents import unfilled_warning, wrong_in
from services.intake.handlers.filled import Accepted, Filled, fingerprint_of, raw_of_form
from services.intake.handlers.proposing import SaidFile
from services.intake.handlers.refusals import FormIncomplete, KeyMissing, WrongMediaType
from services.intake.web.doors import AskedDesk, Doors, DoorsDep
from services.intake.web.reading import body_of, files_of, values_of, values_of_json
from shared.events import Channel
from shared.events.who import by_door
from shared.scheme.fields import Role
from shared.scheme.form import Value, check_form
from shared.scheme.model import DeskScheme

_NEEDED: Final = (Role.TITLE, Role.SUMMARY, Role.CONTACT_EMAIL)
_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")
public = APIRouter()


@public.post("/api/proposals")
async def receive(request: Request, doors: DoorsDep, desk: AskedDesk) -> Response:
    """Accept a proposal and answer 202 with its receipt number and its status address."""
    key = idempotency_key_of(request)
    values, files, raw, media_type = await _read(request, doors, desk)
    result = check_form(desk, values)
    form = desk.form
    if wrong := wrong_in(form, result, values, _NEEDED):
        raise FormIncomplete(wrong)
    filled = Filled(
        scheme=desk,
        channel=Channel.API,
        # Two desks know nothing of each other's keys.
        client="api" if desk is doors.schemes.front else f"api.{desk.desk_id}",
        key=key,
        actor=by_door("api"),
        raw=raw,
        raw_media_type=media_type,
        result=result,
        files=files,
        warnings=unknown_warning(list(result.unknown)) + unfilled_warning(form, result),
        fingerprint=fingerprint_of(values, files),
    )
    return answer(await doors.accept(filled), doors)


def answer(accepted: Accepted, doors: Doors) -> Response:
    """Return the 202 of a proposal; one that a person must look at first has no number yet."""
    url = None if accepted.proposal_id is None else doors.status_url(accepted.proposal_id)
    return JSONResponse({"receipt": accepted.receipt, "status_url": url}, status_code=202)


def idempotency_key_of(request: Request) -> str:
    """Return the key of the request, with or without the quotes of a structured field; raise KeyMissing."""
    key = request.headers.get("idempotency-key", "").strip().strip('"')
    if not _KEY.fullmatch(key):
        raise KeyMissing
    return key


def unknown_warning(names: list[str]) -> tuple[str, ...]:
    """Return the sentence that tells the desk of fields the form does not have."""
    return (f"様式にない項目が{len(names)}件届きました。届いたままの内容は原本に残っています。",) if names else ()


async def _read(
    request: Request, doors: Doors, desk: DeskScheme
) -> tuple[dict[str, Value], tuple[SaidFile, ...], bytes, str]:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "application/json":
        body = await body_of(request, max_bytes=doors.max_json_bytes)
        return values_of_json(read_object(body)), (), body, media_type
    if media_type == "multipart/form-data":
        async with request.form() as form:
            files = await files_of(form, desk.form.attachments)
            values = values_of(form)
        return values, files, raw_of_form(values, files), "application/json"
    raise WrongMediaType
