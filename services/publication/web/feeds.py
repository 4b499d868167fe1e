"""The register for other programs: feeds, tables, and a fragment for other sites' pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.storage.entry_queries import Line, find_lines, place_of, register_state
from services.publication.web.atom import FeedLinks, atom_feed
from services.publication.web.caching import unchanged
from services.publication.web.data import register_csv, register_json
from services.publication.web.desk import BOTH, Look, Register

FED: Final = 100
_MOST: Final = 1000
_EMBEDDED: Final = 5
# Everybody may read it from a page of their own; there is nothing in it that is not for everybody.
_OPEN: Final = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
# May stand in a page of any site, runs nothing and sends nothing.
_EMBED_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
)
Written = Callable[[Look, Sequence[Line], FeedLinks, datetime | None], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One way to write the register down."""

    name: str
    media_type: str
    write: Written
    most: int = FED
    file_name: str = ""


def _json(look: Look, lines: Sequence[Line], links: FeedLinks, updated: datetime | None) -> bytes:
    return orjson.dumps(register_json(look, lines, links, updated))


def _csv(look: Look, lines: Sequence[Line], _links: FeedLinks, _updated: datetime | None) -> bytes:
    return register_csv(look, lines)


FEEDS: Final = (
    Feed(name="feed.atom", media_type="application/atom+xml; charset=utf-8", write=atom_feed),
    Feed(name="register.json", media_type="application/json", write=_json, most=_MOST),
    Feed(name="register.csv", media_type="text/csv; charset=utf-8", write=_csv, most=_MOST, file_name="register.csv"),
)


def feed_routes(register: Register) -> APIRouter:
    """Return the feeds and the fragment."""
    router = APIRouter(include_in_schema=False)
    for feed in FEEDS:
        _route(router, register, feed)

    @router.api_route("/register/embed", methods=BOTH)
    async def embedded(request: Request) -> Response:
        look = register.look(request, page=_EMBEDDED)
        async with register.begin() as connection:
            state = await register_state(connection, look.scheme.desk_id)
            mark = look.mark(state)
            if (same := unchanged(request, mark)) is not None:
                return same
            lines = await find_lines(connection, look.asked.asking())
        answer = look.page("embed.html", {"lines": lines}, mark)
        answer.headers["Content-Security-Policy"] = _EMBED_POLICY
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return answer

    return router


def _route(router: APIRouter, register: Register, feed: Feed) -> None:
    @router.api_route(f"/register/{feed.name}", methods=BOTH)
    async def fed(request: Request) -> Response:
        look = register.look(request, page=FED, largest=feed.most)
        async with register.begin() as connection:
            state = await register_state(connection, look.scheme.desk_id)
            mark = look.mark(state)
            if (same := unchanged(request, mark)) is not None:
                return same
            asking = look.asked.asking(by_change=True)
            found = await find_lines(connection, replace(asking, most=asking.most + 1))
        lines = found[: asking.most]
        links = _links(look, feed, lines, more=len(found) > len(lines))
        answer = Response(feed.write(look, lines, links, state.released_at), media_type=feed.media_type)
        answer.headers.update({**mark.headers, **_OPEN})
        if links.next:
            answer.headers["Link"] = f'<{links.next}>; rel="next"'
        if feed.file_name:
            answer.headers["Content-Disposition"] = f'attachment; filename="{feed.file_name}"'
        return answer


def _links(look: Look, feed: Feed, lines: Sequence[Line], *, more: bool) -> FeedLinks:
    query = look.asked.query()
    after = f"{place_of(lines[-1], by_change=True)}" if more else ""
    size = {} if look.asked.most == FED else {"n": str(look.asked.most)}
    path = look.absolute(f"/register/{feed.name}")
    here = {} if look.asked.after is None else {"after": str(look.asked.after)}
    return FeedLinks(
        itself=f"{path}{look.asked.query(**size, **here)}",
        page=look.absolute(f"/register{query}"),
        next=f"{path}{look.asked.query(**size, after=after)}" if more else "",
    )
