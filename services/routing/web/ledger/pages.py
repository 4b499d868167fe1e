"""The ledger on staff pages: a list and a page for each item, and one form for each thing that can be done."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from services.routing.domain.refusals import NotAllowedNow
from services.routing.handlers.acting import Step
from services.routing.handlers.ledger.door import Doing, begin, perform, scope_of_item
from services.routing.handlers.verbs.door import Asked, WrongInput
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.ledger.face import Face
from services.routing.web.ledger.form import FormField, fields_of, said_in
from services.routing.web.ledger.looking import list_items, open_item
from services.routing.web.ledger.wanted import filter_of, wanted_by
from services.routing.web.ledger.wrong import wrong_with
from shared.access.actor import Actor
from shared.access.policy import Action, NotAllowed, can, require
from shared.access.web import CurrentActor
from shared.errors import Invalid, Missing, Refused
from shared.ids import new_id
from shared.japanese.era import day_in_japan
from shared.ledger_numbers import staff_page
from shared.web.csrf import csrf_protected
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of, see_other, utc_now

PagesDep = Annotated[Pages, Depends(pages_of)]
# The verb with which an item begins; every other one is done to an item that is there.
BEGIN: Final = "begin"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """Who looks at what: the list of a kind, one item by its number, and perhaps the form of a verb."""

    access: CaseAccess
    face: Face[Any]
    request: Request
    pages: Pages
    actor: Actor
    number: str | None = None
    verb: str = ""

    def draw(self, template: str, values: Mapping[str, Any], status: int = 200) -> Response:
        """Return the page, in the words of the staff."""
        said = {"face": self.face, **values}
        return self.pages.speaking_to(Audience.STAFF).render(self.request, template, said, status)

    @property
    def asks(self) -> type[Asked]:
        """Return what the verb asks for; raise Missing where there is no such verb."""
        if self.verb != BEGIN:
            return self.face.volume.door(self.verb).asks
        if self.face.volume.begins is None:
            raise Missing
        asks: type[Asked] = self.face.volume.begins.asks
        return asks


def ledger_pages(access: CaseAccess, faces: Sequence[Face[Any]]) -> APIRouter:
    """Return the pages of every kind."""
    router = APIRouter(include_in_schema=False)
    for face in faces:
        _pages_of(router, access, face)
    return router


def _pages_of(router: APIRouter, access: CaseAccess, face: Face[Any]) -> None:
    here = f"/{face.path}"

    def visit(request: Request, actor: Actor, pages: Pages, number: str | None = None, verb: str = "") -> _Visit:
        return _Visit(access=access, face=face, request=request, actor=actor, pages=pages, number=number, verb=verb)

    @router.get(here)
    async def listed(
        request: Request,
        actor: CurrentActor,
        pages: PagesDep,
        said: Annotated[Mapping[str, str], Depends(wanted_by(face))],
    ) -> Response:
        return await _list(visit(request, actor, pages), said)

    @router.get(here + "/new")
    async def new(request: Request, actor: CurrentActor, pages: PagesDep) -> Response:
        return await _blank(visit(request, actor, pages, verb=BEGIN))

    @router.post(here, dependencies=[Depends(csrf_protected)])
    async def start(request: Request, actor: CurrentActor, pages: PagesDep) -> Response:
        return await _act(visit(request, actor, pages, verb=BEGIN))

    @router.get(here + "/{number}")
    async def one(request: Request, number: str, actor: CurrentActor, pages: PagesDep) -> Response:
        return await _show(visit(request, actor, pages, number))

    @router.get(here + "/{number}/{verb}")
    async def form(request: Request, number: str, verb: str, actor: CurrentActor, pages: PagesDep) -> Response:
        return await _blank(visit(request, actor, pages, number, verb))

    @router.post(here + "/{number}/{verb}", dependencies=[Depends(csrf_protected)])
    async def do(request: Request, number: str, verb: str, actor: CurrentActor, pages: PagesDep) -> Response:
        return await _act(visit(request, actor, pages, number, verb))


async def _list(visit: _Visit, said: Mapping[str, str]) -> Response:
    async with visit.access.begin(visit.actor) as work:
        lines, following = await list_items(work, visit.actor, visit.face, filter_of(visit.face, said))
        names = await _names(work, visit.actor)
        filters = [(one, await one.options(work, visit.actor)) for one in visit.face.filters]
    begins = visit.face.volume.begins
    asked = {name: value for name, value in said.items() if value and name != "after"}
    values = {
        "lines": lines,
        "said": said,
        "filters": [(one, options) for one, options in filters if options],
        "asked": asked,
        "next": urlencode(asked | {"after": following}) if following else "",
        "names": names,
        "may_begin": begins is not None and can(visit.actor, begins.action),
    }
    return visit.draw("routing/ledger_list.html", values)


async def _show(visit: _Visit, *, refused: str = "") -> Response:
    face, actor = visit.face, visit.actor
    async with visit.access.begin(actor) as work:
        opened = await open_item(work, actor, face, visit.number or "")
        sections = await face.show(work, actor, opened.item)
        names = await _names(work, actor)
        people = await work.ledger_queries.people({line.actor for line in opened.history})
    history = [
        (line.occurred_at, people.get(line.actor, ""), words) for line, words in reversed(face.named(opened.history))
    ]
    values = {
        "opened": opened,
        "item": opened.item,
        "sections": sections,
        "names": names,
        "history": history,
        "refused": refused,
        "page_of": staff_page,
        "at_once": {verb for verb in opened.verbs if not face.volume.door(verb).asks.model_fields},
    }
    return visit.draw("routing/ledger_item.html", values, 409 if refused else 200)


async def _names(work: RoutingWork, actor: Actor) -> Mapping[str, str]:
    found = await work.queries.departments(actor.desk_id, day_in_japan(utc_now()))
    return {one.code: one.name for one in found}


async def _blank(visit: _Visit) -> Response:
    """Return the form of a verb, where it can be done now; else the page that says so."""
    begins, number = visit.face.volume.begins, visit.number
    if number is None:
        require(visit.actor, begins.action if begins else Action.LEDGER_SEE)
        return await _form(visit)
    async with visit.access.begin(visit.actor) as work:
        opened = await open_item(work, visit.actor, visit.face, number)
    door = visit.face.volume.door(visit.verb)
    require(visit.actor, door.action, scope_of_item(opened.item))
    return await _form(visit) if visit.verb in opened.verbs else await _show(visit, refused=NotAllowedNow().public)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Again:
    """A form that comes back as it was filled in: what is wrong with it, or why it could not be done."""

    typed: FormData
    error: Invalid | None = None
    refused: str = ""

    @property
    def status(self) -> int:
        """Return with which status the page comes back."""
        return 422 if self.error else 409


async def _form(visit: _Visit, again: _Again | None = None) -> Response:
    asks, number = visit.asks, visit.number
    # A link may say what an item begins with, as that of a case to its publication does.
    said_before = {name: said for name, said in visit.request.query_params.items() if name in asks.model_fields}
    async with visit.access.begin(visit.actor) as work:
        opened = None if number is None else await open_item(work, visit.actor, visit.face, number)
        item = None if opened is None else opened.item
        choices = await visit.face.offered(work, visit.actor, item, asks.model_fields)
        if item is not None:
            filled = await visit.face.filled(work, item, visit.verb)
        elif receipt := visit.request.query_params.get("case"):
            filled = {**await visit.face.of_case(work, visit.actor, receipt), **said_before}
        else:
            filled = said_before
        sections = () if item is None else await visit.face.beside(work, visit.actor, item, visit.verb)
    typed = FormData() if again is None else again.typed
    fields = fields_of(asks, choices, {**filled, **(said_in(typed, asks, choices) if again else {})})
    values = {
        "opened": opened,
        "item": item,
        "verb": visit.verb,
        "fields": fields,
        "sections": sections,
        # Whoever sends it again has the page of now before them.
        "version": "" if item is None else item.version,
        "begun_as": _id(typed) or new_id(),
        "refused": again.refused if again else "",
        "errors": _errors(again.error if again else None, fields, typed),
        "action": f"/{visit.face.path}" + (f"/{number}/{visit.verb}" if number else ""),
    }
    return visit.draw("routing/ledger_form.html", values, again.status if again else 200)


def _id(typed: FormData) -> UUID | None:
    """Return under which id a form begins an item; None where it brings none."""
    with suppress(ValueError):
        return UUID(str(typed.get("begun_as", "")))
    return None


def _errors(error: Invalid | None, fields: Sequence[FormField], typed: FormData) -> list[tuple[str, str]]:
    """Return what is wrong at which field; what no field is to blame for stands at the first one."""
    if error is None:
        return []
    by_name = {one.name: one for one in fields}
    if isinstance(error, WrongInput):
        places = dict.fromkeys(place.split(".")[0] for place in error.places)
        return [
            (one, wrong_with(by_name[one], str(typed.get(one, ""))) if one in by_name else WrongInput.public_message)
            for one in places
        ]
    return [(getattr(error, "place", "") or next(iter(by_name), ""), error.public)]


async def _act(visit: _Visit) -> Response:
    typed = await visit.request.form()
    version = str(typed.get("version", ""))
    step = Step(actor=visit.actor, version=int(version) if version.isdecimal() else None, at=utc_now())
    face, number = visit.face, visit.number
    try:
        async with visit.access.begin(visit.actor) as work:
            doing = Doing(work=work, step=step, scheme=work.schemes.current[visit.actor.desk_id])
            item = None if number is None else await work.ledger.find(face.volume.book, visit.actor.desk_id, number)
            offered = await face.offered(work, visit.actor, item, visit.asks.model_fields)
            said = said_in(typed, visit.asks, offered)
            if number is None:
                item = await begin(face.volume, doing, said, item_id=_id(typed))
            else:
                item = await perform(face.volume, doing, number, visit.verb, said)
    except Invalid as error:
        return await _form(visit, _Again(typed=typed, error=error))
    except NotAllowed:
        raise
    except Refused as error:
        if number is None:
            return await _form(visit, _Again(typed=typed, refused=error.public))
        return await _refused(visit, typed, error.public)
    return see_other(visit.request, f"/{face.path}/{item.number}")


async def _refused(visit: _Visit, typed: FormData, why: str) -> Response:
    """Return the form with what was typed, where it can still be sent; else the item with the reason."""
    async with visit.access.begin(visit.actor) as work:
        opened = await open_item(work, visit.actor, visit.face, visit.number or "")
    if visit.verb in opened.verbs and visit.asks.model_fields:
        return await _form(visit, _Again(typed=typed, refused=why))
    return await _show(visit, refused=why)
