"""Reads of the ledger for pages: lists by kind, what belongs with a case or under an item, and histories."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.storage.queries import HistoryLine
from services.routing.storage.tables import ledger
from shared.access.tables import account
from shared.database.rows import list_of
from shared.events.ledger import LedgerKind
from shared.events.who import by_account

_ITEM: Final = ledger.item
PAGE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One line of a list; *next_due* is the nearest day that is to be kept."""

    item_id: UUID
    kind: LedgerKind
    number: str
    title: str
    state: str
    version: int
    lead: str | None
    departments: tuple[str, ...]
    begun_at: datetime
    changed_at: datetime
    next_due: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFilter:
    """Which items of a kind are wanted: words of the title, a state, and after which number the page goes on.

    All *marks* have to stand on an item; *late* is what was due before *today* and is not done.
    """

    words: str = ""
    state: str = ""
    after: str = ""
    marks: frozenset[str] = frozenset()
    late: str = ""
    today: date = date.min


class LedgerQueries:
    """What pages read of the ledger; row-level security leaves out what the reader may not see."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def listed(self, desk_id: str, kind: LedgerKind, wanted: ItemFilter) -> tuple[list[ItemLine], str | None]:
        """Return a page of the items of a kind, newest first, and after which number the next page begins."""
        query = _lines().where(_ITEM.c.desk_id == desk_id, _ITEM.c.kind == kind, *_conditions(desk_id, wanted))
        ordered = query.order_by(_ITEM.c.begun_at.desc(), _ITEM.c.item_id.desc()).limit(PAGE + 1)
        lines = [_line(row._mapping) for row in await self._connection.execute(ordered)]  # noqa: SLF001 - its way
        return lines[:PAGE], lines[PAGE - 1].number if len(lines) > PAGE else None

    async def marked(self, desk_id: str, kind: LedgerKind, name: str) -> list[str]:
        """Return the codes with which items of a kind are marked under a name."""
        each = select(func.unnest(_ITEM.c.marks).label("mark")).where(_ITEM.c.desk_id == desk_id, _ITEM.c.kind == kind)
        marks = each.subquery()
        query = select(marks.c.mark).distinct().where(marks.c.mark.startswith(f"{name}:", autoescape=True))
        found = await self._connection.scalars(query)
        return sorted(mark.removeprefix(f"{name}:") for mark in found)

    async def with_case(self, case_id: UUID) -> list[ItemLine]:
        """Return the items that belong with a case, oldest first."""
        beside = select(ledger.case.c.item_id).where(ledger.case.c.case_id == case_id)
        return await self._some(_ITEM.c.item_id.in_(beside))

    async def under(self, desk_id: str, number: str) -> list[ItemLine]:
        """Return the items that stand under another one, oldest first."""
        below = select(ledger.under.c.item_id).where(ledger.under.c.number == number)
        return await self._some((_ITEM.c.desk_id == desk_id) & _ITEM.c.item_id.in_(below))

    async def all_of(self, desk_id: str, kind: LedgerKind) -> list[ItemLine]:
        """Return all items of a kind, oldest first."""
        return await self._some((_ITEM.c.desk_id == desk_id) & (_ITEM.c.kind == kind))

    async def projects_under(self, desk_id: str, numbers: Collection[str]) -> Mapping[str, int]:
        """Return how many projects the reader sees under each of these; none of those under which nothing stands."""
        table = ledger.under
        rows = await self._connection.execute(
            select(table.c.number, func.count().label("projects"))
            .join(_ITEM, _ITEM.c.item_id == table.c.item_id)
            .where(_ITEM.c.desk_id == desk_id, _ITEM.c.kind == LedgerKind.PROJECT, table.c.number.in_(list(numbers)))
            .group_by(table.c.number)
        )
        return {row.number: row.projects for row in rows}

    async def by_number(self, desk_id: str, numbers: frozenset[str]) -> Mapping[str, ItemLine]:
        """Return the lines of these items, by number."""
        found = await self._some((_ITEM.c.desk_id == desk_id) & _ITEM.c.number.in_(sorted(numbers)))
        return {line.number: line for line in found}

    async def _some(self, condition: ColumnElement[bool]) -> list[ItemLine]:
        rows = await self._connection.execute(_lines().where(condition).order_by(_ITEM.c.begun_at, _ITEM.c.item_id))
        return [_line(row._mapping) for row in rows]  # noqa: SLF001 - its public way

    async def history(self, item_id: UUID) -> list[HistoryLine]:
        """Return what was told of an item, the first first."""
        table = ledger.history
        rows = await self._connection.execute(
            select(
                *(table.c[name] for name in ("version", "type", "actor", "occurred_at", "data", "hash", "rule_version"))
            )
            .where(table.c.item_id == item_id)
            .order_by(table.c.version)
        )
        return [HistoryLine(**{**row._mapping, "hash": row.hash.hex()}) for row in rows]  # noqa: SLF001 - its way

    async def people(self, actors: Collection[str]) -> Mapping[str, str]:
        """Return the names of those actors that are people of the office."""
        ids = {by_account(one): one for one in map(_account, actors) if one is not None}
        if not ids:
            return {}
        rows = await self._connection.execute(
            select(account.c.id, account.c.display_name).where(account.c.id.in_(sorted(ids.values())))
        )
        return {by_account(row.id): row.display_name for row in rows}


def _account(actor: str) -> UUID | None:
    kind, _, found = actor.partition(".")
    return UUID(found) if kind == "account" else None


def _lines() -> Select[Any]:
    due = ledger.due
    nearest = select(func.min(due.c.day)).where(due.c.item_id == _ITEM.c.item_id).scalar_subquery()
    names = ("item_id", "kind", "number", "title", "state", "version", "lead", "departments", "begun_at", "changed_at")
    return select(*(_ITEM.c[name] for name in names), nearest.label("next_due"))


def _conditions(desk_id: str, wanted: ItemFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.words:
        found.append(_ITEM.c.title.icontains(wanted.words, autoescape=True) | (_ITEM.c.number == wanted.words))
    if wanted.state:
        found.append(_ITEM.c.state == wanted.state)
    if wanted.marks:
        found.append(_ITEM.c.marks.bool_op("@>")(list_of(sorted(wanted.marks), Text())))
    if wanted.late:
        due = ledger.due
        missed = select(due.c.item_id).where(due.c.what == wanted.late, due.c.day < wanted.today)
        found.append(_ITEM.c.item_id.in_(missed))
    if wanted.after:
        last = [
            select(column).where(_ITEM.c.desk_id == desk_id, _ITEM.c.number == wanted.after).scalar_subquery()
            for column in (_ITEM.c.begun_at, _ITEM.c.item_id)
        ]
        found.append(tuple_(_ITEM.c.begun_at, _ITEM.c.item_id) < tuple_(*last))
    return found


def _line(row: Mapping[Any, Any]) -> ItemLine:
    return ItemLine(**{**row, "kind": LedgerKind(row["kind"]), "departments": tuple(row["departments"])})
