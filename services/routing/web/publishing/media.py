"""報道機関の連絡先: whom the desk hands its press releases to, on a page of its own; every look is noted."""

import re
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from services.routing.web.access import CaseAccess
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.access.reads import require_read
from shared.access.web import CurrentActor
from shared.documents.contents import ContactContent
from shared.web.csrf import csrf_protected
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of, see_other, utc_now

PagesDep = Annotated[Pages, Depends(pages_of)]
Words = Annotated[str, Form(max_length=200)]
_HERE = "/publications/media"
_MISSING = "報道機関の名称を入力してください。"
_NO_ADDRESS = "メールアドレスは「name@example.jp」の形で入力してください。"
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>.]+(?:\.[^\s@<>.]+)+")


def media_pages(access: CaseAccess) -> APIRouter:
    """Return the list and its two forms; the address comes before that of any publication."""
    router = APIRouter(include_in_schema=False)

    @router.get(_HERE)
    async def listed(request: Request, actor: CurrentActor, pages: PagesDep) -> Response:
        return await _page(access, request, pages, actor)

    @router.post(_HERE, dependencies=[Depends(csrf_protected)])
    async def add(
        request: Request,
        actor: CurrentActor,
        pages: PagesDep,
        organisation: Words = "",
        name: Words = "",
        email: Words = "",
        phone: Words = "",
    ) -> Response:
        require(actor, Action.PUBLICATION_APPROVE)
        parts = {"organisation": organisation, "name": name, "email": email, "phone": phone}
        contact = ContactContent(**{key: said.strip() for key, said in parts.items()})
        if _wrong_with(contact):
            return await _page(access, request, pages, actor, contact)
        async with access.begin(actor) as work:
            await work.media.add(actor.desk_id, contact, utc_now())
        return see_other(request, _HERE)

    @router.post(_HERE + "/{medium_id}/remove", dependencies=[Depends(csrf_protected)])
    async def remove(request: Request, medium_id: UUID, actor: CurrentActor) -> Response:
        require(actor, Action.PUBLICATION_APPROVE)
        async with access.begin(actor) as work:
            await work.media.remove(actor.desk_id, medium_id, utc_now())
        return see_other(request, _HERE)

    return router


def _wrong_with(contact: ContactContent) -> list[tuple[str, str]]:
    """Return what of a contact cannot be kept so, at its field."""
    wrong = [] if contact.organisation else [("organisation", _MISSING)]
    unusable = contact.email and not _ADDRESS.fullmatch(contact.email)
    return wrong + ([("email", _NO_ADDRESS)] if unusable else [])


async def _page(
    access: CaseAccess, request: Request, pages: Pages, actor: Actor, wrong: ContactContent | None = None
) -> Response:
    async with access.begin(actor) as work:
        seeing = Action.PARTY_SEE_CONTACTS
        await require_read(work.connection, actor, seeing, what_id=f"media.{actor.desk_id}", now=utc_now())
        media = await work.media.listed(actor.desk_id)
    values = {
        "media": media,
        "typed": wrong or ContactContent(),
        "errors": [] if wrong is None else _wrong_with(wrong),
    }
    drawn = pages.speaking_to(Audience.STAFF)
    return drawn.render(request, "routing/publication_media.html", values, 422 if wrong else 200)
