"""What of the ledger belongs with a case, on the page of the case."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from services.routing.storage.ledger_queries import ItemLine
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.faces import FACES
from shared.events import LedgerKind
from shared.ledger_numbers import staff_page

_FACES: Final[Mapping[LedgerKind, tuple[str, Mapping[str, str]]]] = {
    face.volume.book.kind: (face.words, face.states) for face in FACES
}
_ENDS: Final = frozenset({"completed", "stopped"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideCase:
    """One item with its words."""

    line: ItemLine
    kind: str
    state: str
    href: str

    @property
    def ended(self) -> bool:
        """Tell whether it is a project whose work is over."""
        return self.line.kind is LedgerKind.PROJECT and self.line.state in _ENDS

    @property
    def runs(self) -> bool:
        """Tell whether it is a project whose work still goes on."""
        return self.line.kind is LedgerKind.PROJECT and self.line.state not in _ENDS


async def ledger_beside(work: RoutingWork, case_id: UUID) -> list[BesideCase]:
    """Return the items that belong with a case and that the reader may see."""
    return [_beside(line) for line in await work.ledger_queries.with_case(case_id)]


def _beside(line: ItemLine) -> BesideCase:
    kind, states = _FACES.get(line.kind, ("", {}))
    return BesideCase(line=line, kind=kind, state=states.get(line.state, line.state), href=staff_page(line.number))
