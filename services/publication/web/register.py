"""The public register: for now the numbers, as a page and as data."""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.counts import YearCount, by_fiscal_year
from services.publication.storage.queries import months_by_desk
from shared.japanese.era import day_in_japan, fiscal_name
from shared.web.pages import Clock, Pages, pages_of, utc_now

CACHE_SECONDS: Final = 60
PagesDep = Annotated[Pages, Depends(pages_of)]
Begin = Callable[[], AbstractAsyncContextManager[AsyncConnection]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A desk whose numbers are shown."""

    desk_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCounts:
    """The numbers of one desk, newest fiscal year first."""

    desk: Desk
    years: tuple[YearCount, ...]


def register_pages(begin: Begin, desks: Callable[[], Sequence[Desk]], clock: Clock = utc_now) -> APIRouter:
    """Return the register; *begin* opens a transaction that may read the sums."""
    router = APIRouter()

    async def counts() -> list[DeskCounts]:
        async with begin() as connection:
            months = await months_by_desk(connection)
        today = day_in_japan(clock())
        return [DeskCounts(desk=desk, years=by_fiscal_year(months.get(desk.desk_id, ()), today)) for desk in desks()]

    @router.get("/register", include_in_schema=False)
    async def register(request: Request, pages: PagesDep) -> Response:
        values = {"desks": await counts(), "year_name": fiscal_name, "month_name": month_name}
        return cacheable(request, pages.render(request, "publication/register.html", values))

    @router.get("/register/counts.json")
    async def counts_as_data(request: Request) -> Response:
        body = orjson.dumps({"desks": [as_data(one) for one in await counts()]})
        return cacheable(request, Response(body, media_type="application/json"))

    return router


def cacheable(request: Request, answer: Response) -> Response:
    """Let everybody keep *answer* for a minute, and answer 304 to who holds the same bytes already."""
    tag = f'"{hashlib.sha256(answer.body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={CACHE_SECONDS}"}
    if "vary" in answer.headers:
        headers["Vary"] = answer.headers["vary"]
    # Proxies that compress turn a tag into a weak one; for a whole page that is the same page.
    held = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if held & {tag, "*"}:
        return Response(status_code=304, headers=headers)
    answer.headers.update(headers)
    return answer


def as_data(counts: DeskCounts) -> dict[str, Any]:
    """Return the numbers of a desk under names that stay."""
    return {
        "desk_id": counts.desk.desk_id,
        "name": counts.desk.name,
        "fiscal_years": [
            {
                "fiscal_year": year.fiscal_year,
                "name": fiscal_name(year.fiscal_year),
                "received": year.received,
                "in_progress": year.in_progress,
                "months": [
                    {
                        "month": f"{month.month:%Y-%m}",
                        "received": month.received,
                        "in_progress": month.in_progress,
                    }
                    for month in year.months
                ],
            }
            for year in counts.years
        ],
    }


def month_name(month: date) -> str:
    """Write the month as it stands in the row of a table."""
    return f"{month.month}月"
