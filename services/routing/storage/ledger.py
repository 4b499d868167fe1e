"""The ledger in PostgreSQL: items folded from their histories, compare-and-set on the version."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import Row, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.history import GENESIS
from services.routing.domain.ledger.book import Book, Born
from services.routing.domain.ledger.item import Item
from services.routing.ports import ChangedMeanwhile, Told
from services.routing.storage.record import Marks, Subject, chained, record
from services.routing.storage.tables import ledger, messaging
from shared.database.rows import insert_rows
from shared.errors import Missing
from shared.events import Classification, Fact, Recorded
from shared.events.catalogue import fact_class
from shared.events.ledger import LedgerKind
from shared.events.who import rules_of
from shared.japanese.era import day_in_japan, fiscal_year
from shared.ledger_numbers import kind_in, number_of
from shared.messaging.outbox import Outbox

I = TypeVar("I", bound=Item)  # noqa: E741 - an item
_ITEM: Final = ledger.item
_HISTORY: Final = ledger.history


class NoSuchItem(Missing):
    """There is no such item in the ledger, or it is not yours to see."""

    public_message = "この番号の記録は見つからないか、閲覧できません。"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """What begins: under which id and rules, and how lists call it."""

    item_id: UUID
    desk_id: str
    title: str
    scheme_version: int


class LedgerStore:
    """All items of all kinds, in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def get(self, book: Book[I], desk_id: str, number: str) -> I:
        """Return the item, locked until the transaction ends; raise NoSuchItem."""
        return await self._one(book, desk_id, number, lock=True)

    async def find(self, book: Book[I], desk_id: str, number: str) -> I:
        """Return the item to look at, without a lock; raise NoSuchItem."""
        return await self._one(book, desk_id, number, lock=False)

    async def _one(self, book: Book[I], desk_id: str, number: str, *, lock: bool) -> I:
        if kind_in(number) is not book.kind:
            raise NoSuchItem
        query = select(_ITEM.c.item_id).where(
            _ITEM.c.desk_id == desk_id, _ITEM.c.number == number, _ITEM.c.kind == book.kind
        )
        item_id = await self._connection.scalar(query.with_for_update() if lock else query)
        if item_id is None:
            raise NoSuchItem
        return book.fold(Born(item_id=item_id, desk_id=desk_id, number=number), await self.told(item_id))

    async def told(self, item_id: UUID) -> list[Fact]:
        """Return all facts of an item, the first first."""
        rows = await self._connection.execute(
            select(_HISTORY.c.type, _HISTORY.c.data).where(_HISTORY.c.item_id == item_id).order_by(_HISTORY.c.version)
        )
        return [fact_class(row.type).model_validate(row.data) for row in rows]

    async def exists(self, item_id: UUID) -> bool:
        """Tell whether an item begun under this id stands in the ledger."""
        return await self._connection.scalar(select(_ITEM.c.item_id).where(_ITEM.c.item_id == item_id)) is not None

    async def number_of(self, item_id: UUID) -> str:
        """Return the number an item bears; raise NoSuchItem."""
        found = await self._connection.scalar(select(_ITEM.c.number).where(_ITEM.c.item_id == item_id))
        if found is None:
            raise NoSuchItem
        return str(found)

    async def next_number(self, kind: LedgerKind, desk_id: str, told: Told) -> str:
        """Return the next number of the fiscal year; its counter stays locked until the commit, so ask late."""
        year = fiscal_year(day_in_japan(told.at))
        first = insert(ledger.counter).values(desk_id=desk_id, kind=kind, fiscal_year=year, last=1)
        counted = first.on_conflict_do_update(
            index_elements=["desk_id", "kind", "fiscal_year"], set_={"last": ledger.counter.c.last + 1}
        )
        count = (await self._connection.execute(counted.returning(ledger.counter.c.last))).scalar_one()
        return number_of(kind, year, count)

    async def begin(self, book: Book[I], new: NewItem, number: str, facts: Sequence[Fact], told: Told) -> I:
        """Store a new item and tell what began it."""
        born = Born(item_id=new.item_id, desk_id=new.desk_id, number=number)
        item = book.fold(born, facts)
        recorded = self._recorded(item, 0, facts, told, new.scheme_version)
        head, entries = chained(new.item_id, GENESIS, recorded, key="item_id")
        row = {
            "item_id": new.item_id,
            "desk_id": new.desk_id,
            "kind": book.kind,
            "number": number,
            "title": new.title.replace("\x00", ""),
            "scheme_version": new.scheme_version,
            "head_hash": head,
            "begun_at": told.at,
            "changed_at": told.at,
        }
        await self._connection.execute(insert(_ITEM).values(row | _columns(item)))
        await self._tell(entries, recorded)
        await self._follow(None, item)
        return item

    async def save(self, book: Book[I], before: I, facts: Sequence[Fact], told: Told, *, title: str | None = None) -> I:
        """Store what *facts* change, if nobody else changed it since *before*; raise ChangedMeanwhile."""
        row = await self._kept(before.item_id)
        after = before
        for fact in facts:
            after = book.evolve(after, fact)
        recorded = self._recorded(before, before.version, facts, told, row.scheme_version)
        head, entries = chained(before.item_id, row.head_hash, recorded, key="item_id")
        named = {} if title is None else {"title": title.replace("\x00", "")}
        changed = await self._connection.execute(
            update(_ITEM)
            .where(_ITEM.c.item_id == before.item_id, _ITEM.c.version == before.version)
            .values(**_columns(after), **named, head_hash=head, changed_at=told.at)
        )
        if changed.rowcount != 1:
            raise ChangedMeanwhile
        await self._tell(entries, recorded)
        await self._follow(before, after)
        return after

    async def _kept(self, item_id: UUID) -> Row[Any, Any]:
        query = select(_ITEM.c.head_hash, _ITEM.c.scheme_version).where(_ITEM.c.item_id == item_id)
        return (await self._connection.execute(query)).one()

    def _recorded(
        self, of: Item, version: int, facts: Sequence[Fact], told: Told, scheme_version: int
    ) -> list[Recorded[Fact]]:
        marks = Marks(rules_of(of.desk_id, scheme_version), Classification.LIMITED, of.item_id)
        return record(Subject(of.desk_id, of.item_id, version), facts, told, marks)

    async def _tell(self, entries: Sequence[dict[str, Any]], recorded: Sequence[Recorded[Fact]]) -> None:
        await insert_rows(self._connection, _HISTORY, entries)
        await Outbox(self._connection, messaging).add_all(recorded)

    async def _follow(self, before: Item | None, after: Item) -> None:
        """Keep beside the item what it belongs with and which days are to be kept."""
        old_cases, old_under = (before.cases, before.under) if before else (frozenset(), frozenset())
        await self._set(after, ledger.case, "case_id", after.cases - old_cases, old_cases - after.cases)
        await self._set(after, ledger.under, "number", after.under - old_under, old_under - after.under)
        old = frozenset(before.dues) if before else frozenset()
        new = frozenset(after.dues)
        for due in old - new:
            table = ledger.due
            await self._connection.execute(
                delete(table).where(table.c.item_id == after.item_id, table.c.what == due.what, table.c.day == due.day)
            )
        rows = [
            {
                "item_id": after.item_id,
                "what": due.what,
                "day": due.day,
                "remind_on": due.remind_on,
                "department": due.department,
                "told_soon": False,
                "told_over": False,
            }
            for due in sorted(new - old, key=lambda one: (one.day, one.what))
        ]
        await insert_rows(self._connection, ledger.due, rows)

    async def _set(self, item: Item, table: Any, name: str, more: Collection[Any], gone: Collection[Any]) -> None:
        if gone:
            await self._connection.execute(
                delete(table).where(table.c.item_id == item.item_id, table.c[name].in_(sorted(gone)))
            )
        await insert_rows(self._connection, table, [{"item_id": item.item_id, name: one} for one in sorted(more)])


def _columns(item: Item) -> dict[str, Any]:
    return {
        "state": item.state,
        "departments": sorted(item.departments),
        "lead": item.lead,
        "is_open": item.is_open,
        "marks": sorted(set(item.marks)),
        "version": item.version,
    }
