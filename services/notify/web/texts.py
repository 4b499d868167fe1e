"""The pages on which the desk writes its own texts: the list, one text with its history, a preview."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from services.notify.handlers import texts as handlers
from services.notify.handlers.telling import Schemes, scheme_of
from services.notify.handlers.texts import Draft, NoSuchText, Writable, WrongText
from services.notify.storage.texts import TextChange
from services.notify.web.seen import Seen
from services.notify.web.text_words import MEANINGS, sample_words, text_groups, writable
from shared.access.actor import Actor
from shared.access.policy import Action
from shared.access.web import permitted
from shared.scheme.model import DeskScheme
from shared.web.csrf import CsrfProtected
from shared.web.labels import Audience
from shared.web.pages import pages_of, see_other

WritingActor = Annotated[Actor, Depends(permitted(Action.TEXT_EDIT))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed into the form of a text, and which version stood there."""

    subject: Annotated[str, Form()] = ""
    body: Annotated[str, Form()] = ""
    version: Annotated[int, Form(ge=0)] = 0

    @property
    def draft(self) -> Draft:
        """Return it as a draft; a browser ends lines with two characters."""
        return Draft(subject=self.subject.strip(), body=self.body.replace("\r\n", "\n").strip("\n"))


TypedDep = Annotated[Typed, Depends()]


class TextPages:
    """Draws the page of one text as somebody of the desk sees it."""

    def __init__(self, seen_by: Seen, schemes: Schemes) -> None:
        """Open the database by *seen_by* and know what *schemes* say."""
        self.seen_by = seen_by
        self._schemes = schemes

    def scheme(self, actor: Actor) -> DeskScheme:
        """Return the scheme of the actor's desk."""
        return scheme_of(self._schemes, actor.desk_id)

    def text(self, actor: Actor, name: str) -> Writable:
        """Return the text of this name, or raise NoSuchText."""
        found = writable(self.scheme(actor), name)
        if found is None:
            raise NoSuchText
        return found

    async def draw(
        self,
        request: Request,
        actor: Actor,
        text: Writable,
        *,
        typed: Typed | None = None,
        shown: Draft | None = None,
        error: WrongText | None = None,
    ) -> Response:
        """Return the page, with what was typed and how it reads or what is wrong with it."""
        async with self.seen_by(actor) as connection:
            history = await handlers.history_of(connection, actor, text)
        values = {
            "text": text,
            "draft": _in_force(text, history) if typed is None else typed.draft,
            "version": (history[0].text.version if history else 0) if typed is None else typed.version,
            "history": history,
            "is_own": bool(history) and not history[0].text.is_reset,
            "shown": shown,
            "error": error,
            "meanings": [(word, MEANINGS[word]) for word in sorted(text.words)],
        }
        return _staff(request, "notify/text.html", values)


def texts_router(seen_by: Seen, schemes: Schemes) -> APIRouter:
    """Return the routes under /inbox/texts."""
    router = APIRouter()
    pages = TextPages(seen_by, schemes)
    _add_reading(router, pages)
    _add_writing(router, pages)
    return router


def _add_reading(router: APIRouter, pages: TextPages) -> None:
    @router.get("/inbox/texts", response_model=None)
    async def all_texts(request: Request, actor: WritingActor) -> Response:
        async with pages.seen_by(actor) as connection:
            own = await handlers.texts_of(connection, actor)
        standing = {name: text for (_, name), text in own.items()}
        groups = text_groups(pages.scheme(actor))
        return _staff(request, "notify/texts.html", {"groups": groups, "own": standing})

    @router.get("/inbox/texts/{name}", response_model=None)
    async def one_text(request: Request, actor: WritingActor, name: str) -> Response:
        return await pages.draw(request, actor, pages.text(actor, name))

    @router.post("/inbox/texts/{name}/preview", response_model=None)
    async def preview(request: Request, actor: WritingActor, name: str, typed: TypedDep, _: CsrfProtected) -> Response:
        text = pages.text(actor, name)
        try:
            shown = handlers.previewed(text, typed.draft, sample_words(pages.scheme(actor)))
        except WrongText as error:
            return await pages.draw(request, actor, text, typed=typed, error=error)
        return await pages.draw(request, actor, text, typed=typed, shown=shown)


def _add_writing(router: APIRouter, pages: TextPages) -> None:
    @router.post("/inbox/texts/{name}", response_model=None)
    async def write(request: Request, actor: WritingActor, name: str, typed: TypedDep, _: CsrfProtected) -> Response:
        text = pages.text(actor, name)
        try:
            async with pages.seen_by(actor) as connection:
                await handlers.write_text(connection, actor, text, typed.draft, based_on=typed.version)
        except WrongText as error:
            return await pages.draw(request, actor, text, typed=typed, error=error)
        return see_other(request, f"/inbox/texts/{name}")

    @router.post("/inbox/texts/{name}/back", response_model=None)
    async def back(
        request: Request,
        actor: WritingActor,
        name: str,
        _: CsrfProtected,
        to: Annotated[int, Form(ge=0)],
        version: Annotated[int, Form(ge=0)],
    ) -> Response:
        text = pages.text(actor, name)
        async with pages.seen_by(actor) as connection:
            await handlers.go_back(connection, actor, text, to=to, based_on=version)
        return see_other(request, f"/inbox/texts/{name}")


def _in_force(text: Writable, history: list[TextChange]) -> Draft:
    newest = history[0].text if history else None
    if newest is None or newest.subject is None or newest.body is None:
        return text.standard
    return Draft(subject=newest.subject, body=newest.body)


def _staff(request: Request, template: str, values: dict[str, object]) -> Response:
    return pages_of(request).speaking_to(Audience.STAFF).render(request, template, values)
