"""On the page of a proposal: the draft that is to be published of it, and a yes or no to each of its fields."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from services.intake.handlers.page_answers import PageAnswer, SaidOfDraft, answer_publication_by_page
from services.intake.web.doors import DoorsDep
from services.intake.web.status import COOKIE, PagesDep, as_proposer, checked, status_page
from shared.documents import DocumentKind
from shared.links import WrongLink, proposal_of
from shared.web.csrf import CsrfProtected
from shared.web.drafts import UnsaidFields, is_whole, refused_in, said_in
from shared.web.pages import see_other

router = APIRouter()


@router.get("/status/publications/{publication_id}/pictures/{picture_id}")
async def picture(publication_id: UUID, picture_id: UUID, request: Request, doors: DoorsDep) -> Response:
    """Return a picture of a draft the proposer is asked about."""
    token = request.cookies.get(COOKIE, "")
    proposal_id = proposal_of(token)
    async with doors.transactions.begin(as_proposer(proposal_id)) as work:
        await checked(doors, token, work)
        asked = await work.publications.of(proposal_id)
        if not any(one.publication_id == publication_id and picture_id in one.pictures for one in asked):
            raise WrongLink
        file = await work.publications.picture(picture_id)
    if file.kind is not DocumentKind.PICTURE:
        raise WrongLink
    return Response(file.content, media_type=file.media_type, headers={"Cache-Control": "private, no-store"})


@router.post("/status/publications/{publication_id}")
async def answer(
    request: Request,
    doors: DoorsDep,
    pages: PagesDep,
    _: CsrfProtected,
    publication_id: UUID,
    key: Annotated[UUID, Form()],
    draft: Annotated[int, Form(ge=1)],
    words: Annotated[str, Form(max_length=4_000)] = "",
) -> Response:
    """Tell the office what may be published; a field without a yes or a no brings the page again."""
    token = request.cookies.get(COOKIE, "")
    async with doors.transactions.begin(as_proposer(proposal_of(token))) as work:
        standing = await checked(doors, token, work)
        asked = await work.publications.of(standing.proposal_id)
    async with request.form() as form:
        said = said_in(form)
    meant = next((one for one in asked if one.publication_id == publication_id), None)
    if meant is not None and meant.asks and not is_whole(said, meant.fields):
        unsaid = UnsaidFields(publication_id=publication_id, said=said, words=words)
        return await status_page(request, doors, pages, wrong=unsaid)
    to = PageAnswer(
        proposal_id=standing.proposal_id,
        scheme=doors.schemes[standing.desk_id],
        key=key,
        subject="公表への同意の回答",
        words=words,
    )
    of_draft = SaidOfDraft(publication_id=publication_id, draft=draft, refused=refused_in(said))
    async with doors.transactions.begin(as_proposer(standing.proposal_id)) as work:
        await answer_publication_by_page(to, work, said=of_draft, now=doors.clock())
    return see_other(request, "/status?done=publication")
