"""One kind of item: what begins it, what changes it, and what may be done with it in which state."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Generic, TypeVar
from uuid import UUID

from services.routing.domain.ledger.item import Item
from services.routing.domain.refusals import NotAllowedNow
from shared.events import Fact
from shared.events.ledger import LedgerKind


def _always(_: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a kind's table: *verb* may be done in the states *since*, where *when* holds of the item.

    *to* None leaves the state as it is.
    """

    verb: str
    since: tuple[str, ...]
    to: str | None = None
    when: Callable[[Any], bool] = _always

    def fits(self, item: Item) -> bool:
        """Tell whether the item is as it has to be."""
        return item.state in self.since and self.when(item)


@dataclass(frozen=True, slots=True, kw_only=True)
class Born:
    """Which item a first fact begins."""

    item_id: UUID
    desk_id: str
    number: str


I = TypeVar("I", bound=Item)  # noqa: E741 - an item


@dataclass(frozen=True, slots=True, kw_only=True)
class Book(Generic[I]):
    """All items of one kind are folded and moved alike.

    *begin* makes the item from its first fact; *changes* says by type of fact what every later one changes of it.
    """

    kind: LedgerKind
    begin: Callable[[Born, Any], I]
    changes: dict[type[Fact], Callable[[I, Any], I]]
    rows: tuple[Row, ...]

    def fold(self, born: Born, facts: Iterable[Fact]) -> I:
        """Return the item after all that was told of it; *facts* begin with its first."""
        first, *later = facts
        return reduce(self.evolve, later, self.begin(born, first))

    def evolve(self, item: I, fact: Fact) -> I:
        """Return the item after one fact more."""
        change = self.changes.get(type(fact))
        changed = item if change is None else change(item, fact)
        return replace(changed, version=item.version + 1)

    def permitted(self, item: I) -> frozenset[str]:
        """Return what may be done in the state the item is in."""
        return frozenset(row.verb for row in self.rows if row.fits(item))

    def state_after(self, item: I, verb: str) -> str:
        """Return the state *verb* leads to; raise NotAllowedNow where it cannot be done."""
        for row in self.rows:
            if row.verb == verb and row.fits(item):
                return row.to or item.state
        raise NotAllowedNow
