"""`POST /api/proposals`: a proposal from a program, once, however often it is sent."""

import re
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.intake.domain.calls import PublicCall
from services.intake.domain.strict_json import read_object
from services.intake.handlers.contents import unfilled_warning, wrong_in
from services.intake.handlers.filled import Accepted, Filled, called, fingerprint_of, raw_of_form
from services.intake.handlers.proposing import SaidFile
from services.intake.handlers.refusals import FormIncomplete, KeyMissing, WrongMediaType
from services.intake.web.asked_call import AskedCall, AskedForum, accept_on_time, named_call
from services.intake.web.doors import AskedDesk, Doors, DoorsDep
from services.intake.web.reading import body_of, files_of, values_of, values_of_json
from shared.events import Channel
from shared.events.who import by_door
from shared.idempotency import KEY_PATTERN, plain_key
from shared.scheme.fields import Role
from shared.scheme.form import Value, check_form
from shared.scheme.model import DeskScheme
from shared.web.api import refusals

_NEEDED: Final = (Role.TITLE, Role.SUMMARY, Role.CONTACT_EMAIL)
_KEY: Final = re.compile(KEY_PATTERN)
public = APIRouter()


async def what_is_answered(
    doors: DoorsDep, front: AskedDesk, call: AskedCall = None, forum: AskedForum = None
) -> PublicCall | None:
    """Return the call or the forum a program names; raise NoSuchCall."""
    return await named_call(doors, front.desk_id, call, forum)


Answered = Annotated[PublicCall | None, Depends(what_is_answered)]


class TakenProposal(BaseModel):
    """What the sender of a proposal is told; both are null while a person must look at it first."""

    receipt: str | None = Field(title="受付番号", examples=["R8-0012"])
    status_url: str | None = Field(title="対応状況のページ", description="本人だけが知る秘密のアドレス。")


FIELD: Final = {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_BODY: Final = {
    "type": "object",
    "required": [role.value for role in _NEEDED],
    "properties": {
        "title": {"type": "string", "title": "提案の名称"},
        "summary": {"type": "string", "title": "提案の概要"},
        "contact_email": {"type": "string", "format": "email", "title": "連絡先のメールアドレス"},
    },
    "additionalProperties": FIELD,
    "example": {
        "title": "空き店舗を使った学習室",
        "summary": "放課後の居場所をつくります。",
        "proposer_kind": "company",
        "proposer_name": "学び株式会社",
        "contact_name": "学 太郎",
        "contact_email": "manabi@example.jp",
    },
}
KEY_HEADER: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "送信ごとに新しい値。送り直すときは同じ値。",
    "schema": {"type": "string", "pattern": KEY_PATTERN},
    "example": "7f3a-1",
}
_ASKED: Final = {
    "x-open": True,
    "parameters": [KEY_HEADER],
    "requestBody": {"required": True, "content": {"application/json": {"schema": _BODY}}},
}


@public.post(
    "/api/proposals",
    status_code=202,
    tags=["提案"],
    summary="提案を送る",
    description="デスクの様式の項目を、その名前（key）で送ります。同じ Idempotency-Key なら、何度送っても一件です。",
    responses={
        202: {"model": TakenProposal, "description": "受け付けました"},
        **refusals(400, 404, 409, 413, 415, 422, 503),
    },
    openapi_extra=_ASKED,
)
async def receive(request: Request, doors: DoorsDep, front: AskedDesk, answered: Answered) -> Response:
    """Accept a proposal and answer 202 with its receipt number and its status address."""
    desk = answered.asked_with(front) if answered else front
    key = idempotency_key_of(request)
    values, files, raw, media_type = await read_fields(request, doors, desk)
    form = desk.form
    wrong = answered.wrong_kind(form, values) if answered else {}
    values |= answered.answers(form) if answered else {}
    result = check_form(desk, values)
    if wrong := wrong_in(form, result, values, _NEEDED) | wrong:
        raise FormIncomplete(wrong)
    filled = Filled(
        scheme=desk,
        channel=Channel.API,
        # Two desks know nothing of each other's keys.
        client="api" if front is doors.schemes.front else f"api.{desk.desk_id}",
        key=key,
        actor=by_door("api"),
        raw=raw,
        raw_media_type=media_type,
        result=result,
        files=files,
        call=answered.number if answered else None,
        extra=called(answered),
        warnings=unknown_warning(list(result.unknown)) + unfilled_warning(form, result),
        fingerprint=fingerprint_of(values, files),
    )
    return answer(await accept_on_time(doors, filled, answered), doors)


def answer(accepted: Accepted, doors: Doors) -> Response:
    """Return the 202 of a proposal; one that a person must look at first has no number yet."""
    url = None if accepted.proposal_id is None else doors.status_url(accepted.proposal_id)
    return JSONResponse({"receipt": accepted.receipt, "status_url": url}, status_code=202)


def idempotency_key_of(request: Request) -> str:
    """Return the key of the request, with or without the quotes of a structured field; raise KeyMissing."""
    key = plain_key(request.headers.get("idempotency-key", ""))
    if not _KEY.fullmatch(key):
        raise KeyMissing
    return key


def unknown_warning(names: list[str]) -> tuple[str, ...]:
    """Return the sentence that tells the desk of fields the form does not have."""
    return (f"様式にない項目が{len(names)}件届きました。届いたままの内容は原本に残っています。",) if names else ()


async def read_fields(
    request: Request, doors: Doors, desk: DeskScheme
) -> tuple[dict[str, Value], tuple[SaidFile, ...], bytes, str]:
    """Return the fields a program sent, its files, and what is kept of both; raise WrongMediaType or what is wrong."""
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
