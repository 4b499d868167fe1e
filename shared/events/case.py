"""Facts of routing: what the desk and the departments did with a proposal."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.events.addressed import AddresseeFact
from shared.events.base import Code, Fact, Receipt


class Direction(StrEnum):
    """Who asks whom; the machine is the same for both."""

    TO_DEPARTMENTS = "to_departments"  # 企業等 → 県
    TO_PARTIES = "to_parties"  # 県 → 企業等


class Verdict(StrEnum):
    """What the addressee of an offer judged."""

    VIABLE = "viable"  # 成立
    CONDITIONAL = "conditional"  # 条件付
    KEEP_STUDYING = "keep_studying"  # 継続検討
    NOT_VIABLE = "not_viable"  # 不成立
    NOT_OURS = "not_ours"  # 担当外


class CaseOpened(Fact):
    """The desk took a proposal up as a case."""

    type: ClassVar[str] = "case.opened.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    proposal_id: UUID
    receipt: Receipt
    direction: Direction
    # The department that proposes, where one does.
    department: Code | None = None


class ConfirmationStarted(Fact):
    """An officer of the desk took the case on and confirms what is proposed."""

    type: ClassVar[str] = "case.confirmation_started.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    officer: UUID


class CaseConfirmed(Fact):
    """The desk confirmed what is proposed; from now on it may be offered with the desk's abstract."""

    type: ClassVar[str] = "case.confirmed.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    abstract_id: UUID


class OfferMade(AddresseeFact):
    """One addressee was asked to judge the proposal by a day."""

    type: ClassVar[str] = "case.offer_made.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    offer_id: UUID
    receipt: Receipt
    lead: bool
    due: date
    # What the desk wrote to this addressee alone.
    note_id: UUID | None = None
    # Whom to write to at a party, and what of the proposal it may read once it has taken the offer up.
    contact_id: UUID | None = None
    released_id: UUID | None = None


class OfferAccepted(AddresseeFact):
    """The addressee took the offer up and may open the proposal from now on."""

    type: ClassVar[str] = "case.offer_accepted.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    offer_id: UUID
    receipt: Receipt


class VerdictGiven(AddresseeFact):
    """The addressee judged; the reason is a document of routing."""

    type: ClassVar[str] = "case.verdict_given.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    offer_id: UUID
    receipt: Receipt
    verdict: Verdict
    reason_id: UUID
    suggested_department: Code | None = None
    # The day on which what is studied further is looked at again.
    next_day: date | None = None
    # What the proposer has to agree to, in words the proposer may read.
    conditions_id: UUID | None = None
    # What else the addressee wrote down: benefits, the desk's review form, the internal approval.
    review_id: UUID | None = None
    # The mail by which a party answered, where the desk wrote its verdict down.
    reply_id: UUID | None = None


class OfferRecalled(AddresseeFact):
    """The desk took an offer back before it was judged; the reason is a document of routing."""

    type: ClassVar[str] = "case.offer_recalled.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    offer_id: UUID
    receipt: Receipt
    reason_id: UUID


class CaseBounced(Fact):
    """Departments returned the case so often that the desk itself settles who is in charge; told once in a case."""

    type: ClassVar[str] = "case.bounced.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    returns: int


class AccessChanged(Fact):
    """Who may see the case changed; each service keeps its own rows and fails closed."""

    type: ClassVar[str] = "case.access_changed.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    offered: tuple[Code, ...]
    taken_up: tuple[Code, ...]
    proposing: Code | None = None
    # The municipalities that were asked to take part, and those that do.
    invited: tuple[Code, ...] = ()
    joined: tuple[Code, ...] = ()
