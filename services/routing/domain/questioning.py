"""What follows where addressees ask: the words are documents; only what the desk made of a question is for all."""

from collections.abc import Callable
from typing import Any, Final

from services.routing.domain import question_commands as c
from services.routing.domain.case import Case
from services.routing.domain.consequences import checked, of_offer
from shared import events as e
from shared.events import Fact


def _ask(case: Case, asked: c.AskQuestion) -> list[Fact]:
    said = of_offer(case, asked)
    return [e.QuestionAsked(**said, question_id=asked.question_id, asked_id=checked(asked.asked_id))]


def _answer(case: Case, asked: c.AnswerQuestion) -> list[Fact]:
    return [
        e.QuestionAnswered(
            question_id=asked.question_id,
            receipt=case.receipt,
            words_id=checked(asked.words_id),
            answer_id=checked(asked.answer_id),
        )
    ]


OF_QUESTIONS: Final[dict[type[Any], Callable[[Case, Any], list[Fact]]]] = {
    c.AskQuestion: _ask,
    c.AnswerQuestion: _answer,
}
