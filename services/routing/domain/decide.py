"""What follows from a command: the table lets it pass or refuses it, then it makes facts true."""

from collections.abc import Callable
from functools import reduce
from typing import Any, Final

from services.routing.domain.case import Case, Offer
from services.routing.domain.clockwork import OF_CLOCKS
from services.routing.domain.commands import Command
from services.routing.domain.conditions import OF_CONDITIONS
from services.routing.domain.consequences import OF_COMMANDS
from services.routing.domain.coordination import OF_COORDINATION
from services.routing.domain.dialogue import OF_DIALOGUE
from services.routing.domain.ending import OF_ENDS
from services.routing.domain.evolve import evolve
from services.routing.domain.held import OF_HELD
from services.routing.domain.joining import OF_MUNICIPALITIES
from services.routing.domain.questioning import OF_QUESTIONS
from services.routing.domain.tasks import OF_TASKS
from services.routing.domain.transitions import row_for
from shared.events import AccessChanged, Fact

_FACTS: Final[dict[type[Any], Callable[[Case, Any], list[Fact]]]] = {
    **OF_COMMANDS,
    **OF_CONDITIONS,
    **OF_QUESTIONS,
    **OF_COORDINATION,
    **OF_TASKS,
    **OF_ENDS,
    **OF_DIALOGUE,
    **OF_HELD,
    **OF_CLOCKS,
    **OF_MUNICIPALITIES,
}


def decide(case: Case, command: Command) -> list[Fact]:
    """Return the facts that *command* makes true, or refuse it."""
    row = row_for(command.verb, case.stage)
    offer = _meant(case, command)
    for condition in row.when:
        if not condition.holds(case, offer):
            raise condition.refusal
    for check in row.checks:
        if not check.passes(case, command):
            raise check.refusal
    facts = _FACTS[type(command)](case, command)
    return [*facts, *_access(case, reduce(evolve, facts, case))]


def _meant(case: Case, command: Command) -> Offer | None:
    addressee = getattr(command, "addressee", None)
    return None if addressee is None else case.offer_of(addressee)


def _access(before: Case, after: Case) -> list[Fact]:
    """Return the fact that says who may see the case from now on, where that changed."""
    if _seers(before) == _seers(after):
        return []
    offered, taken_up, invited, joined = (tuple(sorted(codes)) for codes in _seers(after))
    return [
        AccessChanged(offered=offered, taken_up=taken_up, proposing=after.proposing, invited=invited, joined=joined)
    ]


def _seers(case: Case) -> tuple[frozenset[str], ...]:
    return (case.offered, case.taken_up, case.invited, case.joined)
