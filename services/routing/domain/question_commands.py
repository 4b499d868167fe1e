"""What may be asked about a proposal, and answered for all who were asked."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from services.routing.domain.roles import Addressee
from services.routing.domain.verbs import Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class AskQuestion:
    """An addressee asks something before it answers."""

    verb: ClassVar[Verb] = Verb.ASK_QUESTION
    addressee: Addressee
    question_id: UUID
    asked_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerQuestion:
    """The desk answers a question for all: the words of the question without a name, and what it says to it."""

    verb: ClassVar[Verb] = Verb.ANSWER_QUESTION
    question_id: UUID
    words_id: UUID | None
    answer_id: UUID | None


QuestionCommand = AskQuestion | AnswerQuestion
