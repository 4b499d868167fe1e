"""Questions of addressees: which wait for an answer, and what all addressees of a round may read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.case import Case
from services.routing.ports import Told
from services.routing.storage import tables
from shared.documents import Documents, Keyring
from shared.events import Fact, QuestionAnswered, QuestionAsked

_QUESTION: Final = tables.question


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """A question as somebody may read it: *asked* for the desk and who asked, *words* and *answer* for all."""

    question_id: UUID
    offer_id: UUID
    asked_at: datetime
    answered_at: datetime | None
    asked: str | None = field(repr=False)
    words: str | None = field(repr=False)
    answer: str | None = field(repr=False)


def waiting_questions(
    case_id: ColumnElement[UUID], present_round: ColumnElement[int]
) -> ColumnElement[list[UUID] | None]:
    """Return, beside a case, the questions of its *present_round* nobody has answered yet; NULL for none."""
    waits = select(func.array_agg(_QUESTION.c.question_id)).where(
        _QUESTION.c.case_id == case_id, _QUESTION.c.round == present_round, _QUESTION.c.answer_id.is_(None)
    )
    return waits.scalar_subquery()


async def save_questions(connection: AsyncConnection, case: Case, facts: Sequence[Fact], told: Told) -> None:
    """Store what was asked and answered by *facts*."""
    for fact in facts:
        match fact:
            case QuestionAsked():
                await connection.execute(
                    insert(_QUESTION).values(
                        question_id=fact.question_id,
                        case_id=case.case_id,
                        offer_id=fact.offer_id,
                        round=case.round,
                        asked_id=fact.asked_id,
                        asked_at=told.at,
                    )
                )
            case QuestionAnswered():
                await connection.execute(
                    update(_QUESTION)
                    .where(_QUESTION.c.question_id == fact.question_id)
                    .values(words_id=fact.words_id, answer_id=fact.answer_id, answered_at=told.at)
                )
            case _:
                pass


async def questions_of(connection: AsyncConnection, keyring: Keyring, case_id: UUID) -> list[QuestionLine]:
    """Return the questions of a case that the reader may see, oldest first, with the words the reader may open."""
    rows = (
        await connection.execute(
            select(_QUESTION)
            .where(_QUESTION.c.case_id == case_id)
            .order_by(_QUESTION.c.asked_at, _QUESTION.c.question_id)
        )
    ).all()
    ids = [one for row in rows for one in (row.asked_id, row.words_id, row.answer_id) if one is not None]
    documents = await Documents(connection, tables.documents, keyring).get_many(ids) if ids else {}
    said = {document_id: document.text for document_id, document in documents.items()}
    return [
        QuestionLine(
            question_id=row.question_id,
            offer_id=row.offer_id,
            asked_at=row.asked_at,
            answered_at=row.answered_at,
            asked=said.get(row.asked_id),
            words=said.get(row.words_id),
            answer=said.get(row.answer_id),
        )
        for row in rows
    ]
