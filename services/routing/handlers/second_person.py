"""What the rules leave to two persons, wherever one asks for it or decides it and another lets it go."""

from services.routing.domain.refusals import SecondPersonNeeded
from services.routing.handlers.ledger.door import Doing
from shared.scheme.model import SecondPersonAct


def one_of_two(doing: Doing, before: object, *acts: SecondPersonAct) -> bool:
    """Tell whether one person does what the rules leave to two; raise SecondPersonNeeded where that is not allowed.

    *before* is the account of whoever did the first half of it.
    """
    rules = doing.scheme.second_person
    alone = before == doing.actor.account_id and any(act in rules.acts for act in acts)
    if alone and not rules.one_person_may_approve:
        raise SecondPersonNeeded
    return alone
