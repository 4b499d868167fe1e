"""One row of the table of transitions, and how rows are made."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from services.routing.domain.guards import Check, Condition
from services.routing.domain.roles import Side
from services.routing.domain.stage import Stage
from services.routing.domain.verbs import Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row: who may do what to a case in which stage, where it leads, and what must be true."""

    verb: Verb
    since: Stage
    to: Stage
    by: frozenset[Side]
    when: tuple[Condition, ...] = ()
    checks: tuple[Check, ...] = ()


DESK: Final = frozenset({Side.DESK})
PROPOSER: Final = frozenset({Side.PROPOSER})
ADDRESSEE: Final = frozenset({Side.ADDRESSEE})
MUNICIPALITY: Final = frozenset({Side.MUNICIPALITY})
CLOCK: Final = frozenset({Side.CLOCK})


def rows(
    verb: Verb,
    since: tuple[Stage, ...],
    to: Stage | None,
    by: frozenset[Side],
    when: tuple[Condition, ...] = (),
    checks: tuple[Check, ...] = (),
) -> Iterator[Transition]:
    """Yield one row a stage; *to* None leaves the case in its stage."""
    for stage in since:
        yield Transition(verb=verb, since=stage, to=to or stage, by=by, when=when, checks=checks)
