"""The press release (報道発表資料案) of a publication: a page to read, and a file to go on with in Word."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.routing.handlers.publishing.drafting import draft_of
from services.routing.handlers.publishing.release import Release, release_of
from services.routing.web.access import CaseAccess
from services.routing.web.ledger.looking import OpenedItem, open_item
from services.routing.web.publishing.face import PUBLICATIONS
from shared.access.actor import Actor
from shared.access.web import CurrentActor
from shared.japanese.era import day_in_japan
from shared.web.downloads import download
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of, utc_now

PagesDep = Annotated[Pages, Depends(pages_of)]


def press_pages(access: CaseAccess) -> APIRouter:
    """Return the release as a page and as a file; they come before the forms made from what a verb asks for."""
    router = APIRouter(include_in_schema=False)

    @router.get("/publications/{number}/press")
    async def page(request: Request, number: str, actor: CurrentActor, pages: PagesDep) -> Response:
        opened, release = await _release(access, actor, number)
        values = {"opened": opened, "item": opened.item, "release": release}
        return pages.speaking_to(Audience.STAFF).render(request, "routing/publication_press.html", values)

    @router.get("/publications/{number}/press.docx")
    async def word(number: str, actor: CurrentActor) -> Response:
        # What writes Word files is large: a process pays for it when the first release is written.
        from services.routing.web.publishing.press_word import word_release  # noqa: PLC0415 - see above.

        _, release = await _release(access, actor, number)
        return download(word_release(release), name=f"報道発表資料案_{number}.docx")

    return router


async def _release(access: CaseAccess, actor: Actor, number: str) -> tuple[OpenedItem, Release]:
    async with access.begin(actor) as work:
        opened = await open_item(work, actor, PUBLICATIONS, number)
        draft = await draft_of(work, opened.item)
        scheme = work.schemes.current[actor.desk_id]
    return opened, release_of(opened.item.number, draft, scheme, opened.item.release_at, day_in_japan(utc_now()))
