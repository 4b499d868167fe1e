"""One thing that comes next on the page of a case, and who looks at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from services.routing.domain.case import Offer
from services.routing.domain.clock import ClockReading

# With more names the sentence is no sentence any more.
_NAMED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One thing to do, or, where it *waits*, what others have to do; *to* names the parts of the page it is done in."""

    words: str
    to: tuple[str, ...] = ()
    until: date | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredCall:
    """The call (募集) a case answers: it *waits* for the result by a day, or was *adopted* and goes to a department."""

    number: str
    until: date
    adopted: bool
    waits: bool
    department: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Who looks, and what the case does not hold: *replies* nobody dealt with, the *names* of whom each offer asks.

    *alone* holds the approvals that one person may give to what they wrote themselves; *work_ended* tells that the
    project of the case is over, *work_runs* that it still goes on; *call* is the call the case answers.
    """

    acts: frozenset[str]
    today: date
    account_id: UUID
    desk: bool = False
    department: str | None = None
    alone: frozenset[str] = frozenset()
    replies: int = 0
    names: Mapping[UUID, str] = field(default_factory=dict)
    clock: ClockReading | None = None
    work_ended: bool = False
    work_runs: bool = False
    call: AnsweredCall | None = None

    @property
    def promised(self) -> date | None:
        """Return the day that was promised for this stage."""
        return self.clock.promised if self.clock else None

    def named(self, offers: Sequence[Offer]) -> str:
        """Return whom these offers ask."""
        names = [self.names.get(one.offer_id, "") for one in offers]
        more = f"ほか{len(names) - _NAMED}者" if len(names) > _NAMED else ""
        return "、".join(names[:_NAMED]) + more
