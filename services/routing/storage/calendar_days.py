"""The days that calendars show: of one case, or of all that a person takes part in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Row, and_, any_, cast, exists, literal, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.calendar import DAY_WORDS, CalendarDay, DayKind, kind_of
from services.routing.domain.membership import MemberState
from services.routing.domain.stage import ENDS, Stage
from services.routing.domain.task import TaskKind, TaskState
from services.routing.storage.case_list import Reader, readable
from services.routing.storage.tables import case_history, case_member, desk_case, ledger, task
from shared.events import MeetingRecorded
from shared.events.ledger import LedgerKind

# More no program shows, and no person has.
MOST: Final = 2000
_CASE: Final = desk_case.c
_ITEM: Final = ledger.item.c
_DUE: Final = ledger.due.c
_NEXT: Final = cast(case_history.c.data["next_day"].astext, Date)
_WORKING: Final = (Stage.COORDINATING, Stage.IMPLEMENTING)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDay:
    """A day of an item of the ledger; its words are for whoever shows it to say."""

    kind: LedgerKind
    day: CalendarDay


class CalendarDays:
    """The days in one transaction, as far as row-level security shows them to who asks."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def owed(self, wanted: ColumnElement[bool]) -> list[CalendarDay]:
        """Return what is owed by a day, or was called off, in the present round of cases that are worked on."""
        rows = await self._connection.execute(
            select(_CASE.receipt, task)
            .join_from(task, desk_case, and_(_CASE.case_id == task.c.case_id, _CASE.round == task.c.round))
            .where(wanted, _CASE.stage.in_(_WORKING), task.c.due.is_not(None), task.c.state != TaskState.DONE)
            .order_by(task.c.due, task.c.task_id)
            .limit(MOST)
        )
        return [_owed(row) for row in rows]

    async def agreed(self, wanted: ColumnElement[bool], since: date) -> list[CalendarDay]:
        """Return the days from *since* on by which something was agreed in a meeting, of cases that have not ended."""
        rows = await self._connection.execute(
            select(_CASE.receipt, case_history.c.event_id, case_history.c.occurred_at, _NEXT.label("day"))
            .join_from(case_history, desk_case, _CASE.case_id == case_history.c.case_id)
            .where(wanted, _CASE.stage.not_in(sorted(ENDS)), case_history.c.type == MeetingRecorded.type)
            .where(_NEXT >= since)  # noqa: SIM300 - a column is asked, not a constant
            .order_by(_NEXT, case_history.c.event_id)
            .limit(MOST)
        )
        return [_agreed(row) for row in rows]

    async def of_items(self, reader: Reader) -> list[ItemDay]:
        """Return the days of the ledger that the desk, or the reader's department, has to keep."""
        own = or_(_DUE.department == reader.department, literal(reader.department) == any_(_ITEM.departments))
        rows = await self._connection.execute(
            select(_ITEM.item_id, _ITEM.kind, _ITEM.number, _ITEM.version, _ITEM.changed_at, _DUE.what, _DUE.day)
            .join_from(ledger.due, ledger.item, _ITEM.item_id == _DUE.item_id)
            .where(_ITEM.desk_id == reader.desk_id, true() if reader.department is None else own)
            .order_by(_DUE.day, _ITEM.item_id, _DUE.what)
            .limit(MOST)
        )
        return [_of_item(row) for row in rows]


def of_case(case_id: UUID) -> ColumnElement[bool]:
    """Return the condition that it is this case."""
    return _CASE.case_id == case_id


def of_person(reader: Reader) -> ColumnElement[bool]:
    """Return the condition that *reader* takes part: as its officer, its department, or a municipality that joined."""
    if reader.guest:
        part = and_(
            case_member.c.case_id == _CASE.case_id,
            case_member.c.municipality == reader.department,
            case_member.c.state == MemberState.JOINED,
        )
        return and_(_CASE.desk_id == reader.desk_id, exists().where(part))
    own = _CASE.officer == reader.account_id if reader.department is None else readable(reader, _CASE)
    return and_(_CASE.desk_id == reader.desk_id, own)


def _owed(row: Row[Any]) -> CalendarDay:
    kind = kind_of(TaskKind(row.kind))
    return CalendarDay(
        thing=row.task_id,
        what=kind,
        number=row.receipt,
        words=DAY_WORDS[kind],
        day=row.due,
        changed_at=row.changed_at,
        # A task keeps no version of its own; the seconds of its life grow with each change as a version would.
        sequence=int((row.changed_at - row.set_at).total_seconds()),
        is_task=kind is not DayKind.MILESTONE,
        dropped=row.state == TaskState.DROPPED,
    )


def _agreed(row: Row[Any]) -> CalendarDay:
    return CalendarDay(
        thing=row.event_id,
        what=DayKind.MEETING,
        number=row.receipt,
        words=DAY_WORDS[DayKind.MEETING],
        day=row.day,
        changed_at=row.occurred_at,
        sequence=0,
    )


def _of_item(row: Row[*tuple[Any, ...]]) -> ItemDay:
    day = CalendarDay(
        thing=row.item_id,
        what=row.what,
        number=row.number,
        words="",
        day=row.day,
        changed_at=row.changed_at,
        sequence=row.version,
    )
    return ItemDay(kind=LedgerKind(row.kind), day=day)


def in_order(days: Sequence[CalendarDay]) -> list[CalendarDay]:
    """Return *days* as a calendar tells them: by day, then by number."""
    return sorted(days, key=lambda one: (one.day, one.number, one.what, str(one.thing)))
