"""The page on which each person says how they are told by mail."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.notify.domain.people import MailMode
from services.notify.handlers.wishes import change_wishes, show_wishes
from services.notify.web.seen import Seen
from shared.access.web import CurrentActor
from shared.web.csrf import CsrfProtected
from shared.web.labels import Audience
from shared.web.pages import pages_of, see_other


def wishes_router(seen_by: Seen) -> APIRouter:
    """Return the routes under /inbox/preferences."""
    router = APIRouter()

    @router.get("/inbox/preferences", response_model=None)
    async def show(request: Request, actor: CurrentActor, saved: bool = False) -> Response:
        async with seen_by(actor) as connection:
            wishes = await show_wishes(connection, actor)
        values = {"wishes": wishes, "modes": list(MailMode), "saved": saved}
        return pages_of(request).speaking_to(Audience.STAFF).render(request, "notify/preferences.html", values)

    @router.post("/inbox/preferences", response_model=None)
    async def change(request: Request, actor: CurrentActor, _: CsrfProtected) -> Response:
        form = await request.form()
        said = {name: value for name, value in form.items() if isinstance(value, str)}
        async with seen_by(actor) as connection:
            await change_wishes(connection, actor, said)
        return see_other(request, "/inbox/preferences?saved=true")

    return router
