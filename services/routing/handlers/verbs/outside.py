"""Which acts send words of a person out of the office, so that the rules may leave them to two."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from services.routing.domain.case import Case
from services.routing.domain.roles import Body
from services.routing.domain.verbs import Verb
from services.routing.handlers.coordinating import owner_of, tells_outside
from shared.events import OwedBy
from shared.scheme.model import DeskScheme, SecondPersonAct


def _always(_: Case, _asked: Any) -> bool:
    return True


def _to_bodies_outside(case: Case, _: Any) -> bool:
    return case.cast.addressee is Body.PARTY


def _with_words(_: Case, asked: Any) -> bool:
    return bool(asked.words.strip())


def _chases_outside(case: Case, asked: Any) -> bool:
    return tells_outside(case.task(asked.task_id))


def _leaves_outside(case: Case, asked: Any) -> bool:
    known = case.task(asked.todo_id) if asked.todo_id else None
    return owner_of(case, asked.owner, known)[0] is OwedBy.COUNTERPART


# A message to the proposer and a decline have a draft of their own; what stays inside needs nobody else.
OUTSIDE: Final[Mapping[Verb, Callable[[Case, Any], bool]]] = {
    Verb.ASK_COMPLETION: _always,
    Verb.OFFER: _to_bodies_outside,
    Verb.ASK_CONDITIONS: _always,
    Verb.ANSWER_QUESTION: _to_bodies_outside,
    Verb.CLOSE_ROUND: _always,
    Verb.EXTEND: _always,
    Verb.SET_TODO: _leaves_outside,
    Verb.SEND_BACK_TODO: _always,
    Verb.CHASE: _chases_outside,
    Verb.START_IMPLEMENTATION: _always,
    Verb.COMPLETE: _always,
    Verb.DECLINE: _always,
    Verb.REFER: _always,
    Verb.MERGE: _always,
    Verb.REOPEN: _with_words,
}


def needs_second(case: Case, scheme: DeskScheme, verb: Verb, asked: Any) -> bool:
    """Tell whether the rules leave what was asked to two persons, and it has no draft of its own."""
    acts = scheme.second_person.acts
    drafted = verb is Verb.DECLINE and SecondPersonAct.DECLINE in acts
    if SecondPersonAct.OUTGOING_MAIL not in acts or verb not in OUTSIDE or drafted:
        return False
    return OUTSIDE[verb](case, asked)
