"""The days of the ledger that somebody has to keep, and whether they were told that a day is near or has passed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.ports import Told
from services.routing.storage.record import Marks, Subject, record
from services.routing.storage.tables import ledger, messaging
from shared.events import Classification
from shared.events.ledger import LedgerDueSoon, LedgerKind, LedgerOverdue
from shared.events.who import by_service, rules_of
from shared.ids import new_id
from shared.messaging.outbox import Outbox

_DUE: Final = ledger.due
_ITEM: Final = ledger.item


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfItem:
    """A day of an item that is near, or (*over*) has passed, and was not told so far."""

    item_id: UUID
    desk_id: str
    kind: LedgerKind
    number: str
    what: str
    day: date
    department: str | None
    scheme_version: int
    over: bool


class LedgerDues:
    """The days of all items, in one transaction of the worker."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def untold(self, desk_id: str, today: date, *, most: int) -> list[DayOfItem]:
        """Return the days of a desk that are to be told *today*, locked; others that look leave them out."""
        columns = (_DUE.c.item_id, _DUE.c.what, _DUE.c.day, _DUE.c.department, _DUE.c.told_soon)
        rows = await self._connection.execute(
            select(*columns, _ITEM.c.desk_id, _ITEM.c.kind, _ITEM.c.number, _ITEM.c.scheme_version)
            .join(_ITEM, _ITEM.c.item_id == _DUE.c.item_id)
            .where(_ITEM.c.desk_id == desk_id, ~_DUE.c.told_over, _DUE.c.remind_on <= today)
            .where(~_DUE.c.told_soon | (_DUE.c.day < today))
            .order_by(_DUE.c.day, _DUE.c.item_id, _DUE.c.what)
            .limit(most)
            .with_for_update(of=_DUE, skip_locked=True)
        )
        return [
            DayOfItem(
                item_id=row.item_id,
                desk_id=row.desk_id,
                kind=LedgerKind(row.kind),
                number=row.number,
                what=row.what,
                day=row.day,
                department=row.department,
                scheme_version=row.scheme_version,
                over=row.day < today,
            )
            for row in rows
        ]

    async def passed(self, kind: LedgerKind, what: str, today: date, *, most: int) -> list[tuple[str, str]]:
        """Return desk and number of the items of a kind for which *what* was due before *today*, earliest first."""
        rows = await self._connection.execute(
            select(_ITEM.c.desk_id, _ITEM.c.number)
            .join(_DUE, _DUE.c.item_id == _ITEM.c.item_id)
            .where(_ITEM.c.kind == kind, _DUE.c.what == what, _DUE.c.day < today)
            .order_by(_DUE.c.day, _ITEM.c.item_id)
            .limit(most)
        )
        return [(row.desk_id, row.number) for row in rows]

    async def tell(self, days: Sequence[DayOfItem], at: datetime) -> None:
        """Tell of each day once, and remember that it was told."""
        told = Told(actor=by_service("routing"), at=at)
        facts = []
        for one in days:
            fact = (LedgerOverdue if one.over else LedgerDueSoon)(
                item_id=one.item_id,
                number=one.number,
                kind=one.kind,
                what=one.what,
                due=one.day,
                department=one.department,
            )
            marks = Marks(rules_of(one.desk_id, one.scheme_version), Classification.LIMITED, one.item_id)
            facts += record(Subject(one.desk_id, new_id(), 0), [fact], told, marks)
            await self._connection.execute(
                update(_DUE)
                .where(_DUE.c.item_id == one.item_id, _DUE.c.what == one.what, _DUE.c.day == one.day)
                .values(told_soon=True, told_over=one.over)
            )
        await Outbox(self._connection, messaging).add_all(facts)
