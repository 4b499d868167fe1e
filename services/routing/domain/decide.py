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
    **OF_CLOCKS,
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
    if (before.offered, before.taken_up) == (after.offered, after.taken_up):
        return []
    return [
        AccessChanged(
            offered=tuple(sorted(after.offered)), taken_up=tuple(sorted(after.taken_up)), proposing=after.proposing
        )
    ]
