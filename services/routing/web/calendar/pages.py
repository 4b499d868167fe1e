"""Calendar files: of a case for who is signed in, of a person under a secret address, and where they get it."""

import hashlib
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.routing.web.access import CaseAccess
from services.routing.web.calendar.collecting import days_of_case, days_of_person
from services.routing.web.calendar.writing import calendar_file
from shared.access.actor import Actor
from shared.access.calendar_addresses import (
    actor_of_calendar_address,
    calendar_address_of,
    issue_calendar_address,
    revoke_calendar_address,
)
from shared.access.policy import Action, can, require
from shared.access.web import CurrentActor
from shared.errors import Missing
from shared.web.csrf import CsrfProtected
from shared.web.labels import Audience
from shared.web.pages import pages_of, see_other, utc_now

PAGE: Final = "/calendar"
_COOKIE: Final = "desk_calendar"
_COOKIE_SECONDS: Final = 60


class NoSuchCalendar(Missing):
    """There is no calendar under this address, or not any more."""

    public_message = "この購読用アドレスは、無効です。新しいアドレスを「予定の購読」の画面で発行してください。"


def calendar_pages(access: CaseAccess, site: str, *, cookie_secure: bool) -> APIRouter:
    """Return the pages; *site* is where the staff find the desk."""
    router = APIRouter(include_in_schema=False)

    @router.get("/cases/{receipt}/calendar.ics")
    async def of_case(request: Request, receipt: str, actor: CurrentActor) -> Response:
        async with access.begin(actor) as work:
            days = await days_of_case(work, actor, receipt, at=utc_now())
        content = calendar_file(days, name=f"{receipt} の予定", site=site)
        return _answer(request, content, f'attachment; filename="{receipt}.ics"')

    @router.get(PAGE + "/{secret}.ics")
    async def of_person(request: Request, secret: str) -> Response:
        actor = await _owner_of(access, secret)
        async with access.begin(actor) as work:
            days = await days_of_person(work, actor, at=utc_now())
            name = work.schemes.current[actor.desk_id].name
        return _answer(request, calendar_file(days, name=f"{name} 予定", site=site), "inline")

    _own_page(router, access, site, secure=cookie_secure)
    return router


def _own_page(router: APIRouter, access: CaseAccess, site: str, *, secure: bool) -> None:
    @router.get(PAGE)
    async def show(request: Request, actor: CurrentActor) -> Response:
        require(actor, Action.CALENDAR_SUBSCRIBE)
        async with access.begin(actor) as work:
            address = await calendar_address_of(work.connection, actor)
        secret = request.cookies.get(_COOKIE, "")
        values = {"address": address, "url": address_under(site, secret) if secret else ""}
        page = pages_of(request).speaking_to(Audience.STAFF).render(request, "routing/calendar.html", values)
        if secret:
            page.delete_cookie(_COOKIE, path=PAGE, secure=secure, httponly=True, samesite="lax")
        return page

    @router.post(PAGE + "/issue")
    async def issue(request: Request, actor: CurrentActor, _: CsrfProtected) -> Response:
        require(actor, Action.CALENDAR_SUBSCRIBE)
        async with access.begin(actor) as work:
            secret = await issue_calendar_address(work.connection, actor, now=utc_now())
        answer = see_other(request, PAGE)
        # The next page shows it once and forgets it; nothing else could tell it.
        answer.set_cookie(
            _COOKIE, secret, max_age=_COOKIE_SECONDS, path=PAGE, secure=secure, httponly=True, samesite="lax"
        )
        return answer

    @router.post(PAGE + "/revoke")
    async def revoke(request: Request, actor: CurrentActor, _: CsrfProtected) -> Response:
        async with access.begin(actor) as work:
            await revoke_calendar_address(work.connection, actor)
        return see_other(request, PAGE)


def address_under(site: str, secret: str) -> str:
    """Return the whole address in which a secret stands."""
    return f"{site.rstrip('/')}{PAGE}/{secret}.ics"


async def _owner_of(access: CaseAccess, secret: str) -> Actor:
    async with access.transactions.begin() as work:
        actor = await actor_of_calendar_address(work.connection, secret, now=utc_now())
    if actor is None or not can(actor, Action.CALENDAR_SUBSCRIBE):
        raise NoSuchCalendar
    return actor


def _answer(request: Request, content: bytes, disposition: str) -> Response:
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    # Private: it is one person's; asked anew each time, for what was revoked must not live on in between.
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Content-Disposition": disposition}
    held = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if tag in held:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)
