"""What the rules leave to two persons, wherever one asks for it or decides it and another lets it go."""

from services.routing.domain.refusals import SecondPersonNeeded
from services.routing.handlers.ledger.door import Doing
from services.routing.storage.officers import officers_of
from services.routing.storage.work import RoutingWork
from shared.access.actor import Actor
from shared.scheme.model import DeskScheme, SecondPersonAct


async def one_of_two(doing: Doing, before: object, *acts: SecondPersonAct) -> bool:
    """Tell whether one person does what the rules leave to two; raise SecondPersonNeeded where that is not allowed.

    *before* is the account of whoever did the first half of it.
    """
    rules = doing.scheme.second_person
    alone = before == doing.actor.account_id and any(act in rules.acts for act in acts)
    if alone and not await alone_allowed(doing.work, doing.actor, doing.scheme):
        raise SecondPersonNeeded
    return alone


async def alone_allowed(work: RoutingWork, actor: Actor, scheme: DeskScheme) -> bool:
    """Tell whether somebody may do both halves: where the scheme lets a desk of one do so, and it is one."""
    if not scheme.second_person.one_person_may_approve:
        return False
    return await officers_of(work.connection, actor.desk_id) <= 1
