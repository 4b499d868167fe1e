"""A case and its offers, as values."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.routing.domain.membership import ACTIVE, Member, MemberState
from services.routing.domain.roles import Addressee, Cast, cast_of
from services.routing.domain.stage import GONE, OPEN, OfferState, Stage
from services.routing.domain.task import Task
from services.routing.domain.verbs import Verb
from shared.events import Cooperation, Direction, NoteAbout, Verdict

# A verdict that its addressee may still follow with another one, until the desk closes the round.
PROVISIONAL = frozenset({Verdict.KEEP_STUDYING, Verdict.CONDITIONAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One addressee asked, with a due day; exactly one of *department* and *party_id* says who.

    *conditions_id* is what the verdict asks of the proposer, *conditions_asked* whether the desk has let it go to them,
    and *agreed* what they said to it; *next_day* is when it is looked at again.
    *contact_id* is whom to write to at a party, *released_id* what of the proposal it may read once it has taken the
    offer up; *chosen* says, after the round, whether it is a partner, and *closing_id* what it is told then. *link* is
    the number of its newest link, by which how often it was sent is counted.
    """

    offer_id: UUID
    department: str | None = None
    party_id: UUID | None = None
    lead: bool
    due: date
    round: int = 1
    note_id: UUID | None = None
    contact_id: UUID | None = None
    released_id: UUID | None = None
    state: OfferState = OfferState.ASKED
    verdict: Verdict | None = None
    conditions_id: UUID | None = None
    conditions_asked: bool = False
    agreed: bool | None = None
    next_day: date | None = None
    chosen: bool | None = None
    closing_id: UUID | None = None
    link: int = 1

    @property
    def addressee(self) -> Addressee:
        """Return who is asked."""
        return Addressee(department=self.department, party_id=self.party_id)

    @property
    def is_open(self) -> bool:
        """Tell whether an answer is still owed."""
        return self.state in OPEN

    @property
    def is_yes(self) -> bool:
        """Tell whether the addressee is willing, and the proposer to its conditions, if there are any."""
        conditional = self.verdict is Verdict.CONDITIONAL and self.agreed is True
        return self.state is OfferState.JUDGED and (self.verdict is Verdict.VIABLE or conditional)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedDecline:
    """A decline that waits for a second person."""

    officer: UUID
    ground: str
    reason_id: UUID
    note_id: UUID
    lesson_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CooperationChoice:
    """The form of cooperation as it is chosen; a draft until it is *decided*."""

    form: Cooperation
    decided: bool
    decision_id: UUID | None = None
    day: date | None = None
    agreement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingNote:
    """What an officer wrote to the proposer, and a second person has not let go yet."""

    officer: UUID
    note_id: UUID
    about: NoteAbout


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAct:
    """An act whose words leave the office, and a second person has not let go yet; the document says what it asks."""

    officer: UUID
    act: Verb
    content_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The handling of one proposal; `version` is the number of facts told about it.

    *bounced* says whether the desk was told that it came back too often; *proposing* is the department that proposes,
    *waiting_until* the day the proposer has to complete, *extended_until* the day a longer promise ends, *questions*
    what addressees asked and nobody has answered yet. *cooperation* is the form that was chosen, *project_id* the
    project the case goes on in and *starts_on* the day it is planned to begin, *tasks* what both sides owe meanwhile,
    and *members* the municipalities that were ever invited.
    """

    case_id: UUID
    desk_id: str
    proposal_id: UUID
    receipt: str
    direction: Direction
    stage: Stage
    version: int
    confirmed: bool = False
    officer: UUID | None = None
    abstract_id: UUID | None = None
    proposing: str | None = None
    round: int = 1
    offers: tuple[Offer, ...] = ()
    questions: frozenset[UUID] = frozenset()
    bounced: bool = False
    waiting_until: date | None = None
    extended_until: date | None = None
    decline: ProposedDecline | None = None
    waiting_note: WaitingNote | None = None
    held: HeldAct | None = None
    cooperation: CooperationChoice | None = None
    project_id: UUID | None = None
    starts_on: date | None = None
    tasks: tuple[Task, ...] = ()
    members: tuple[Member, ...] = ()

    @property
    def cast(self) -> Cast:
        """Return who plays the roles."""
        return cast_of(self.direction)

    @property
    def of_this_round(self) -> tuple[Offer, ...]:
        """Return the offers of the present round."""
        return tuple(offer for offer in self.offers if offer.round == self.round)

    @property
    def open_offers(self) -> tuple[Offer, ...]:
        """Return the offers whose answer is still owed."""
        return tuple(offer for offer in self.offers if offer.is_open)

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        """Return what somebody still owes."""
        return tuple(task for task in self.tasks if task.is_open)

    @property
    def reported_tasks(self) -> tuple[Task, ...]:
        """Return what the body outside says is done, and the office has yet to confirm."""
        return tuple(task for task in self.tasks if task.is_reported)

    def task(self, task_id: UUID) -> Task | None:
        """Return what is owed under this id."""
        return next((task for task in self.tasks if task.task_id == task_id), None)

    def offer_of(self, addressee: Addressee) -> Offer | None:
        """Return the offer to *addressee* that still counts in this round."""
        return next((o for o in self.of_this_round if o.addressee == addressee and o.state not in GONE), None)

    def offer_to(self, department: str) -> Offer | None:
        """Return the offer to *department* that still counts in this round."""
        return self.offer_of(Addressee(department=department))

    @property
    def lead(self) -> str | None:
        """Return the department that leads."""
        return next((offer.department for offer in self.of_this_round if offer.lead), None)

    @property
    def in_charge(self) -> str | None:
        """Return the department that leads the work: of those that were asked, or the one whose wish it is."""
        return self.lead or self.proposing

    @property
    def taking_part(self) -> frozenset[str]:
        """Return the departments that work together: those that were chosen, or the one whose wish it is."""
        together = {*self.chosen, *([self.in_charge] if self.in_charge else [])}
        return frozenset({*together, *([self.proposing] if self.proposing else [])})

    @property
    def partners(self) -> tuple[Offer, ...]:
        """Return the offers of all with whom the case goes on: chosen when the round was closed, or joined since."""
        return tuple(one for one in self.of_this_round if one.chosen)

    @property
    def partner_parties(self) -> tuple[UUID, ...]:
        """Return the bodies outside the office that were asked and are partners."""
        return tuple(one.party_id for one in self.partners if one.party_id is not None)

    @property
    def chosen(self) -> frozenset[str]:
        """Return the departments that were chosen, or joined since."""
        return frozenset(one.department for one in self.partners if one.department)

    @property
    def unled(self) -> bool:
        """Tell whether addressees were asked and none of them leads any more: the desk must ask another one."""
        return self.cast.led and bool(self.of_this_round) and self.lead is None

    @property
    def returns(self) -> int:
        """Return how often departments have returned the case as not theirs."""
        return sum(offer.state is OfferState.RETURNED for offer in self.offers)

    @property
    def returned_by(self) -> frozenset[str]:
        """Return the departments that returned the case and were not asked again."""
        returned = {o.department for o in self.offers if o.department and o.state is OfferState.RETURNED}
        return frozenset(returned - self.offered)

    @property
    def offered(self) -> frozenset[str]:
        """Return the departments with an offer that stands, of this round or an earlier one."""
        return frozenset(o.department for o in self.offers if o.department and o.state not in GONE)

    @property
    def taken_up(self) -> frozenset[str]:
        """Return the departments that took their offer up, also after their verdict."""
        took = {OfferState.TAKEN_UP, OfferState.JUDGED, OfferState.JOINED}
        return frozenset(o.department for o in self.offers if o.department and o.state in took)

    @property
    def chosen_parties(self) -> frozenset[UUID]:
        """Return the bodies outside the office that were chosen."""
        return frozenset(one.party_id for one in self.of_this_round if one.party_id and one.chosen)

    def member(self, municipality: str) -> Member | None:
        """Return how a municipality stands in the case; None where it was never invited."""
        return next((one for one in self.members if one.municipality == municipality), None)

    @property
    def invited(self) -> frozenset[str]:
        """Return the municipalities whose answer is awaited."""
        return frozenset(one.municipality for one in self.members if one.state is MemberState.INVITED)

    @property
    def joined(self) -> frozenset[str]:
        """Return the municipalities that take part."""
        return frozenset(one.municipality for one in self.members if one.state is MemberState.JOINED)

    @property
    def parted(self) -> frozenset[str]:
        """Return the municipalities that declined or left."""
        return frozenset(one.municipality for one in self.members if one.state not in ACTIVE)
