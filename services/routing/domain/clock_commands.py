"""What the clock asks of a case, and how a day is moved for one addressee."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from services.routing.domain.case import Offer
from services.routing.domain.membership import Member
from services.routing.domain.roles import Addressee
from services.routing.domain.task import Task
from services.routing.domain.verbs import Verb
from shared.events import ForgottenCause


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendOffer:
    """One addressee gets longer to answer; the reason is a document."""

    verb: ClassVar[Verb] = Verb.EXTEND_OFFER
    department: str | None = None
    party_id: UUID | None = None
    until: date
    today: date
    reason_id: UUID | None

    @property
    def addressee(self) -> Addressee:
        """Return whose offer is meant."""
        return Addressee(department=self.department, party_id=self.party_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfDay:
    """About a day by which one offer, one task, the answer of one municipality, or (none) the stage is due."""

    offer: Offer | None = None
    task: Task | None = None
    member: Member | None = None
    due: date
    step: int
    today: date

    @property
    def addressee(self) -> Addressee | None:
        """Return whose offer is meant."""
        return None if self.offer is None else self.offer.addressee


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind(_OfDay):
    """The day is near."""

    verb: ClassVar[Verb] = Verb.REMIND


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalate(_OfDay):
    """The day has passed; *to* are the steps of the ladder reached, by their words in the scheme."""

    verb: ClassVar[Verb] = Verb.ESCALATE
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindForgotten:
    """The case lacks something."""

    verb: ClassVar[Verb] = Verb.FIND_FORGOTTEN
    cause: ForgottenCause


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportUnread:
    """A department does not open what it was told."""

    verb: ClassVar[Verb] = Verb.REPORT_UNREAD
    department: str
    notification_id: UUID
    business_days: int


ClockCommand = ExtendOffer | Remind | Escalate | FindForgotten | ReportUnread
