"""`POST /gateway/{name}`: another system's form, mapped by data, accepted once per delivery and once per record."""

import hmac
from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter
from standardwebhooks import Webhook, WebhookVerificationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.intake.domain.calls import CallNotOpen, CallTakenBack, NoSuchCall
from services.intake.handlers.gateway_call import NamedCall, call_in
from services.intake.handlers.gateway_door import delivered
from services.intake.handlers.refusals import NoSuchGateway, WrongSignature
from services.intake.web.asked_call import named_call
from services.intake.web.doors import Doors, DoorsDep
from services.intake.web.reading import body_of, check_sizes
from shared.japanese.era import day_in_japan
from shared.scheme.gateway import GatewayAuth, GatewayMapping

_BASE64_GROWTH: Final = 1.4
router = APIRouter()


@router.post("/gateway/{name}")
async def receive(name: str, request: Request, doors: DoorsDep) -> Response:
    """Accept what a gateway delivers; a payload with neither title nor summary waits for a person.

    Where it names a call that is open, it answers that one; any other makes it a proposal of its own, with a warning.
    """
    return await _receive(name, None, request, doors)


@router.post("/gateway/{name}/{secret}")
async def receive_at_secret(name: str, secret: str, request: Request, doors: DoorsDep) -> Response:
    """Accept what comes from a system that can sign nothing, at an address only it knows."""
    return await _receive(name, secret, request, doors)


async def _receive(name: str, given: str | None, request: Request, doors: DoorsDep) -> Response:
    mapping, secret = doors.gateways.get(name), doors.gateway_secrets.get(name)
    if mapping is None or not secret:
        raise NoSuchGateway
    scheme = doors.schemes[mapping.desk_id]
    limit = int(scheme.form.attachments.max_bytes_total * _BASE64_GROWTH) + doors.max_json_bytes
    body = await body_of(request, max_bytes=limit)
    if given is None:
        check_sender(mapping, secret, body, request.headers)
    else:
        check_address(mapping, secret, given, request.client.host if request.client else "")
    named = await _named(doors, mapping.desk_id, call_in(mapping, body))
    filled = delivered(mapping, scheme, body, request.headers, named)
    check_sizes([len(file.content) for file in filled.files], scheme.form.attachments)
    accepted = await doors.accept(filled)
    # No secret address: the sender is a system that may log what it is answered.
    told: dict[str, object] = {"receipt": accepted.receipt}
    return JSONResponse(told | {"ignored": True} if filled.ignored else told, status_code=202)


async def _named(doors: Doors, desk_id: str, number: str | None) -> NamedCall | None:
    """Return what is known of the call that is named: a system that sends on may send late, or before it is known."""
    try:
        call = await named_call(doors, desk_id, number)
    except (NoSuchCall, CallTakenBack):
        call = None
    if number is None or call is None:
        return None if number is None else NamedCall(number=number)
    try:
        call.take_on(day_in_japan(doors.clock()))
    except CallNotOpen:
        return NamedCall(number=number, call=call)
    return NamedCall(number=number, call=call, is_open=True)


def check_sender(mapping: GatewayMapping, secret: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Raise WrongSignature unless the sender knows the gateway's secret, in one of the ways its mapping allows."""
    if GatewayAuth.BEARER in mapping.auth and _bears(secret, headers):
        return
    if GatewayAuth.STANDARD_WEBHOOKS not in mapping.auth:
        raise WrongSignature
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError) as error:
        raise WrongSignature from error


def check_address(mapping: GatewayMapping, secret: str, given: str, sender: str) -> None:
    """Raise WrongSignature unless the address holds the secret and the sender's own address is a named one."""
    # Both are looked at, so that the answer does not tell which of them was wrong.
    known = hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())
    if not (known & mapping.lets_in(sender)) or GatewayAuth.SECRET_PATH not in mapping.auth:
        raise WrongSignature


def _bears(secret: str, headers: Mapping[str, str]) -> bool:
    given = headers.get("authorization", "").encode("latin-1", "replace")
    return hmac.compare_digest(given, f"Bearer {secret}".encode())
