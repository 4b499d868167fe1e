"""The pictures of a publication: looked at by the office, sent as a file by a page or a program."""

import base64
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, UploadFile
from fastapi import File as Sent
from starlette.requests import Request
from starlette.responses import Response

from services.routing.domain.publishing.book import BOOK
from services.routing.domain.publishing.refusals import NotAPicture
from services.routing.handlers.acting import Step
from services.routing.handlers.ledger.door import Doing, perform
from services.routing.handlers.publishing.asks import LARGEST_PICTURE
from services.routing.handlers.publishing.volume import VOLUME
from services.routing.handlers.verbs.door import WrongInput
from services.routing.storage.ledger import NoSuchItem
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.ledger.looking import open_item
from services.routing.web.publishing.face import PUBLICATIONS
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.access.web import CurrentActor
from shared.errors import Invalid
from shared.web.csrf import csrf_protected
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of, see_other, utc_now

PagesDep = Annotated[Pages, Depends(pages_of)]
_VERB = "add-picture"


def picture_pages(access: CaseAccess) -> APIRouter:
    """Return the ways to the pictures; they come before the forms that are made from what a verb asks for."""
    router = APIRouter(include_in_schema=False)

    @router.get("/publications/{number}/pictures/{picture_id}")
    async def picture(number: str, picture_id: UUID, actor: CurrentActor) -> Response:
        require(actor, Action.LEDGER_SEE)
        async with access.begin(actor) as work:
            item = await work.ledger.find(BOOK, actor.desk_id, number)
            if picture_id not in item.pictures:
                raise NoSuchItem
            file = await work.ledger_texts.open_file(picture_id)
        return Response(file.content, media_type=file.media_type, headers={"Cache-Control": "private, no-store"})

    @router.get("/publications/{number}/add-picture")
    async def form(request: Request, number: str, actor: CurrentActor, pages: PagesDep) -> Response:
        return await _form(access, request, pages, actor, number)

    @router.post("/publications/{number}/add-picture", dependencies=[Depends(csrf_protected)])
    async def add(
        request: Request,
        number: str,
        actor: CurrentActor,
        pages: PagesDep,
        version: Annotated[str, Form(max_length=10)] = "",
        caption: Annotated[str, Form(max_length=300)] = "",
        content: Annotated[UploadFile | None, Sent()] = None,
    ) -> Response:
        sent = b"" if content is None else await content.read(LARGEST_PICTURE + 1)
        said = {"caption": caption.strip(), "content": base64.b64encode(sent)}
        try:
            if not sent:
                raise NotAPicture
            async with access.begin(actor) as work:
                await perform(VOLUME, _doing(work, actor, version), number, _VERB, said)
        except Invalid as error:
            return await _form(access, request, pages, actor, number, error, caption)
        return see_other(request, f"/publications/{number}#pictures")

    return router


def _doing(work: RoutingWork, actor: Actor, version: str) -> Doing:
    step = Step(actor=actor, version=int(version) if version.isdecimal() else None, at=utc_now())
    return Doing(work=work, step=step, scheme=work.schemes.current[actor.desk_id])


async def _form(
    access: CaseAccess,
    request: Request,
    pages: Pages,
    actor: Actor,
    number: str,
    error: Invalid | None = None,
    caption: str = "",
) -> Response:
    async with access.begin(actor) as work:
        opened = await open_item(work, actor, PUBLICATIONS, number)
    place = "caption" if isinstance(error, WrongInput) else "content"
    values = {
        "opened": opened,
        "item": opened.item,
        "caption": caption,
        "errors": [] if error is None else [(place, error.public)],
    }
    drawn = pages.speaking_to(Audience.STAFF)
    return drawn.render(request, "routing/publication_picture.html", values, 422 if error else 200)
