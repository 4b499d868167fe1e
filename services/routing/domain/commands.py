"""What a person may ask of a case; ids and days are handed in, for the core knows neither clock nor chance."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from services.routing.domain.clock_commands import ClockCommand
from services.routing.domain.condition_commands import ConditionsCommand
from services.routing.domain.coordination_commands import CoordinationCommand
from services.routing.domain.dialogue_commands import DialogueCommand
from services.routing.domain.held_commands import HeldCommand
from services.routing.domain.link_commands import LinkCommand
from services.routing.domain.municipality_commands import MunicipalityCommand
from services.routing.domain.question_commands import QuestionCommand
from services.routing.domain.roles import Addressee
from services.routing.domain.sending_commands import SendAnew
from services.routing.domain.task_commands import TaskCommand
from services.routing.domain.verbs import Verb
from shared.events import CooperationWay, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class StartConfirmation:
    """An officer of the desk takes the case on."""

    verb: ClassVar[Verb] = Verb.START
    officer: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """The desk has checked what is proposed and can circulate an abstract of it."""

    verb: ClassVar[Verb] = Verb.CONFIRM
    officer: UUID
    abstract_id: UUID | None
    open_checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCompletion:
    """The desk tells the proposer what is missing (補正), and by when it should come."""

    verb: ClassVar[Verb] = Verb.ASK_COMPLETION
    officer: UUID
    note_id: UUID | None
    due: date
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveCompletion:
    """What was missing came: by a reply, or (None) in another way the desk notes."""

    verb: ClassVar[Verb] = Verb.RECEIVE_COMPLETION
    reply_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """One addressee of `MakeOffers`; *due* where it has another day than the others."""

    offer_id: UUID
    department: str | None = None
    party_id: UUID | None = None
    lead: bool = False
    due: date | None = None
    note_id: UUID | None = None
    contact_id: UUID | None = None
    released_id: UUID | None = None

    @property
    def addressee(self) -> Addressee:
        """Return who is asked."""
        return Addressee(department=self.department, party_id=self.party_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeOffers:
    """The desk asks one or several addressees; where departments are asked, exactly one of them leads."""

    verb: ClassVar[Verb] = Verb.OFFER
    to: tuple[Addressed, ...]
    due: date
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _ToOneAddressee:
    department: str | None = None
    party_id: UUID | None = None

    @property
    def addressee(self) -> Addressee:
        """Return whose offer is meant."""
        return Addressee(department=self.department, party_id=self.party_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeUp(_ToOneAddressee):
    """An addressee takes its offer up."""

    verb: ClassVar[Verb] = Verb.TAKE_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveVerdict(_ToOneAddressee):
    """An addressee judges; the reason is a document. KEEP_STUDYING names the day it is looked at again.

    *conditions_id* is what the proposer has to agree to; *open_fields* are points of the desk's review form that had
    to be filled in and were not; *reply_id* is the mail by which it answered, where the desk writes its verdict down.
    """

    verb: ClassVar[Verb] = Verb.GIVE_VERDICT
    verdict: Verdict
    reason_id: UUID | None
    conditions_id: UUID | None = None
    review_id: UUID | None = None
    open_fields: tuple[str, ...] = ()
    next_day: date | None = None
    today: date
    reply_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnOffer(_ToOneAddressee):
    """An addressee says that it is not theirs, and whose it may be."""

    verb: ClassVar[Verb] = Verb.RETURN_OFFER
    reason_id: UUID | None
    suggested_department: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallOffer(_ToOneAddressee):
    """The desk takes back what it asked of one addressee; the reason is a document."""

    verb: ClassVar[Verb] = Verb.RECALL_OFFER
    reason_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireOffer(_ToOneAddressee):
    """The due day passed without an answer."""

    verb: ClassVar[Verb] = Verb.EXPIRE_OFFER
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRound:
    """The desk closes the round and names partners by their offers; *ground_id* says why this is fair."""

    verb: ClassVar[Verb] = Verb.CLOSE_ROUND
    partners: tuple[UUID, ...]
    way: CooperationWay
    ground_id: UUID | None
    note_id: UUID | None
    note_to_others_id: UUID | None = None
    note_to_partners_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend:
    """A promised day moves; the note tells the proposer why."""

    verb: ClassVar[Verb] = Verb.EXTEND
    promised: date
    until: date
    today: date
    note_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeDecline:
    """An officer wants to decline and leaves the yes to a second person."""

    verb: ClassVar[Verb] = Verb.PROPOSE_DECLINE
    officer: UUID
    ground: str
    reason_id: UUID | None
    note_id: UUID | None
    lesson_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBackDecline:
    """The second person does not agree."""

    verb: ClassVar[Verb] = Verb.SEND_BACK_DECLINE
    officer: UUID
    reason_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveDecline:
    """The second person agrees; *alone_allowed* where the desk's rules let one person do both."""

    verb: ClassVar[Verb] = Verb.APPROVE_DECLINE
    officer: UUID
    alone_allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline:
    """The desk declines; *needs_second* where the rules leave it to two persons."""

    verb: ClassVar[Verb] = Verb.DECLINE
    ground: str
    reason_id: UUID | None
    note_id: UUID | None
    needs_second: bool
    lesson_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refer:
    """Another office is the right one."""

    verb: ClassVar[Verb] = Verb.REFER
    reason_id: UUID | None
    note_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """The case goes on under another one, which is open and of the same desk."""

    verb: ClassVar[Verb] = Verb.MERGE
    into_case: UUID
    into_receipt: str
    into_open: bool
    reason_id: UUID | None
    note_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """The proposer takes the proposal back, or the desk notes that they did."""

    verb: ClassVar[Verb] = Verb.WITHDRAW
    by_proposer: bool
    reason_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """The desk looks at an ended case again."""

    verb: ClassVar[Verb] = Verb.REOPEN
    reason_id: UUID | None
    note_id: UUID | None = None


Command = (
    StartConfirmation
    | Confirm
    | AskCompletion
    | ReceiveCompletion
    | MakeOffers
    | TakeUp
    | GiveVerdict
    | ReturnOffer
    | RecallOffer
    | SendAnew
    | ExpireOffer
    | ConditionsCommand
    | CloseRound
    | QuestionCommand
    | CoordinationCommand
    | TaskCommand
    | Extend
    | ProposeDecline
    | SendBackDecline
    | ApproveDecline
    | Decline
    | Refer
    | Merge
    | Withdraw
    | Reopen
    | DialogueCommand
    | HeldCommand
    | MunicipalityCommand
    | ClockCommand
    | LinkCommand
)
