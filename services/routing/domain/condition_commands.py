"""What is asked about the conditions of a verdict: that the proposer agrees to them, and what the proposer says."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from services.routing.domain.roles import Addressee
from services.routing.domain.verbs import Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfOneVerdict:
    department: str | None = None
    party_id: UUID | None = None

    @property
    def addressee(self) -> Addressee:
        """Return whose conditions are meant."""
        return Addressee(department=self.department, party_id=self.party_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskConditions(_OfOneVerdict):
    """The desk lets conditions go to the proposer with words of its own, and asks for a yes or a no by *due*."""

    verb: ClassVar[Verb] = Verb.ASK_CONDITIONS
    note_id: UUID | None
    due: date
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptConditions(_OfOneVerdict):
    """The proposer says yes to the conditions of a verdict."""

    verb: ClassVar[Verb] = Verb.ACCEPT_CONDITIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseConditions(_OfOneVerdict):
    """The proposer says no to the conditions of a verdict."""

    verb: ClassVar[Verb] = Verb.REFUSE_CONDITIONS
    reason_id: UUID | None


ConditionsCommand = AskConditions | AcceptConditions | RefuseConditions
