"""Applications to a call in PostgreSQL: which departments read a case to judge it, and until when it waits."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Uuid, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.case import Case
from services.routing.domain.clock import WAITING_STAGES
from services.routing.domain.next_day import next_day
from services.routing.storage.clocks import ClockStore
from services.routing.storage.tables import case_access, desk_case
from shared.database.rows import list_of
from shared.scheme.model import DeskScheme


class WaitingApplications:
    """What cases that answer a call have beside themselves, in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._clocks = ClockStore(connection)

    async def show(self, case_ids: Collection[UUID], departments: Collection[str]) -> None:
        """Let these departments read these cases to judge them."""
        rows = [
            {"case_id": case_id, "department": code, "taken_up": False, "asked": False, "judges": True}
            for case_id in sorted(case_ids)
            for code in sorted(departments)
        ]
        if rows:
            judges = insert(case_access).values(rows)
            await self._connection.execute(
                judges.on_conflict_do_update(index_elements=["case_id", "department"], set_={"judges": True})
            )

    async def hide(self, case_ids: Collection[UUID], departments: Collection[str]) -> None:
        """Let them read these cases for that no more; whoever was asked goes on reading."""
        if not case_ids or not departments:
            return
        theirs = (
            case_access.c.case_id == func.any(list_of(case_ids, Uuid())),
            case_access.c.department.in_(sorted(departments)),
        )
        await self._connection.execute(delete(case_access).where(*theirs, ~case_access.c.asked))
        await self._connection.execute(update(case_access).where(*theirs).values(judges=False))

    async def judged_by(self, case_id: UUID) -> frozenset[str]:
        """Return the departments that read a case to judge it, as far as the reader may know."""
        query = select(case_access.c.department).where(case_access.c.case_id == case_id, case_access.c.judges)
        return frozenset((await self._connection.execute(query)).scalars())

    async def wait(self, cases: Sequence[tuple[Case, DeskScheme]], until: date) -> None:
        """Let what was promised of these cases wait until a day; what is with others already goes on."""
        waiting = [(case, scheme) for case, scheme in cases if case.stage in WAITING_STAGES]
        await self._clocks.wait(waiting, until)
        await self._set_days([(case, next_day(case, until)) for case, _ in waiting])

    async def go_on(self, cases: Sequence[tuple[Case, DeskScheme, date]], on: date) -> None:
        """Count the days of these cases from a day on; the desk owes the next step by the day beside each."""
        waiting = [(case, scheme, by) for case, scheme, by in cases if case.stage in WAITING_STAGES]
        await self._clocks.begin([(case, scheme, on) for case, scheme, _ in waiting])
        await self._set_days([(case, next_day(case, by)) for case, _, by in waiting])

    async def _set_days(self, days: Sequence[tuple[Case, date]]) -> None:
        for case, day in days:
            await self._connection.execute(
                update(desk_case).where(desk_case.c.case_id == case.case_id).values(next_day=day)
            )
