"""`POST /gateway/{name}`: another system's form, mapped by data, accepted once per delivery and once per record."""

import hmac
from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter
from standardwebhooks import Webhook, WebhookVerificationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.intake.handlers.gateway_door import call_in, delivered
from services.intake.handlers.refusals import NoSuchGateway, WrongSignature
from services.intake.web.asked_call import accept_on_time, named_call
from services.intake.web.doors import DoorsDep
from services.intake.web.reading import body_of, check_sizes
from shared.scheme.gateway import GatewayAuth, GatewayMapping

_BASE64_GROWTH: Final = 1.4
router = APIRouter()


@router.post("/gateway/{name}")
async def receive(name: str, request: Request, doors: DoorsDep) -> Response:
    """Accept what a gateway delivers; a payload with neither title nor summary waits for a person.

    Where it names a call, it answers that one: 404 where there is none, 409 where it takes nothing now.
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
    call = await named_call(doors, mapping.desk_id, call_in(mapping, body))
    filled = delivered(mapping, scheme, body, request.headers, call)
    check_sizes([len(file.content) for file in filled.files], scheme.form.attachments)
    accepted = await accept_on_time(doors, filled, call)
    # No secret address: the sender is a system that may log what it is answered.
    told: dict[str, object] = {"receipt": accepted.receipt}
    return JSONResponse(told | {"ignored": True} if filled.ignored else told, status_code=202)


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
