"""Addressees ask, and the desk answers for all of them alike."""

from typing import Final
from uuid import UUID

from pydantic import Field

from services.routing.domain.case import Case
from services.routing.domain.verbs import Verb
from services.routing.handlers import questioning
from services.routing.handlers.verbs.door import Asked, Doing, Door
from services.routing.handlers.verbs.words import LONGEST_CHARS
from shared.access.policy import Action


class Asking(Asked):
    """What an addressee wants to know."""

    question: str = Field(title="質問", max_length=LONGEST_CHARS, examples=["実施の時期は、来年度でもよいですか。"])


class Answering(Asked):
    """A question and its answer, as every addressee of the round reads them."""

    question_id: UUID = Field(title="質問の番号")
    words: str = Field(
        title="公開する質問の文",
        description="すべての相手に、このまま公開します。質問した人が分かる言葉は書かないでください。",
        max_length=LONGEST_CHARS,
    )
    answer: str = Field(title="回答", max_length=LONGEST_CHARS)


async def _ask(doing: Doing, asked: Asking) -> Case:
    return await questioning.ask_question(doing.work, doing.receipt, doing.step, asked.question)


async def _answer(doing: Doing, asked: Answering) -> Case:
    return await questioning.answer_question(
        doing.work, doing.receipt, doing.step, asked.question_id, words=asked.words, answer=asked.answer
    )


ASK_QUESTION: Final = Door(verb=Verb.ASK_QUESTION, action=Action.QUESTION_ASK, asks=Asking, do=_ask)
ANSWER_QUESTION: Final = Door(verb=Verb.ANSWER_QUESTION, action=Action.QUESTION_ANSWER, asks=Answering, do=_answer)
