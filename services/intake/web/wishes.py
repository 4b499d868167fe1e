"""`POST /api/wishes`: what a department proposes to companies, from a program, as its form takes it on the page."""

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.intake.handlers.filled import Filled, called, fingerprint_of
from services.intake.handlers.refusals import FormIncomplete
from services.intake.storage.idempotency import RequestKey
from services.intake.web.api import (
    FIELD,
    KEY_HEADER,
    TakenProposal,
    answer,
    idempotency_key_of,
    read_fields,
    unknown_warning,
)
from services.intake.web.asked_call import accept_on_time
from services.intake.web.doors import Doors, DoorsDep
from services.intake.web.form import DepartmentDep, SentByDepartment
from services.intake.web.form_steps import Variant, fixed, scheme_of
from shared.access.web import SentOnPurpose
from shared.events import Channel
from shared.scheme.form import check_form
from shared.web.api import refusals

_BODY: Final = {
    "type": "object",
    "properties": {
        "title": {"type": "string", "title": "提案の名称"},
        "summary": {"type": "string", "title": "提案の概要"},
        "contact_email": {"type": "string", "format": "email", "title": "連絡先のメールアドレス"},
    },
    "additionalProperties": FIELD,
    "example": {
        "title": "まちなか分散備蓄の協力企業の募集",
        "proposal_type": "free",
        "categories": ["safety", "regional"],
        "summary": "避難所の備蓄を、近くの店舗や倉庫に分けて蓄えます。",
        "proposer_name": "防災企画課",
        "contact_name": "榊 修平",
        "contact_email": "bosai-kikaku@pref.miono.example.jp",
        "means": "棚二台分の場所をお借りし、品物の購入と入替えは県が行います。",
        "new_cost": "none",
        "cooperation": "project",
        "publication": "consult",
        "oath": "yes",
        "privacy": "yes",
    },
}
_ASKED: Final = {
    "parameters": [KEY_HEADER],
    "requestBody": {"required": True, "content": {"application/json": {"schema": _BODY}}},
}
router = APIRouter()


@router.post(
    "/api/wishes",
    status_code=202,
    tags=["提案"],
    summary="課から提案する",
    description=(
        "課の利用者が、課として企業等へ提案します。画面の「課から提案する」と同じ項目を、その名前（key）で送ります。"
        "足りない項目や誤りは、項目ごとに422でお返しします。同じ Idempotency-Key なら、何度送っても一件です。"
    ),
    operation_id="makeWish",
    responses={
        202: {"model": TakenProposal, "description": "受け付けました"},
        **refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
    },
    openapi_extra=_ASKED,
)
async def receive(
    request: Request, doors: DoorsDep, actor: DepartmentDep, variant: SentByDepartment, _: SentOnPurpose
) -> Response:
    """Accept what a department wishes and answer 202 with its receipt number and its status address."""
    # Two people know nothing of each other's keys.
    client, key = f"wish.{actor.account_id}", idempotency_key_of(request)
    filled = await _read(request, doors, variant, RequestKey(client, key))
    return answer(await accept_on_time(doors, filled, variant.call), doors)


async def _read(request: Request, doors: Doors, variant: Variant, key: RequestKey) -> Filled:
    """Return what was sent as it is accepted; raise FormIncomplete with every field that is wrong."""
    desk = scheme_of(doors, variant)
    values, files, raw, media_type = await read_fields(request, doors, desk)
    values |= fixed(desk, variant)
    result = check_form(desk, values)
    if result.errors:
        raise FormIncomplete(result.errors)
    return Filled(
        scheme=desk,
        channel=Channel.DEPARTMENT,
        client=key.client,
        key=key.key,
        actor=variant.actor,
        raw=raw,
        raw_media_type=media_type,
        result=result,
        files=files,
        department=variant.department,
        call=variant.call.number if variant.call else None,
        extra=called(variant.call),
        warnings=unknown_warning(list(result.unknown)),
        fingerprint=fingerprint_of(values, files),
    )
