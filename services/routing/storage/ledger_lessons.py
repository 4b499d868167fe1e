"""What colleagues may learn from items of the ledger that came to their end."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.ledger.item import Item
from services.routing.storage.tables import ledger

_LESSON: Final = ledger.lesson.c


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLesson:
    """One lesson; *number* where the reader may see the item it comes from."""

    state: str
    told_at: datetime
    number: str | None
    words: str = field(repr=False)


class LedgerLessons:
    """Lessons in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def add(self, of: Item, state: str, words: str, *, at: datetime) -> None:
        """Let the words of a lesson be found; *state* is the end the item comes to."""
        values = {"item_id": of.item_id, "version": of.version, "desk_id": of.desk_id, "state": state}
        told = values | {"words": words.replace("\x00", ""), "told_at": at}
        await self._connection.execute(insert(ledger.lesson).values(told).on_conflict_do_nothing())

    async def found(self, desk_id: str, words: Sequence[str], *, most: int) -> list[ItemLesson]:
        """Return the newest lessons of a desk in which all of these words stand."""
        said = func.lower(_LESSON.words)
        wanted = [said.contains(word.lower(), autoescape=True) for word in words]
        # Row-level security leaves out the item a reader may not see; the lesson stays.
        rows = await self._connection.execute(
            select(_LESSON.state, _LESSON.told_at, _LESSON.words, ledger.item.c.number)
            .select_from(ledger.lesson.outerjoin(ledger.item, ledger.item.c.item_id == _LESSON.item_id))
            .where(_LESSON.desk_id == desk_id, *wanted)
            .order_by(_LESSON.told_at.desc(), _LESSON.item_id, _LESSON.state)
            .limit(most)
        )
        return [ItemLesson(state=row.state, told_at=row.told_at, number=row.number, words=row.words) for row in rows]
