"""What is asked of one offer without moving it: that its addressee is told of it once more."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from services.routing.domain.roles import Addressee
from services.routing.domain.verbs import Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAnew:
    """An addressee is told once more what it is asked; a body outside by a new link, and its old one is dead then.

    *asked_for* says that its own old link asked for it.
    """

    verb: ClassVar[Verb] = Verb.SEND_ANEW
    department: str | None = None
    party_id: UUID | None = None
    asked_for: bool = False

    @property
    def addressee(self) -> Addressee:
        """Return whose offer is meant."""
        return Addressee(department=self.department, party_id=self.party_id)
