"""Addressees ask, and the desk answers for all of them alike."""

from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.question_commands import AnswerQuestion, AskQuestion
from services.routing.domain.roles import Addressee
from services.routing.handlers.acting import Step, carry_out, scope_of
from services.routing.ports import Work
from shared.access.policy import Action, require
from shared.documents import DocumentKind
from shared.ids import new_id


async def ask_question(work: Work, receipt: str, step: Step, question: str) -> Case:
    """Let the actor's own department ask something before it answers."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.QUESTION_ASK, scope_of(case))
    command = await asked_by(work, case, Addressee(department=step.actor.department), question)
    return await carry_out(work, case, step, command)


async def asked_by(work: Work, case: Case, addressee: Addressee, question: str) -> AskQuestion:
    """Return the question of an addressee, its words kept for the desk."""
    asked_id = await _written(work, case, DocumentKind.QUESTION, question)
    return AskQuestion(addressee=addressee, question_id=new_id(), asked_id=asked_id)


async def answer_question(work: Work, receipt: str, step: Step, question_id: UUID, *, words: str, answer: str) -> Case:
    """Answer a question for every addressee of the round, in words that tell nobody who asked."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.QUESTION_ANSWER, scope_of(case))
    command = AnswerQuestion(
        question_id=question_id,
        words_id=await _written(work, case, DocumentKind.QUESTION, words),
        answer_id=await _written(work, case, DocumentKind.ANSWER, answer),
    )
    return await carry_out(work, case, step, command)


async def _written(work: Work, case: Case, kind: DocumentKind, words: str) -> UUID | None:
    said = words.strip()
    return await work.contents.write_told(kind, case.case_id, case.desk_id, said) if said else None
