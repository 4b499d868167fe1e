"""Pauses of intake: at most one stands at a desk, and every one that ever stood is kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Row, Text, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.outcome import Decision, HoldReason, Outcome
from services.intake.domain.pausing import IntakePause
from services.intake.storage.tables import decision, holding, pause, raw_message
from shared.access.tables import account
from shared.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPause:
    """A pause with the names of who began and who ended it."""

    pause: IntakePause
    begun_by: str
    ended_by: str


class Pauses:
    """The rows of `pause` in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def standing(self, desks: Collection[str], *, at: datetime) -> dict[str, IntakePause]:
        """Return the pauses that stand at this moment, by desk."""
        rows = await self._connection.execute(_OPEN, {"desks": list(desks)})
        found = (_pause(row) for row in rows)
        return {one.desk_id: one for one in found if one.stands_at(at)}

    async def begin(self, new: IntakePause) -> bool:
        """Write a pause that begins; False when one stands that somebody began at the same moment."""
        row = insert(pause).values({name: getattr(new, name) for name in _COLUMNS})
        free = row.on_conflict_do_nothing(index_elements=[pause.c.desk_id], index_where=text("ended_at IS NULL"))
        return (await self._connection.execute(free.returning(pause.c.pause_id))).one_or_none() is not None

    async def end(self, desk_id: str, *, by: UUID, at: datetime, changed: bool = False) -> IntakePause | None:
        """End the pause of a desk, or the notice that is *changed*, and return it; None when there is none."""
        ending = (
            update(pause)
            .where(pause.c.desk_id == desk_id, pause.c.ended_at.is_(None))
            .values(ended_at=at, ended_by=by, changed=changed)
            .returning(*_ALL)
        )
        row = (await self._connection.execute(ending)).one_or_none()
        return None if row is None else _pause(row)

    async def expire(self, *, at: datetime) -> list[IntakePause]:
        """End the pauses whose day has come, and return them."""
        ending = (
            update(pause)
            .where(pause.c.ended_at.is_(None), pause.c.until <= at)
            .values(ended_at=pause.c.until)
            .returning(*_ALL)
        )
        return [_pause(row) for row in await self._connection.execute(ending)]

    async def let_in(self, *, at: datetime, most: int) -> int:
        """Let what only pauses held be read again, the oldest first; return how many messages that were.

        What a person has decided on meanwhile, and what belongs to a desk that is paused still or again, is left alone.
        """
        waiting = (
            select(raw_message.c.raw_id, raw_message.c.desk_id)
            .join_from(holding, raw_message, raw_message.c.raw_id == holding.c.raw_id)
            .where(
                _WAITING,
                raw_message.c.outcome == Outcome.HELD,
                holding.c.desk_id.not_in(select(pause.c.desk_id).where(pause.c.ended_at.is_(None))),
            )
            .order_by(raw_message.c.received_at, raw_message.c.raw_id)
            .limit(most)
            .with_for_update(skip_locked=True, of=raw_message)
        )
        found = list(await self._connection.execute(waiting))
        if not found:
            return 0
        raw_ids = [row.raw_id for row in found]
        await self._connection.execute(
            update(raw_message)
            .where(raw_message.c.raw_id.in_(raw_ids))
            .values(
                outcome=Outcome.PENDING,
                outcome_detail=None,
                settled_at=None,
                parse_attempts=0,
                leased_until=None,
                version=raw_message.c.version + 1,
            )
        )
        await self._connection.execute(
            update(holding)
            .where(holding.c.raw_id.in_(raw_ids), holding.c.decision.is_(None))
            .values(decision=Decision.RESUMED, decided_at=at)
        )
        await self._connection.execute(insert(decision), [_resumed(row.raw_id, row.desk_id, at) for row in found])
        return len(raw_ids)

    async def waiting(self, desk_id: str) -> int:
        """Return how many messages a pause keeps waiting at a desk."""
        counted = select(func.count()).where(holding.c.desk_id == desk_id, _WAITING)
        return int(await self._connection.scalar(counted) or 0)

    async def of_desk(self, desk_id: str, *, most: int) -> list[PastPause]:
        """Return the newest pauses of a desk with who began and ended them."""
        begun, ended = account.alias("begun"), account.alias("ended")
        found = (
            select(*_ALL, begun.c.display_name.label("begun_name"), ended.c.display_name.label("ended_name"))
            .select_from(pause)
            .outerjoin(begun, begun.c.id == pause.c.begun_by)
            .outerjoin(ended, ended.c.id == pause.c.ended_by)
            .where(pause.c.desk_id == desk_id)
            .order_by(pause.c.said_at.desc(), pause.c.pause_id)
            .limit(most)
        )
        return [
            PastPause(pause=_pause(row), begun_by=row.begun_name or "", ended_by=row.ended_name or "")
            for row in await self._connection.execute(found)
        ]


_COLUMNS: Final = tuple(IntakePause.__dataclass_fields__)
_ALL: Final = tuple(pause.c[name] for name in _COLUMNS)
# Found in the box, where little lies, and not among everything that ever came.
_WAITING: Final = holding.c.decision.is_(None) & (holding.c.reason == HoldReason.PAUSED)
_OPEN: Final = select(*_ALL).where(
    pause.c.desk_id == func.any(bindparam("desks", type_=ARRAY(Text))), text("ended_at IS NULL")
)


def _resumed(raw_id: UUID, desk_id: str, at: datetime) -> dict[str, Any]:
    said = {"raw_id": raw_id, "desk_id": desk_id, "decision": Decision.RESUMED, "decided_at": at}
    return said | {"decision_id": new_id()}


def _pause(row: Row[*tuple[Any, ...]]) -> IntakePause:
    return IntakePause(**{name: row._mapping[name] for name in _COLUMNS})  # noqa: SLF001 - SQLAlchemy's public way to a mapping
