"""All applications of a call on one page: to sort and take along, to screen, to score, to decide."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from services.routing.domain.ledger.calls.call import Call
from services.routing.domain.refusals import NotAllowedNow
from services.routing.handlers.acting import Step
from services.routing.handlers.ledger.calls.applications import Decisions
from services.routing.handlers.ledger.calls.volume import CALLS
from services.routing.handlers.ledger.door import Doing, perform, scope_of_item
from services.routing.web.access import CaseAccess
from services.routing.web.ledger.calls.face import CALL_FACE
from services.routing.web.ledger.calls.rows import SORTS, as_file, rows_of
from services.routing.web.ledger.calls.wrong_rows import errors_in
from services.routing.web.ledger.looking import open_item
from shared.access.actor import Actor
from shared.access.policy import NotAllowed, require
from shared.access.web import CurrentActor
from shared.documents.calls import CallText
from shared.errors import Invalid, Refused
from shared.web.csrf import csrf_protected
from shared.web.downloads import download
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of, see_other, utc_now

PagesDep = Annotated[Pages, Depends(pages_of)]
Sort = Annotated[str, Query(max_length=20)]
_LOOK: Final = "applications"
_WORDS: Final = ("adopted_words", "not_adopted_words", "not_adopted_reason", "alternatives")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """Who looks at the applications of which call, and for what."""

    access: CaseAccess
    request: Request
    pages: Pages
    actor: Actor
    number: str
    verb: str = _LOOK
    sort: str = "receipt"


def call_pages(access: CaseAccess) -> APIRouter:
    """Return the pages; they come before those that every kind of item has."""
    router = APIRouter(include_in_schema=False)

    @router.get("/calls/{number}/applications")
    async def look(
        request: Request, number: str, actor: CurrentActor, pages: PagesDep, sort: Sort = "receipt"
    ) -> Response:
        return await _draw(_Visit(access=access, request=request, pages=pages, actor=actor, number=number, sort=sort))

    @router.get("/calls/{number}/applications.csv")
    async def take_along(number: str, actor: CurrentActor, sort: Sort = "receipt") -> Response:
        async with access.begin(actor) as work:
            opened = await open_item(work, actor, CALL_FACE, number)
            rows = await rows_of(work, actor, opened.item, sort)
        return download(as_file(rows), name=f"{number}_応募.csv")

    for verb in _SAID:
        _table_of(router, access, verb)
    return router


def _table_of(router: APIRouter, access: CaseAccess, verb: str) -> None:
    def visit(request: Request, number: str, actor: Actor, pages: Pages, sort: str = "receipt") -> _Visit:
        return _Visit(access=access, request=request, pages=pages, actor=actor, number=number, verb=verb, sort=sort)

    @router.get(f"/calls/{{number}}/{verb}")
    async def form(
        request: Request, number: str, actor: CurrentActor, pages: PagesDep, sort: Sort = "receipt"
    ) -> Response:
        return await _draw(visit(request, number, actor, pages, sort))

    @router.post(f"/calls/{{number}}/{verb}", dependencies=[Depends(csrf_protected)])
    async def do(request: Request, number: str, actor: CurrentActor, pages: PagesDep) -> Response:
        return await _act(visit(request, number, actor, pages))


async def _draw(visit: _Visit, *, error: Invalid | Refused | None = None, typed: FormData | None = None) -> Response:
    async with visit.access.begin(visit.actor) as work:
        opened = await open_item(work, visit.actor, CALL_FACE, visit.number)
        call: Call = opened.item
        if visit.verb != _LOOK:
            require(visit.actor, CALLS.door(visit.verb).action, scope_of_item(call))
        if visit.verb != _LOOK and visit.verb not in opened.verbs:
            visit, error = replace(visit, verb=_LOOK), error or NotAllowedNow()
        rows = await rows_of(work, visit.actor, call, visit.sort)
        text = await work.ledger_texts.open(call.text_id, CallText)
    errors = errors_in(error, visit.verb, typed, call) if isinstance(error, Invalid) else []
    values = {
        "opened": opened,
        "item": call,
        # What is decided is looked at, and neither screened nor decided once more.
        "rows": rows if visit.verb == _LOOK else [row for row in rows if row.application.adopted is None],
        "criteria": text.criteria,
        "verb": visit.verb,
        "title": CALL_FACE.verbs.get(visit.verb, "応募の一覧"),
        "sorts": SORTS,
        "sort": visit.sort if visit.sort in SORTS else "receipt",
        "acts": [(one, CALL_FACE.verbs[one]) for one in _SAID if one in opened.verbs],
        "typed": {} if typed is None else dict(typed),
        "fields": [(name, *_words_of(name)) for name in _WORDS],
        "refused": error.public if isinstance(error, Refused) else "",
        "errors": errors,
        "wrong": {place for place, _ in errors},
        "version": call.version if typed is None else typed.get("version", ""),
    }
    status = 200 if error is None else 422 if isinstance(error, Invalid) else 409
    staff = visit.pages.speaking_to(Audience.STAFF)
    return staff.render(visit.request, "routing/call_applications.html", values, status)


def _words_of(name: str) -> tuple[str | None, str, str]:
    """Return how the words for all are called, what they are for, and what they are where nobody writes others."""
    field = Decisions.model_fields[name]
    return field.title, field.description or "", field.default


async def _act(visit: _Visit) -> Response:
    typed = await visit.request.form()
    version = str(typed.get("version", ""))
    step = Step(actor=visit.actor, version=int(version) if version.isdecimal() else None, at=utc_now())
    try:
        async with visit.access.begin(visit.actor) as work:
            call = await work.ledger.find(CALLS.book, visit.actor.desk_id, visit.number)
            doing = Doing(work=work, step=step, scheme=work.schemes.current[visit.actor.desk_id])
            await perform(CALLS, doing, visit.number, visit.verb, _SAID[visit.verb](typed, call))
    except NotAllowed:
        raise
    except (Invalid, Refused) as error:
        return await _draw(visit, error=error, typed=typed)
    return see_other(visit.request, f"/calls/{visit.number}/applications")


def _screenings(typed: FormData, call: Call) -> Mapping[str, Any]:
    said = [
        {"receipt": one, "passed": typed[f"passed-{one}"] == "yes", "reason": typed.get(f"reason-{one}", "")}
        for one in call.applications
        if typed.get(f"passed-{one}") in {"yes", "no"}
    ]
    return {"screenings": said}


def _scores(typed: FormData, call: Call) -> Mapping[str, Any]:
    said = []
    for one in call.applications:
        points = [str(typed.get(f"points-{one}-{place}", "")).strip() for place in range(len(call.weights))]
        if any(points):
            # One that is left empty is missing, and is asked for at its own place.
            said.append({"receipt": one, "points": points, "comment": typed.get(f"comment-{one}", "")})
    return {"scores": said}


def _decisions(typed: FormData, call: Call) -> Mapping[str, Any]:
    said = [
        {"receipt": one, "adopted": typed[f"adopted-{one}"] == "yes", "reason": typed.get(f"reason-{one}", "")}
        for one in call.applications
        if typed.get(f"adopted-{one}") in {"yes", "no"}
    ]
    return {"decisions": said, **{name: typed[name] for name in _WORDS if name in typed}}


_SAID: Final[Mapping[str, Callable[[FormData, Call], Mapping[str, Any]]]] = {
    "screen": _screenings,
    "score": _scores,
    "decide": _decisions,
}
