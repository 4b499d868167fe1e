"""With whom a case goes on."""

from dataclasses import replace
from uuid import uuid4

from services.routing.domain.stage import OfferState, Stage
from tests.routing.cases import case_at, offer_to


def test_partners_are_all_that_were_chosen_in_this_round_and_have_not_left() -> None:
    department = replace(offer_to("shinrin", OfferState.JUDGED, lead=True), round=2, chosen=True)
    party = replace(department, offer_id=uuid4(), department=None, party_id=uuid4(), lead=False)
    left = replace(offer_to("kanko", OfferState.LEFT), round=2, chosen=False)
    earlier = replace(offer_to("suisan", OfferState.JUDGED), chosen=True)
    case = replace(case_at(Stage.COORDINATING, department, party, left, earlier), round=2)

    assert case.partners == (department, party)
    assert case.partner_parties == (party.party_id,)
