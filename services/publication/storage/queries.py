"""Reads for the public numbers: sums only."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.publication.domain.counts import OUTCOMES, DeskCounts, MonthCount, Span, Spans
from services.publication.storage.tables import register_counts, register_spans

_SUMS = ("received", *OUTCOMES)


async def counts_by_desk(connection: AsyncConnection) -> Mapping[str, DeskCounts]:
    """Return what was counted, by desk; two statements, whatever the number of desks and years."""
    months: dict[str, list[MonthCount]] = {}
    sums = select(register_counts.c.desk_id, register_counts.c.month, *(register_counts.c[name] for name in _SUMS))
    for row in await connection.execute(sums.order_by(register_counts.c.desk_id, register_counts.c.month)):
        count = MonthCount(month=row.month, **{name: getattr(row, name) for name in _SUMS})
        months.setdefault(row.desk_id, []).append(count)
    spans: dict[str, dict[int, Spans]] = {}
    found = select(
        register_spans.c.desk_id,
        register_spans.c.fiscal_year,
        register_spans.c.judged,
        register_spans.c.days_to_judge,
        register_spans.c.realised,
        register_spans.c.days_to_realise,
    )
    for row in await connection.execute(found):
        spans.setdefault(row.desk_id, {})[row.fiscal_year] = Spans(
            judged=Span(days=row.days_to_judge, of=row.judged),
            realised=Span(days=row.days_to_realise, of=row.realised),
        )
    return {
        desk_id: DeskCounts(months=tuple(of_desk), spans=spans.get(desk_id, {})) for desk_id, of_desk in months.items()
    }
