"""What the handlers of routing need of cases that belong together, and of what proposers did with theirs."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.routing.domain.case import Case
from shared.events import LinkKind


class Links(Protocol):
    """Cases that belong together."""

    async def add(self, case: Case, other_id: UUID, kind: LinkKind, *, at: datetime) -> None:
        """Remember that the case belongs with the other one; a second telling changes nothing."""

    async def remove(self, case_id: UUID, other_id: UUID, kind: LinkKind) -> bool:
        """Forget that two cases belong together in this way, whichever it was said of; tell whether they did."""

    async def came_first(self, case_id: UUID, other_id: UUID) -> bool:
        """Tell whether the first of two cases was opened before the other."""


class Proposers(Protocol):
    """What proposers did with their cases."""

    async def cases_of(self, proposal_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
        """Return the cases of these proposals, by proposal; one that is not opened yet is not among them."""

    async def waiting_since(self, case_id: UUID) -> datetime:
        """Return since when the case is in its stage."""
