"""Many items of one kind at once, each folded from its history, in two statements."""

from collections import defaultdict
from typing import Final, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.ledger.book import Book, Born
from services.routing.domain.ledger.item import Item
from services.routing.storage.tables import ledger
from shared.events import Fact
from shared.events.catalogue import fact_class

I = TypeVar("I", bound=Item)  # noqa: E741 - an item
_ITEM: Final = ledger.item
_HISTORY: Final = ledger.history


async def folded(
    connection: AsyncConnection, book: Book[I], desk_id: str, *conditions: ColumnElement[bool]
) -> list[tuple[I, str]]:
    """Return the items of a desk with their titles, the oldest first; who may not see one does not get it."""
    rows = await connection.execute(
        select(_ITEM.c.item_id, _ITEM.c.number, _ITEM.c.title)
        .where(_ITEM.c.desk_id == desk_id, _ITEM.c.kind == book.kind, *conditions)
        .order_by(_ITEM.c.begun_at, _ITEM.c.item_id)
    )
    lines = rows.all()
    told = await _told(connection, [line.item_id for line in lines])
    return [
        (book.fold(Born(item_id=one.item_id, desk_id=desk_id, number=one.number), told[one.item_id]), one.title)
        for one in lines
    ]


async def _told(connection: AsyncConnection, item_ids: list[UUID]) -> dict[UUID, list[Fact]]:
    told: defaultdict[UUID, list[Fact]] = defaultdict(list)
    if item_ids:
        rows = await connection.execute(
            select(_HISTORY.c.item_id, _HISTORY.c.type, _HISTORY.c.data)
            .where(_HISTORY.c.item_id.in_(item_ids))
            .order_by(_HISTORY.c.item_id, _HISTORY.c.version)
        )
        for row in rows:
            told[row.item_id].append(fact_class(row.type).model_validate(row.data))
    return told
