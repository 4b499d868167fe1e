"""A case and its offers, as values."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.routing.domain.stage import GONE, OfferState, Stage
from shared.events import Direction, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One addressee asked, with a due day."""

    offer_id: UUID
    department: str
    lead: bool
    due: date
    state: OfferState = OfferState.ASKED
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The handling of one proposal; `version` is the number of facts told about it.

    *bounced* says whether the desk was told that it came back too often.
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
    offers: tuple[Offer, ...] = ()
    bounced: bool = False

    def offer_to(self, department: str) -> Offer | None:
        """Return the offer to *department* that still counts."""
        return next((o for o in self.offers if o.department == department and o.state not in GONE), None)

    @property
    def lead(self) -> str | None:
        """Return the department that leads."""
        return next((offer.department for offer in self.offers if offer.lead), None)

    @property
    def unled(self) -> bool:
        """Tell whether departments were asked and none of them leads any more: the desk must ask another one."""
        return bool(self.offers) and self.lead is None

    @property
    def returns(self) -> int:
        """Return how often departments have returned the case as not theirs."""
        return sum(offer.state is OfferState.RETURNED for offer in self.offers)

    @property
    def returned_by(self) -> frozenset[str]:
        """Return the departments that returned the case and were not asked again."""
        returned = {offer.department for offer in self.offers if offer.state is OfferState.RETURNED}
        return frozenset(returned - self.offered)

    @property
    def offered(self) -> frozenset[str]:
        """Return the departments with an offer that stands."""
        return frozenset(offer.department for offer in self.offers if self.offer_to(offer.department) is offer)

    @property
    def taken_up(self) -> frozenset[str]:
        """Return the departments that took their offer up, also after their verdict."""
        open_states = {OfferState.TAKEN_UP, OfferState.JUDGED}
        return frozenset(offer.department for offer in self.offers if offer.state in open_states)
