"""On the page of an offer: the draft that names the chosen company, and a yes or no to each of its fields."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from services.routing.handlers.publishing.partners import answer_by_link
from services.routing.storage.partner_questions import PartnerQuestion
from services.routing.storage.party_offers import Place
from services.routing.storage.work import RoutingWork
from services.routing.web.link_access import LinkAccess, token_of
from shared.documents.public import PublicContent
from shared.links import WrongLink
from shared.web.csrf import csrf_protected
from shared.web.drafts import Draft, DraftAsked, UnsaidFields, drawn_fields, is_whole, refused_in, said_in
from shared.web.pages import see_other, utc_now

_LONGEST = 4_000
Draw = Callable[[Request, UnsaidFields], Awaitable[Response]]


def consent_pages(access: LinkAccess, draw: Draw) -> APIRouter:
    """Return the ways to a draft and to the answer about it; *draw* brings the page again."""
    router = APIRouter(include_in_schema=False)

    @router.get("/offers/publications/{item_id}/pictures/{picture_id}")
    async def picture(request: Request, item_id: UUID, picture_id: UUID) -> Response:
        async with access.begin(token_of(request)) as (work, place):
            asked = await work.partner_questions.of(place.offer_id)
            if not any(one.item_id == item_id and picture_id in one.pictures for one in asked):
                raise WrongLink
            file = await work.ledger_texts.open_file(picture_id)
        return Response(file.content, media_type=file.media_type, headers={"Cache-Control": "private, no-store"})

    @router.post("/offers/publications/{item_id}", dependencies=[Depends(csrf_protected)])
    async def answer(
        request: Request,
        item_id: UUID,
        draft: Annotated[int, Form(ge=1)],
        words: Annotated[str, Form(max_length=_LONGEST)] = "",
    ) -> Response:
        async with request.form() as form:
            said = said_in(form)
        async with access.begin(token_of(request)) as (work, place):
            asked = await work.partner_questions.of(place.offer_id)
        meant = next((one for one in asked if one.item_id == item_id), None)
        if meant is not None and meant.asks and not is_whole(said, meant.fields):
            return await draw(request, UnsaidFields(publication_id=item_id, said=said, words=words))
        async with access.begin(token_of(request), kind="answering") as (work, place):
            await answer_by_link(work, place, item_id, draft, refused_in(said), words, utc_now())
        return see_other(request, "/offers?done=publication")

    return router


async def drafts_before(work: RoutingWork, place: Place) -> list[Draft]:
    """Return what the company is or was asked about, newest first; what was destroyed is left out."""
    asked = await work.partner_questions.of(place.offer_id)
    if not asked:
        return []
    contents = await work.ledger_texts.open_many([one.content_id for one in asked], PublicContent)
    notes = await work.contents.told_to([one.note_id for one in asked])
    return [
        Draft(
            asked=_asked(one),
            words=notes.get(one.note_id, ""),
            fields=drawn_fields(contents[one.content_id], one.fields, one.pictures, _place(one) + "/pictures"),
        )
        for one in asked
        if one.content_id in contents
    ]


async def public_of(work: RoutingWork, place: Place) -> list[tuple[str, str, datetime, datetime | None]]:
    """Return what everybody reads or read of it: number, path, since when, until when."""
    return [
        (one.number, work.schemes.register_page(place.desk_id, one.number), one.since, one.until)
        for one in await work.partner_questions.public(place.offer_id)
    ]


def _place(one: PartnerQuestion) -> str:
    return f"/offers/publications/{one.item_id}"


def _asked(one: PartnerQuestion) -> DraftAsked:
    return DraftAsked(
        publication_id=one.item_id,
        number=one.number,
        draft=one.draft,
        action=_place(one),
        asks=one.asks,
        asked_at=one.asked_at,
        due=one.due,
        release_at=one.release_at,
        answered_at=one.answered_at,
        refused=one.refused or (),
    )
