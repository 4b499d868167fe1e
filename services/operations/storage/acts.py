"""What operators did: appended, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.delivery import Act
from services.operations.storage.tables import operator_act
from shared.access.tables import account
from shared.ids import new_id

_OF_A_READER: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLine:
    """One act; *reader* and *event_id* are None where it was on more than one."""

    at: datetime
    act: Act
    reason: str | None
    by: str
    reader: str | None = None
    event_id: UUID | None = None
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAct:
    """What somebody did: to one delivery, to a reader, or to many deliveries that `after` names by their readers."""

    act: Act
    by: UUID
    at: datetime
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reader: str | None = None
    event_id: UUID | None = None
    count: int = 1
    reason: str | None = None


class ActStore:
    """The table operator_act, in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, new: NewAct) -> None:
        """Write it down for ever."""
        await self._connection.execute(
            insert(operator_act).values(
                act_id=new_id(),
                at=new.at,
                account_id=new.by,
                act=new.act.value,
                reader=new.reader,
                event_id=new.event_id,
                count=new.count,
                reason=new.reason,
                before=new.before,
                after=new.after,
            )
        )

    async def of(self, reader: str, event_id: UUID) -> list[ActLine]:
        """Return the acts on one delivery, alone or among others, newest first."""
        among = {"deliveries": {reader: [str(event_id)]}}
        return await self._lines(
            _LINES.where(
                or_(
                    and_(operator_act.c.reader == reader, operator_act.c.event_id == event_id),
                    and_(operator_act.c.event_id.is_(None), operator_act.c.after.contains(among)),
                )
            )
        )

    async def on_reader(self, reader: str) -> list[ActLine]:
        """Return when a reader was stopped and let go on, newest first."""
        whole = (Act.PAUSE.value, Act.RESUME.value)
        return await self._lines(
            _LINES.where(operator_act.c.reader == reader, operator_act.c.act.in_(whole)).limit(_OF_A_READER)
        )

    async def newest(self, limit: int) -> list[ActLine]:
        """Return what operators did last."""
        return await self._lines(_LINES.limit(limit))

    async def _lines(self, statement: Select[Any]) -> list[ActLine]:
        rows = await self._connection.execute(statement)
        return [
            ActLine(
                at=row["at"],
                act=Act(row["act"]),
                reason=row["reason"],
                by=row["display_name"] or "",
                reader=row["reader"],
                event_id=row["event_id"],
                count=row["count"],
            )
            for row in rows.mappings()
        ]


_LINES: Final = (
    select(
        operator_act.c.at,
        operator_act.c.act,
        operator_act.c.reason,
        operator_act.c.reader,
        operator_act.c.event_id,
        operator_act.c.count,
        account.c.display_name,
    )
    .outerjoin(account, account.c.id == operator_act.c.account_id)
    .order_by(operator_act.c.at.desc(), operator_act.c.act_id.desc())
)
