"""What is still true of what the clock told: routing says which days are still owed, and what is still forgotten."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Column, Date, DateTime, MetaData, Table, Text, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.storage.tables import notification

# Declared here as far as notify reads it, for services do not import each other.
_ROUTING: Final = MetaData(schema="routing")
_case: Final = Table(
    "desk_case",
    _ROUTING,
    Column("case_id", Uuid, primary_key=True),
    Column("stage", Text),
    Column("waiting_until", Date),
)
_clock: Final = Table("case_clock", _ROUTING, Column("case_id", Uuid, primary_key=True), Column("promised", Date))
_offer: Final = Table(
    "offer", _ROUTING, Column("offer_id", Uuid, primary_key=True), Column("state", Text), Column("due", Date)
)
_task: Final = Table(
    "task", _ROUTING, Column("task_id", Uuid, primary_key=True), Column("state", Text), Column("due", Date)
)
_member: Final = Table(
    "case_member",
    _ROUTING,
    Column("case_id", Uuid, primary_key=True),
    Column("municipality", Text, primary_key=True),
    Column("state", Text),
    Column("due", Date),
)
_forgotten: Final = Table(
    "forgotten_case",
    _ROUTING,
    Column("finding_id", Uuid, primary_key=True),
    Column("resolved_at", DateTime(timezone=True)),
)
_IDS: Final = bindparam("ids", type_=ARRAY(Uuid))
_OWED: Final = select(_offer.c.offer_id.label("id"), _offer.c.due.label("day")).where(
    _offer.c.offer_id == func.any(_IDS), _offer.c.state.in_(("asked", "taken_up"))
)
_PROMISED: Final = (
    select(_case.c.case_id.label("id"), func.coalesce(_case.c.waiting_until, _clock.c.promised).label("day"))
    .outerjoin(_clock, _clock.c.case_id == _case.c.case_id)
    .where(_case.c.case_id == func.any(_IDS))
)
_TASKS: Final = select(_task.c.task_id.label("id"), _task.c.due.label("day")).where(
    _task.c.task_id == func.any(_IDS), _task.c.state == "open", _task.c.due.is_not(None)
)
_INVITED: Final = select(_member.c.case_id, _member.c.municipality, _member.c.due).where(
    _member.c.case_id == func.any(_IDS), _member.c.state == "invited"
)
_FORGOTTEN: Final = select(_forgotten.c.finding_id).where(
    _forgotten.c.finding_id == func.any(_IDS), _forgotten.c.resolved_at.is_(None)
)
_UNREAD: Final = select(notification.c.notification_id).where(
    notification.c.notification_id == func.any(_IDS), notification.c.read_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that somebody owes by a day: an offer, or what a case was promised."""

    id: UUID
    day: date


class ClockState:
    """Asks routing in the caller's transaction, about any number of things with one statement."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def owed(self, offers: Collection[UUID], cases: Collection[UUID]) -> frozenset[Owed]:
        """Return by which day each of these offers and cases still owes something; one that does not is left out."""
        found = [
            await self._connection.execute(query, {"ids": list(ids)})
            for query, ids in ((_OWED, offers), (_PROMISED, cases))
        ]
        return frozenset(Owed(row.id, row.day) for rows in found for row in rows)

    async def tasks_owed(self, task_ids: Collection[UUID]) -> frozenset[Owed]:
        """Return by which day each of these tasks is still owed; one that is not is left out."""
        if not task_ids:
            return frozenset()
        rows = await self._connection.execute(_TASKS, {"ids": list(task_ids)})
        return frozenset(Owed(row.id, row.day) for row in rows)

    async def still_invited(self, case_ids: Collection[UUID]) -> frozenset[tuple[UUID, str, date]]:
        """Return which municipalities still have to answer an invitation to these cases, each with its day."""
        if not case_ids:
            return frozenset()
        rows = await self._connection.execute(_INVITED, {"ids": list(case_ids)})
        return frozenset((row.case_id, row.municipality, row.due) for row in rows)

    async def still_forgotten(self, finding_ids: Collection[UUID]) -> frozenset[UUID]:
        """Return which of these findings nobody has mended yet."""
        return frozenset((await self._connection.execute(_FORGOTTEN, {"ids": list(finding_ids)})).scalars())

    async def still_unread(self, notification_ids: Collection[UUID]) -> frozenset[UUID]:
        """Return which of these notices nobody has opened yet."""
        return frozenset((await self._connection.execute(_UNREAD, {"ids": list(notification_ids)})).scalars())
