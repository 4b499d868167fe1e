"""What colleagues may learn from a case: kept as a document, and found by its words."""

from datetime import datetime
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.publishing.personal import names_anybody
from services.routing.domain.roles import Body
from services.routing.storage.work import RoutingWork
from shared.documents import DocumentKind
from shared.errors import Invalid


class LessonNamesSomebody(Invalid):
    """Every department reads a lesson, so it does not name a body."""

    public_message = (
        "教訓に、この案件の団体の名称が含まれています。教訓はすべての課が読みますので、名称を除いて書いてください。"
    )


async def written_lesson(work: RoutingWork, case: Case, words: str) -> UUID | None:
    """Store a lesson and return the document, None where nothing was written; raise LessonNamesSomebody."""
    said = words.strip()
    if not said:
        return None
    if names_anybody(said, await _names(work, case)):
        raise LessonNamesSomebody
    return await work.contents.write_decided(DocumentKind.LESSON, case.case_id, case.desk_id, said)


async def _names(work: RoutingWork, case: Case) -> list[str]:
    """Return how the bodies outside the office are called: who proposes, and who was asked."""
    asked = [one.party_id for one in case.offers if one.party_id is not None]
    parties = [line.name for line in await work.party_queries.these(asked) if line.name]
    if case.cast.proposer is not Body.PARTY:
        return parties
    read = (await work.contents.all_as_read([case.proposal_id])).get(case.proposal_id)
    # What was destroyed cannot be named any more.
    return parties if read is None else [read.content.proposer, read.contact.organisation, *parties]


async def keep_lesson(work: RoutingWork, case: Case, lesson_id: UUID | None, *, at: datetime) -> None:
    """Let colleagues find the lesson of a case that has ended; nothing where there is none."""
    if lesson_id is not None:
        await work.case_lessons.add(case, lesson_id, await work.contents.own_text(lesson_id), at=at)
