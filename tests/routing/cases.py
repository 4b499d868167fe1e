"""Cases and offers as the tests of routing need them."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

from services.routing.domain.case import Case, Offer
from services.routing.domain.stage import OfferState, Stage
from shared.events import Direction

TODAY = date(2026, 11, 24)
DUE = date(2026, 12, 11)
OFFICER = UUID("01936f2a-7c00-7000-8000-000000000001")


def case_at(stage: Stage, *offers: Offer) -> Case:
    """Return a case in *stage*; what lies behind CONFIRMING has been confirmed."""
    return Case(
        case_id=uuid4(),
        desk_id="miono",
        proposal_id=uuid4(),
        receipt="R8-0012",
        direction=Direction.TO_DEPARTMENTS,
        stage=stage,
        version=7,
        confirmed=stage not in {Stage.RECEIVED, Stage.CONFIRMING},
        offers=offers,
    )


def confirmed(case: Case) -> Case:
    """Return the case as its desk confirmed it."""
    return replace(case, confirmed=True, abstract_id=uuid4())


def offer_to(department: str, state: OfferState = OfferState.ASKED, *, lead: bool = False) -> Offer:
    """Return an offer."""
    return Offer(offer_id=uuid4(), department=department, lead=lead, due=DUE, state=state)
