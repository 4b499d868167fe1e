"""The public numbers: as tables with charts on the page, and as data."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from fastapi import APIRouter
from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.counts import OUTCOMES, DeskCounts, Span, YearCount, by_fiscal_year
from services.publication.storage.queries import counts_by_desk
from services.publication.web.caching import Mark, unchanged
from services.publication.web.chart import Bar, columns, rows
from services.publication.web.desk import BOTH, Look, Register
from services.publication.web.labels import OUTCOME_WORDS
from shared.japanese.era import day_in_japan, fiscal_name

_BELOW: Final = "同じ件数を下の表に示します。"
_SUMS: Final = ("received", *OUTCOMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The numbers of a desk with their charts, newest fiscal year first."""

    years: tuple[YearCount, ...]
    by_year: Markup
    by_month: Markup
    outcomes: tuple[tuple[str, str], ...]
    columns: list[tuple[str, str]]


async def counts_of(connection: AsyncConnection, look: Look) -> tuple[YearCount, ...]:
    """Return the numbers of the desk, newest fiscal year first."""
    counted = await counts_by_desk(connection, look.today)
    return by_fiscal_year(counted.get(look.scheme.desk_id, DeskCounts()), look.today)


def drawn(years: tuple[YearCount, ...]) -> Drawn:
    """Return the numbers with the charts that show them."""
    newest = years[0]
    months = [Bar(name=f"{month.month.month}月", parts=(month.received,)) for month in newest.months]
    in_years = [
        Bar(name=fiscal_name(year.fiscal_year), parts=tuple(year.total(name) for name in OUTCOMES)) for year in years
    ]
    return Drawn(
        years=years,
        by_year=rows(f"年度ごとの提案と、その後の状況の図。{_BELOW}", in_years),
        by_month=columns(f"{fiscal_name(newest.fiscal_year)}の月ごとの受付件数の図。{_BELOW}", months),
        outcomes=tuple((name, OUTCOME_WORDS[name]) for name in OUTCOMES),
        columns=[(OUTCOME_WORDS[name], "number") for name in OUTCOMES],
    )


def count_routes(register: Register) -> APIRouter:
    """Return the numbers of all desks as data."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/register/counts.json", methods=BOTH)
    async def counts_as_data(request: Request) -> Response:
        today = day_in_japan(register.clock())
        async with register.begin() as connection:
            counted = await counts_by_desk(connection, today)
        desks = [
            as_data(one.desk_id, one.name, by_fiscal_year(counted.get(one.desk_id, DeskCounts()), today))
            for one in register.schemes.values()
        ]
        body = orjson.dumps({"desks": desks})
        mark = Mark(tag=f'"{hashlib.sha256(body).hexdigest()[:32]}"')
        return unchanged(request, mark) or Response(body, media_type="application/json", headers=dict(mark.headers))

    return router


def as_data(desk_id: str, name: str, years: tuple[YearCount, ...]) -> Mapping[str, Any]:
    """Return the numbers of a desk under names that stay."""
    return {"desk_id": desk_id, "name": name, "fiscal_years": [_year(year) for year in years]}


def _year(year: YearCount) -> Mapping[str, Any]:
    return {
        "fiscal_year": year.fiscal_year,
        "name": fiscal_name(year.fiscal_year),
        **{name: year.total(name) for name in _SUMS},
        "days_to_answer": _span(year.spans.judged),
        "days_to_realisation": _span(year.spans.realised),
        "months": [
            {"month": f"{month.month:%Y-%m}", **{name: getattr(month, name) for name in _SUMS}} for month in year.months
        ],
    }


def _span(span: Span) -> Mapping[str, int | None]:
    return {"median": span.days, "proposals": span.of}
