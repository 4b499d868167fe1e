"""Reads for the public numbers: sums only."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from sqlalchemy import Date, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.publication.domain.counts import OUTCOMES, DeskCounts, MonthCount, Span, Spans

_SUMS: Final = ("received", *OUTCOMES)
_DAY: Final = bindparam("day", type_=Date())
_counts: Final = func.publication.counts_on(_DAY).table_valued("desk_id", "month", *_SUMS, name="counts")
_spans: Final = func.publication.spans_on(_DAY).table_valued(
    "desk_id", "fiscal_year", "judged", "days_to_judge", "realised", "days_to_realise", name="spans"
)
_COUNTS: Final = select(*_counts.c).order_by(_counts.c.desk_id, _counts.c.month)
_SPANS: Final = select(*_spans.c)


async def counts_by_desk(connection: AsyncConnection, today: date) -> Mapping[str, DeskCounts]:
    """Return what was counted, by desk, as of a day; two statements, whatever the number of desks and years."""
    months: dict[str, list[MonthCount]] = {}
    for row in await connection.execute(_COUNTS, {"day": today}):
        count = MonthCount(month=row.month, **{name: getattr(row, name) for name in _SUMS})
        months.setdefault(row.desk_id, []).append(count)
    spans: dict[str, dict[int, Spans]] = {}
    for row in await connection.execute(_SPANS, {"day": today}):
        spans.setdefault(row.desk_id, {})[row.fiscal_year] = Spans(
            judged=Span(days=row.days_to_judge, of=row.judged),
            realised=Span(days=row.days_to_realise, of=row.realised),
        )
    return {
        desk_id: DeskCounts(months=tuple(of_desk), spans=spans.get(desk_id, {})) for desk_id, of_desk in months.items()
    }
