"""What the rules leave to two persons, wherever one asks for it or decides it and another lets it go."""

from typing import Final

from services.routing.domain.case import Case
from services.routing.domain.refusals import SecondPersonNeeded
from services.routing.domain.verbs import Verb
from services.routing.handlers.ledger.door import Doing
from services.routing.storage.officers import officers_of
from services.routing.storage.work import RoutingWork
from shared.access.actor import Actor
from shared.scheme.model import DeskScheme, SecondPersonAct

# What the second half of a case's drafts stands for in the rules of a desk.
APPROVALS: Final = {
    Verb.APPROVE_DECLINE: SecondPersonAct.DECLINE,
    Verb.RELEASE_NOTE: SecondPersonAct.OUTGOING_MAIL,
    Verb.RELEASE_ACT: SecondPersonAct.OUTGOING_MAIL,
}


async def one_of_two(doing: Doing, before: object, *acts: SecondPersonAct) -> bool:
    """Tell whether one person does what the rules leave to two; raise SecondPersonNeeded where that is not allowed.

    *before* is the account of whoever did the first half of it.
    """
    alone = before == doing.actor.account_id and any(act in doing.scheme.second_person.acts for act in acts)
    if alone and not await alone_allowed(doing.work, doing.actor, doing.scheme, *acts):
        raise SecondPersonNeeded
    return alone


async def alone_allowed(work: RoutingWork, actor: Actor, scheme: DeskScheme, *acts: SecondPersonAct) -> bool:
    """Tell whether somebody may do both halves: where the rules ask nobody else, or the desk is one of one."""
    rules = scheme.second_person
    if not any(act in rules.acts for act in acts):
        return True
    return rules.one_person_may_approve and await officers_of(work.connection, actor.desk_id) <= 1


async def approvals_alone(work: RoutingWork, actor: Actor, case: Case, scheme: DeskScheme) -> frozenset[Verb]:
    """Return the approvals that wait on a case and that one person may give to what they drafted themselves."""
    waits = {
        Verb.APPROVE_DECLINE: case.decline,
        Verb.RELEASE_NOTE: case.waiting_note,
        Verb.RELEASE_ACT: case.held,
    }
    own = [verb for verb, what in waits.items() if what is not None and what.officer == actor.account_id]
    return frozenset([verb for verb in own if await alone_allowed(work, actor, scheme, APPROVALS[verb])])
