"""The page of an entry, its pictures, and what is left of one that was taken back."""

from datetime import date
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.publication.domain.entry import EntryKind, Openness
from services.publication.storage.entry_queries import Line, RegisterState, find_entry, find_picture
from services.publication.storage.places import NOBODY, PlacesTaken, find_places
from services.publication.web.asked import path_of, picture_address
from services.publication.web.caching import unchanged
from services.publication.web.desk import BOTH, Look, NotInRegister, Register
from shared.documents.public import PublicContent
from shared.japanese.era import day_in_japan, fiscal_name, wareki
from shared.public_words import places_words

# What a browser draws and cannot run; anything else is handed out as a file to save.
_DRAWN: Final = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"})
_PICTURE_POLICY: Final = "sandbox; default-src 'none'"


def entry_pages(register: Register) -> APIRouter:
    """Return the pages of entries."""
    router = APIRouter(include_in_schema=False)

    async def entry_page(request: Request, number: str) -> Response:
        look = register.look(request)
        async with register.begin() as connection:
            line = await find_entry(connection, look.scheme.desk_id, number)
            places = await find_places(connection, look.scheme.desk_id, number)
        if line is None:
            raise NotInRegister
        if request.url.path != path_of(line.kind, line.number):
            return RedirectResponse(look.address(line), status_code=HTTPStatus.PERMANENT_REDIRECT)
        mark = look.mark(_state_of(line, places), places)
        if (same := unchanged(request, mark)) is not None:
            return same
        if line.is_gone:
            return look.page("gone.html", {"line": line}, mark, HTTPStatus.GONE)
        return look.page("entry.html", _values(look, line, places), mark)

    async def picture(request: Request, number: str, position: int) -> Response:
        look = register.look(request)
        async with register.begin() as connection:
            line = await find_entry(connection, look.scheme.desk_id, number)
            found = None if line is None else await find_picture(connection, line, position)
        if line is None or found is None:
            raise NotInRegister
        mark = look.mark(_state_of(line))
        if (same := unchanged(request, mark)) is not None:
            return same
        media_type, content = found
        drawn = media_type in _DRAWN
        headers = {
            **mark.headers,
            "Content-Security-Policy": _PICTURE_POLICY,
            "Cross-Origin-Resource-Policy": "cross-origin",
            **({} if drawn else {"Content-Disposition": "attachment"}),
        }
        return Response(content, media_type=media_type if drawn else "application/octet-stream", headers=headers)

    for path in ("/register/calls/{number}", "/register/forums/{number}", "/register/{number}"):
        router.add_api_route(path, entry_page, methods=BOTH)
    router.add_api_route("/register/{number}/pictures/{position:int}", picture, methods=BOTH)
    return router


def _state_of(line: Line, places: PlacesTaken = NOBODY) -> RegisterState:
    """Return the state of the register as far as one entry depends on it; when places were taken, nobody wrote down."""
    at = None if places.tally else line.released_at
    return RegisterState(entries=line.version, counts=places.tally, changed_at=at, released_at=at, first_year=None)


def _values(look: Look, line: Line, places: PlacesTaken) -> dict[str, object]:
    content = PublicContent.model_validate(line.content)
    pictures = [
        (picture_address(line, position, front=look.asked.front), _caption(content, position))
        for position in range(1, line.card.get("pictures", 0) + 1)
    ]
    is_open = line.openness(look.today)
    return {
        "line": line,
        "content": content,
        "pictures": pictures,
        "facts": [(look.label(f"entry.{key}"), value) for key, value in _facts(line, content) if value],
        "places": "" if is_open is not Openness.OPEN else _places(content, places),
        "openness": is_open,
        "form_address": _form_address(look, line) if is_open is Openness.OPEN else "",
    }


def _places(content: PublicContent, places: PlacesTaken) -> str:
    """Return how the places of a forum stand while somebody may still come."""
    return places_words(content.capacity, places.taken, waiting_list=content.waiting_list, waiting=places.waiting)


def _facts(line: Line, content: PublicContent) -> list[tuple[str, str]]:
    """Return what is said of an entry in one line each, under the key of its words."""
    received = line.kind is EntryKind.CALL
    return [
        ("number", line.number if line.about is None else f"{line.number}（{line.about}）"),
        ("fields", "、".join(one.words for one in content.categories)),
        ("form", content.form.words if content.form else ""),
        ("year", "" if line.fiscal_year is None else fiscal_name(line.fiscal_year)),
        ("partners", "、".join(content.partners)),
        ("departments", "、".join(content.departments)),
        ("municipalities", "、".join(content.municipalities)),
        ("period", _days(content.begins_on, content.ends_on)),
        ("reception", _days(line.opens_on, line.closes_on) if received else ""),
        ("held", _day(line.held_on)),
        ("closes", "" if received else _day(line.closes_on)),
        ("place", content.place),
        ("shown", _day(day_in_japan(line.first_at))),
        ("changed", _day(day_in_japan(line.released_at)) if line.released_at > line.first_at else ""),
    ]


def _days(first: date | None, last: date | None) -> str:
    return (f"{_day(first)}から" if first else "") + (f"{_day(last)}まで" if last else "")


def _day(day: date | None) -> str:
    return "" if day is None else wareki(day)


def _caption(content: PublicContent, position: int) -> str:
    return content.captions[position - 1] if position <= len(content.captions) else ""


def _form_address(look: Look, line: Line) -> str:
    """Return where somebody applies for a call or registers for a forum."""
    match line.kind:
        case EntryKind.CALL:
            return f"{look.desk_path}/propose?call={line.number}"
        case EntryKind.FORUM:
            return f"{look.desk_path}/attend?forum={line.number}"
        case _:
            return ""
