"""Many parked deliveries at once: counted, replayed one after another, or discarded."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Interval, Table, and_, func, select, true, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.delivery import Counted, Selection, State, Target
from services.operations.domain.queues import House
from services.operations.storage.tables import given_by

# One act holds the ids of all it touched; what is more than this is a second act.
AT_ONCE: Final = 5_000
_Changes: TypeAlias = Callable[[Table, CTE], Mapping[str, Any]]


class ParkedMany:
    """The parked deliveries of all services, in the caller's transaction."""

    def __init__(self, connection: AsyncConnection, house: House) -> None:
        """Look at the readers of *house* only."""
        self._connection = connection
        self._house = house

    async def count(self, selection: Selection) -> Counted:
        """Return how many are meant, of which readers, and the moment for which this holds."""
        until: datetime = (await self._connection.execute(select(func.clock_timestamp()))).scalar_one()
        parts = [
            select(issue.c.reader, func.count().label("n"), func.min(issue.c.first_at).label("oldest"))
            .where(_meant(issue, selection, until))
            .group_by(issue.c.reader)
            for issue in self._tables(selection)
        ]
        rows = list(await self._connection.execute(union_all(*parts))) if parts else []
        return Counted(
            selection=selection,
            count=sum(row.n for row in rows),
            by_reader={row.reader: row.n for row in sorted(rows, key=lambda row: str(row.reader))},
            oldest_at=min((row.oldest for row in rows), default=None),
            until=until,
        )

    async def replay(self, selection: Selection, *, until: datetime, every: timedelta) -> list[Target]:
        """Let the readers take them up again, the oldest first and one *every* so long, so that nothing chokes."""
        found: list[Target] = []
        for issue in self._tables(selection):
            found += await self._change(issue, selection, until, AT_ONCE - len(found), _replayed(len(found), every))
        return found

    async def discard(self, selection: Selection, *, until: datetime, by: UUID, reason: str) -> list[Target]:
        """Close them unhandled."""
        found: list[Target] = []
        for issue in self._tables(selection):
            found += await self._change(issue, selection, until, AT_ONCE - len(found), _discarded(by, reason))
        return found

    async def _change(
        self, issue: Table, selection: Selection, until: datetime, room: int, changes: _Changes
    ) -> list[Target]:
        if room <= 0:
            return []
        chosen = _chosen(issue, selection, until, room)
        rows = await self._connection.execute(
            update(issue)
            .where(issue.c.reader == chosen.c.reader, issue.c.event_id == chosen.c.event_id)
            .values(last_at=func.clock_timestamp(), **changes(issue, chosen))
            .returning(issue.c.reader, issue.c.event_id)
        )
        return [Target(reader=row.reader, event_id=row.event_id) for row in rows]

    def _tables(self, selection: Selection) -> Sequence[Table]:
        if selection.reader is None:
            return [given_by(service).delivery_issue for service in self._house.services]
        known = self._house.find(selection.reader)
        return [] if known is None else [given_by(known.service).delivery_issue]


def _meant(issue: Table, selection: Selection, until: datetime) -> ColumnElement[bool]:
    return and_(
        issue.c.state == State.PARKED,
        issue.c.last_at <= until,
        true() if selection.reader is None else issue.c.reader == selection.reader,
        true() if selection.cause is None else issue.c.error_class == selection.cause,
        true() if selection.type is None else issue.c.type == selection.type,
    )


def _chosen(issue: Table, selection: Selection, until: datetime, room: int) -> CTE:
    # What somebody else is just changing is not waited for: it is no longer simply parked.
    locked = (
        select(issue.c.reader, issue.c.event_id, issue.c.first_at)
        .where(_meant(issue, selection, until))
        .order_by(issue.c.first_at, issue.c.event_id)
        .limit(room)
        .with_for_update(skip_locked=True)
        .subquery("locked")
    )
    place = func.row_number().over(order_by=(locked.c.first_at, locked.c.event_id)) - 1
    return select(locked.c.reader, locked.c.event_id, place.label("place")).cte("chosen")


def _replayed(before: int, every: timedelta) -> _Changes:
    def changes(issue: Table, chosen: CTE) -> Mapping[str, Any]:
        seconds = (chosen.c.place + before) * every.total_seconds()
        # The moment of the transaction, the same for every row of every service, so that the distances hold.
        due = func.now() + func.make_interval(0, 0, 0, 0, 0, 0, seconds, type_=Interval())
        return {"state": State.RETRYING, "next_at": due, "replays": issue.c.replays + 1}

    return changes


def _discarded(by: UUID, reason: str) -> _Changes:
    values = {"state": State.DISCARDED, "next_at": None, "closed_by": str(by), "closed_reason": reason}
    return lambda _issue, _chosen: values
