"""All doors there are, and which of them stand open to somebody now."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from services.routing.domain.case import Case
from services.routing.domain.roles import Addressee, Side
from services.routing.domain.transitions import permitted
from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import scope_of
from services.routing.handlers.verbs import (
    answers,
    completion,
    conditions,
    confirmation,
    declining,
    extending,
    implementation,
    leaving,
    meetings,
    municipalities,
    notes,
    offers,
    questions,
    rounds,
    tasks,
)
from services.routing.handlers.verbs.door import Doing, Door
from services.routing.handlers.verbs.holding import held_or_done, holding_doors
from shared.access.actor import Actor, Role
from shared.access.policy import can
from shared.errors import Missing

_ALL: Final[tuple[Door[Any], ...]] = (
    confirmation.START,
    confirmation.CONFIRM,
    offers.OFFER,
    offers.RECALL_OFFER,
    offers.SEND_ANEW,
    answers.TAKE_UP,
    answers.GIVE_VERDICT,
    answers.RETURN_OFFER,
    notes.WRITE_NOTE,
    notes.TELL_PROPOSER,
    notes.DRAFT_NOTE,
    notes.RELEASE_NOTE,
    notes.SEND_BACK_NOTE,
    notes.HANDLE_REPLY,
    meetings.RECORD_MEETING,
    extending.EXTEND,
    extending.EXTEND_OFFER,
    completion.ASK_COMPLETION,
    completion.RECEIVE_COMPLETION,
    declining.DECLINE,
    declining.PROPOSE_DECLINE,
    declining.APPROVE_DECLINE,
    declining.SEND_BACK_DECLINE,
    leaving.REFER,
    leaving.MERGE,
    leaving.WITHDRAW,
    leaving.REOPEN,
    leaving.LINK,
    leaving.UNLINK,
    questions.ASK_QUESTION,
    questions.ANSWER_QUESTION,
    rounds.EXPIRE_OFFER,
    conditions.ASK_CONDITIONS,
    conditions.ACCEPT_CONDITIONS,
    conditions.REFUSE_CONDITIONS,
    rounds.CLOSE_ROUND,
    implementation.DECIDE_COOPERATION,
    implementation.CHANGE_DEPARTMENTS,
    tasks.SET_MILESTONE,
    tasks.PLAN_PROCEDURES,
    tasks.COMPLETE_PROCEDURE,
    tasks.SET_TODO,
    tasks.SEND_BACK_TODO,
    tasks.FINISH_TODO,
    tasks.CHASE,
    implementation.START_IMPLEMENTATION,
    implementation.COMPLETE,
    municipalities.INVITE,
    municipalities.JOIN,
    municipalities.DECLINE_INVITATION,
    municipalities.LEAVE,
    municipalities.PART,
)
_AT_ONCE: Final[Mapping[Verb, Door[Any]]] = MappingProxyType({door.verb: door for door in _ALL})
DOORS: Final[Mapping[Verb, Door[Any]]] = MappingProxyType(
    {**_AT_ONCE, **{door.verb: door for door in holding_doors(_AT_ONCE)}}
)


class NoSuchVerb(Missing):
    """Nothing of that name can be done with a case."""

    public_message = "この名前の操作はありません。"


async def perform(doing: Doing, verb: str, said: Mapping[str, Any]) -> Case:
    """Do what *verb* names and return the case as it is then; the one way in for pages, API and command line.

    What leaves the office waits for a second person where the rules of the desk say so.
    """
    door = DOORS.get(Verb(verb)) if verb in set(Verb) else None
    if door is None:
        raise NoSuchVerb
    return await held_or_done(doing, door, said)


def verbs_now(actor: Actor, case: Case) -> frozenset[Verb]:
    """Return what *actor* may do to the case as it stands."""
    scope = scope_of(case)
    return frozenset(
        verb
        for side, addressee in _sides(actor, case)
        for verb in permitted(case, side, addressee)
        if verb in DOORS and can(actor, DOORS[verb].action, scope)
    )


def _sides(actor: Actor, case: Case) -> Iterator[tuple[Side, Addressee | None]]:
    if actor.has(Role.DESK):
        yield Side.DESK, None
        # A body outside the office has no account: what it answers by mail, the desk writes down.
        yield from ((Side.ADDRESSEE, one.addressee) for one in case.of_this_round if one.party_id is not None)
    if actor.has(Role.MUNICIPALITY):
        yield Side.MUNICIPALITY, None
    elif actor.department is not None:
        yield Side.ADDRESSEE, Addressee(department=actor.department)
        if actor.department == case.proposing:
            yield Side.PROPOSER, None
