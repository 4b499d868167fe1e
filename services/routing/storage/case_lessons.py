"""What colleagues may learn from cases: readable rows that every department of the desk may search."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.case import Case
from services.routing.domain.stage import Stage
from services.routing.storage.tables import case_lesson, desk_case

_LESSON: Final = case_lesson.c
# As many as somebody reads; who looks for more narrows the words.
MOST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonLine:
    """One lesson; *receipt* where the reader may see the case it comes from."""

    lesson_id: UUID
    case_id: UUID
    stage: Stage
    told_at: datetime
    receipt: str | None
    words: str = field(repr=False)


class CaseLessons:
    """Lessons in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def add(self, of: Case, lesson_id: UUID, words: str, *, at: datetime) -> None:
        """Let the words of a lesson be found; a second telling changes nothing."""
        values = {"lesson_id": lesson_id, "case_id": of.case_id, "desk_id": of.desk_id, "stage": of.stage.value}
        told = values | {"words": words, "told_at": at}
        await self._connection.execute(insert(case_lesson).values(told).on_conflict_do_nothing())

    async def found(self, desk_id: str, words: Sequence[str]) -> list[LessonLine]:
        """Return the newest lessons of a desk in which all of these words stand."""
        said = func.lower(_LESSON.words)
        wanted = [said.contains(word.lower(), autoescape=True) for word in words]
        query = _lines().where(_LESSON.desk_id == desk_id, *wanted)
        rows = await self._connection.execute(query.order_by(_LESSON.told_at.desc(), _LESSON.lesson_id).limit(MOST))
        return [_line(row) for row in rows]

    async def of_cases(self, receipts: Collection[str], desk_id: str) -> dict[str, str]:
        """Return the lessons of those of these cases that the reader may see, by their numbers."""
        if not receipts:
            return {}
        query = _lines().where(desk_case.c.desk_id == desk_id, desk_case.c.receipt.in_(receipts))
        rows = await self._connection.execute(query.order_by(_LESSON.told_at))
        return {row.receipt: row.words for row in rows}


def _lines() -> Select[Any]:
    # Row-level security leaves out the case a reader may not see; the lesson stays.
    return select(
        _LESSON.lesson_id, _LESSON.case_id, _LESSON.stage, _LESSON.told_at, _LESSON.words, desk_case.c.receipt
    ).select_from(case_lesson.outerjoin(desk_case, desk_case.c.case_id == _LESSON.case_id))


def _line(row: Row[Any]) -> LessonLine:
    return LessonLine(
        lesson_id=row.lesson_id,
        case_id=row.case_id,
        stage=Stage(row.stage),
        told_at=row.told_at,
        receipt=row.receipt,
        words=row.words,
    )
