"""The clocks of cases in PostgreSQL: how long a stage has lasted, and the days that follow from it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Date, Row, Uuid, cast, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.case import Case
from services.routing.domain.clock import ClockReading, Pause, StageTime, begun, extended, moved, read_clock
from services.routing.domain.stage import Stage
from services.routing.storage.tables import clocks, desk_case
from shared.database.rows import list_of
from shared.scheme.calendar import OfficeCalendar
from shared.scheme.model import DeskScheme, StageTerm

_CLOCK: Final = clocks.clock
_TIME: Final = (_CLOCK.c.since, _CLOCK.c.extra, _CLOCK.c.paused_on, _CLOCK.c.resumed_on, _CLOCK.c.waits_until)


class ClockStore:
    """Implements the port Clocks in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def begin(self, cases: Sequence[tuple[Case, DeskScheme, date]]) -> None:
        """Let the clocks of these cases run from a day on."""
        await self._write([_row(case, begun(case.stage, since), scheme) for case, scheme, since in cases])

    async def wait(self, cases: Sequence[tuple[Case, DeskScheme]], until: date) -> None:
        """Let the clocks of these cases stand still until the result of a call comes."""
        times = [(case, scheme, await self._time(case.case_id)) for case, scheme in cases]
        await self._write([_row(case, replace(time, waits_until=until), scheme) for case, scheme, time in times])

    async def follow(self, before: Case, after: Case, scheme: DeskScheme, on: date) -> None:
        """Let the clock follow what happened to a case on a day."""
        if (before.stage, before.extended_until) == (after.stage, after.extended_until):
            return
        time = await self._time(before.case_id)
        if after.stage is not before.stage:
            time = moved(time, before.stage, after.stage, on)
        elif after.extended_until is not None and (term := term_of(after.stage, scheme)) is not None:
            time = extended(time, term, OfficeCalendar.of(scheme.calendar), after.extended_until)
        await self._write([_row(after, time, scheme)])

    async def read(self, case: Case, scheme: DeskScheme, today: date) -> ClockReading | None:
        """Return what the clock of a case shows; None where the scheme promises nothing for its stage."""
        term = term_of(case.stage, scheme)
        return None if term is None else _reading(case, await self._time(case.case_id), term, scheme, today)

    async def count(self, cases: Sequence[tuple[Case, DeskScheme]]) -> None:
        """Count the days of these cases anew."""
        await self._write([_row(case, await self._time(case.case_id), scheme) for case, scheme in cases])

    async def uncounted(self, *, most: int) -> Sequence[UUID]:
        """Return cases whose days nobody has counted yet."""
        query = select(_CLOCK.c.case_id).where(~_CLOCK.c.counted).order_by(_CLOCK.c.case_id).limit(most)
        return (await self._connection.execute(query)).scalars().all()

    async def _time(self, case_id: UUID) -> StageTime:
        day = cast(func.timezone("Asia/Tokyo", desk_case.c.stage_since), Date)
        query = (
            select(*_TIME, day.label("entered"))
            .select_from(desk_case)
            .outerjoin(_CLOCK, _CLOCK.c.case_id == desk_case.c.case_id)
            .where(desk_case.c.case_id == func.any(list_of([case_id], Uuid())))
        )
        return _stage_time((await self._connection.execute(query)).one())

    async def _write(self, rows: Sequence[dict[str, Any]]) -> None:
        if not rows:
            return
        upsert = insert(_CLOCK).values(list(rows))
        kept = {column.name: upsert.excluded[column.name] for column in _CLOCK.c if not column.primary_key}
        await self._connection.execute(upsert.on_conflict_do_update(index_elements=["case_id"], set_=kept))


def term_of(stage: Stage, scheme: DeskScheme) -> StageTerm | None:
    """Return what the scheme promises for a stage; waiting for the proposer stands still on the term of confirming."""
    timed = Stage.CONFIRMING if stage is Stage.WAITING_FOR_PROPOSER else stage
    return next((term for name, term in scheme.stages.items() if name == timed.value), None)


def _reading(case: Case, time: StageTime, term: StageTerm, scheme: DeskScheme, today: date) -> ClockReading:
    return read_clock(
        time,
        term,
        OfficeCalendar.of(scheme.calendar),
        today,
        extended_until=case.extended_until,
        soon_business_days=max(scheme.escalation.remind_business_days_before, default=0),
    )


def _row(case: Case, time: StageTime, scheme: DeskScheme) -> dict[str, Any]:
    term = term_of(case.stage, scheme)
    reading = None if term is None else _reading(case, time, term, scheme, time.since)
    return {
        "case_id": case.case_id,
        "since": time.since,
        "extra": time.extra,
        "paused_on": [pause.since for pause in time.pauses],
        "resumed_on": [pause.until for pause in time.pauses if pause.until is not None],
        "waits_until": time.waits_until,
        "promised": reading and reading.promised,
        "maximum": reading and reading.maximum,
        "counted": True,
    }


def _stage_time(row: Row[Any]) -> StageTime:
    if row.since is None:
        return StageTime(since=row.entered)
    pauses = tuple(Pause(since=on, until=until) for on, until in zip_longest(row.paused_on, row.resumed_on))
    return StageTime(since=row.since, pauses=pauses, extra=row.extra, waits_until=row.waits_until)
