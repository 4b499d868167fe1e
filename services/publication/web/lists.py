"""The lists of the register: everything with its filters, and calls, agreements and forums apart."""

from collections.abc import Sequence
from dataclasses import replace

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.entry import EntryKind
from services.publication.storage.entry_queries import Line, find_lines, place_of, register_state
from services.publication.web.caching import unchanged
from services.publication.web.counts import counts_of, drawn
from services.publication.web.desk import BOTH, Look, Register
from services.publication.web.labels import COOPERATIONS
from shared.japanese.era import fiscal_name, fiscal_year


def list_pages(register: Register) -> APIRouter:
    """Return the pages of lists."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/register", methods=BOTH)
    async def everything(request: Request) -> Response:
        look = register.look(request)
        # The numbers stand on the page that nobody has narrowed.
        with_counts = not look.asked.narrows and look.asked.after is None
        async with register.begin() as connection:
            state = await register_state(connection, look.scheme.desk_id)
            mark = look.mark(state, state.counts if with_counts else None)
            if (same := unchanged(request, mark)) is not None:
                return same
            lines = await _a_page(connection, look)
            counts = await counts_of(connection, look) if with_counts else None
        this_year = fiscal_year(look.today)
        years = range(this_year + 1, (state.first_year or this_year) - 1, -1)
        values = {
            **_page_of(look, lines),
            "fields": [(one.code, one.words) for one in look.scheme.categories],
            "forms": list(COOPERATIONS.items()),
            "years": [(str(year), fiscal_name(year)) for year in years],
            "counts": None if counts is None else drawn(counts),
            "desks": _other_desks(look),
        }
        return look.page("register.html", values, mark)

    for path, kind in (("calls", EntryKind.CALL), ("agreements", EntryKind.AGREEMENT), ("forums", EntryKind.FORUM)):
        _list_of(router, register, path, kind)
    return router


def _list_of(router: APIRouter, register: Register, path: str, kind: EntryKind) -> None:
    @router.api_route(f"/register/{path}", methods=BOTH)
    async def of_kind(request: Request) -> Response:
        look = register.look(request)
        async with register.begin() as connection:
            state = await register_state(connection, look.scheme.desk_id)
            mark = look.mark(state)
            if (same := unchanged(request, mark)) is not None:
                return same
            lines = await _a_page(connection, look, kind)
        words = {part: look.label(f"{path}.{part}") for part in ("title", "lead", "none")}
        return look.page("list_of_kind.html", {**_page_of(look, lines), "kind": kind, "words": words}, mark)


async def _a_page(connection: AsyncConnection, look: Look, *kinds: EntryKind) -> Sequence[Line]:
    """Return one more than a page holds, where there are more."""
    asking = look.asked.asking(*kinds)
    return await find_lines(connection, replace(asking, most=asking.most + 1))


def _page_of(look: Look, lines: Sequence[Line]) -> dict[str, object]:
    shown = lines[: look.asked.most]
    more = len(lines) > len(shown)
    after = str(place_of(shown[-1], by_change=False)) if more else ""
    return {
        "lines": shown,
        "next": f"{look.request.url.path}{look.asked.query(after=after)}" if more else "",
        "short_word": look.asked.asking().has_short_word,
    }


def _other_desks(look: Look) -> list[tuple[str, str]]:
    schemes = look.register.schemes
    return [
        (f"{one.prefecture} {one.name}", "/register" if one is schemes.front else f"/register?desk={one.desk_id}")
        for one in schemes.values()
        if one.desk_id != look.scheme.desk_id
    ]
