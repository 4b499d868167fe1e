"""`POST /gateway/{name}`: another system's form, mapped by data, accepted once per delivery."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter
from standardwebhooks import Webhook, WebhookVerificationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.intake.domain.file_names import safe_media_type, safe_name
from services.intake.domain.outcome import HoldReason
from services.intake.domain.strict_json import read_object
from services.intake.handlers.contents import is_empty
from services.intake.handlers.proposing import SaidFile
from services.intake.handlers.refusals import KeyMissing, NoSuchGateway, WrongSignature
from services.intake.handlers.structured_door import Filled, fingerprint_of
from services.intake.web.doors import DoorsDep
from services.intake.web.reading import body_of, check_sizes
from shared.documents.contents import FilledField
from shared.events import Channel
from shared.events.who import by_door
from shared.scheme.form import check_form
from shared.scheme.gateway import GatewayAuth, GatewayMapping, MappedForm, map_payload

_BASE64_GROWTH: Final = 1.4
_MAX_UNKNOWN: Final = 100
router = APIRouter()


@router.post("/gateway/{name}")
async def receive(name: str, request: Request, doors: DoorsDep) -> Response:
    """Accept what a gateway delivers; a payload with neither title nor summary waits for a person."""
    mapping, secret = doors.gateways.get(name), doors.gateway_secrets.get(name)
    if mapping is None or not secret:
        raise NoSuchGateway
    scheme = doors.schemes[mapping.desk_id]
    limit = int(scheme.form.attachments.max_bytes_total * _BASE64_GROWTH) + doors.max_json_bytes
    body = await body_of(request, max_bytes=limit)
    check_sender(mapping, secret, body, request.headers)
    mapped = map_payload(mapping, read_object(body), request.headers)
    if mapped.delivery_id is None:
        raise KeyMissing(public="配信ごとの番号（ID）が見つかりません。連携の設定をご確認ください。")
    result = check_form(scheme, mapped.values)
    files = _files(mapped)
    check_sizes([len(file.content) for file in files], scheme.form.attachments)
    filled = Filled(
        scheme=scheme,
        channel=Channel.GATEWAY,
        client=f"gateway.{name}",
        key=hashlib.sha256(mapped.delivery_id.encode()).hexdigest(),
        actor=by_door(f"gateway.{name}"),
        raw=body,
        raw_media_type="application/json",
        result=result,
        files=files,
        extra=_unknown(mapped),
        warnings=tuple(result.errors.values()),
        fingerprint=fingerprint_of(mapped.values, files),
        hold=HoldReason.GATEWAY_INCOMPLETE if is_empty(scheme.form, result) else None,
    )
    accepted = await doors.accept(filled)
    # No secret address: the sender is a system that may log what it is answered.
    return JSONResponse({"receipt": accepted.receipt}, status_code=202)


def check_sender(mapping: GatewayMapping, secret: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Raise WrongSignature unless the sender knows the gateway's secret."""
    match mapping.auth:
        case GatewayAuth.STANDARD_WEBHOOKS:
            try:
                Webhook(secret).verify(body, dict(headers), json_parse=False)
            except (WebhookVerificationError, ValueError) as error:
                raise WrongSignature from error
        case GatewayAuth.BEARER:
            given = headers.get("authorization", "").encode("latin-1", "replace")
            if not hmac.compare_digest(given, f"Bearer {secret}".encode()):
                raise WrongSignature


def _files(mapped: MappedForm) -> tuple[SaidFile, ...]:
    return tuple(
        SaidFile(name=safe_name(file.name), media_type=safe_media_type(file.media_type), content=file.content)
        for file in mapped.files
    )


def _unknown(mapped: MappedForm) -> tuple[FilledField, ...]:
    return tuple(
        FilledField(key=f"unknown.{number}", label=pointer, value=json.dumps(value, ensure_ascii=False))
        for number, (pointer, value) in enumerate(list(mapped.unknown.items())[:_MAX_UNKNOWN], start=1)
    )
