"""What colleagues may learn from a case: kept as a document, and found by its words."""

from datetime import datetime
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.storage.work import RoutingWork
from shared.documents import DocumentKind


async def written_lesson(work: RoutingWork, case: Case, words: str) -> UUID | None:
    """Store a lesson and return the document; None where nothing was written."""
    said = words.strip()
    if not said:
        return None
    return await work.contents.write_decided(DocumentKind.LESSON, case.case_id, case.desk_id, said)


async def keep_lesson(work: RoutingWork, case: Case, lesson_id: UUID | None, *, at: datetime) -> None:
    """Let colleagues find the lesson of a case that has ended; nothing where there is none."""
    if lesson_id is not None:
        await work.case_lessons.add(case, lesson_id, await work.contents.own_text(lesson_id), at=at)
