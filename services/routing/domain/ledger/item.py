"""One item of the ledger, as a value; each kind adds what it needs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Due:
    """A day by which somebody has to do *what* (a code); *department* None means the desk.

    It is told on *remind_on*, and again once the day itself has passed. What was done is no due any more.
    """

    day: date
    what: str
    remind_on: date
    department: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What every item of the ledger has; `version` is the number of facts told about it.

    *departments* are those in charge, *lead* the one of them that leads; who belongs to none of them sees the item
    only where *is_open*, and the desk sees all. *cases* and *under* are what it belongs with: cases by their ids, and
    other items by their numbers (a project under an agreement).
    """

    item_id: UUID
    desk_id: str
    number: str
    state: str
    version: int = 1
    departments: frozenset[str] = frozenset()
    lead: str | None = None
    is_open: bool = False
    cases: frozenset[UUID] = frozenset()
    under: frozenset[str] = frozenset()

    @property
    def dues(self) -> Collection[Due]:
        """Return the days that are still to be kept."""
        return ()

    @property
    def marks(self) -> Collection[str]:
        """Return by what lists find the item, as `name:code` (`form:comprehensive`, `field:safety`); never words."""
        return ()
