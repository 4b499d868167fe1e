from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from services.routing.domain.case import ProposedDecline, WaitingNote
from services.routing.domain.membership import Member, MemberState
from services.routing.domain.next_day import next_day
from services.routing.domain.stage import OfferState, Stage
from shared.events import NoteAbout, Verdict
from tests.routing.cases import DUE, OFFICER, TODAY, case_at, offer_to

DESKS = TODAY + timedelta(days=2)


def test_while_an_addressee_has_the_case_it_is_not_the_desks_turn() -> None:
    assert next_day(case_at(Stage.OFFERED, offer_to("shinrin", lead=True)), DESKS) == DUE


def test_what_waits_for_a_second_person_is_the_desks_turn_whoever_else_has_the_case() -> None:
    asked = case_at(Stage.OFFERED, offer_to("shinrin", lead=True))
    decline = ProposedDecline(officer=OFFICER, ground="g", reason_id=uuid4(), note_id=uuid4())
    note = WaitingNote(officer=OFFICER, note_id=uuid4(), about=NoteAbout.MESSAGE)

    assert next_day(replace(asked, decline=decline), DESKS) == DESKS
    assert next_day(replace(asked, waiting_note=note), DESKS) == DESKS


def test_what_is_studied_further_matters_until_the_round_is_closed() -> None:
    offer = offer_to("shinrin", OfferState.JUDGED, lead=True)
    studied = replace(offer, verdict=Verdict.KEEP_STUDYING, next_day=TODAY + timedelta(days=30))

    assert next_day(case_at(Stage.REVIEWING, studied), DESKS) == TODAY + timedelta(days=30)
    assert next_day(case_at(Stage.COORDINATING, studied), DESKS) == DESKS


def test_the_day_a_municipality_is_to_answer_by_counts_beside_all_others_until_it_answered() -> None:
    asked = case_at(Stage.OFFERED, offer_to("shinrin", lead=True))
    soon = TODAY + timedelta(days=1)
    member = Member(municipality="shi-bay", state=MemberState.INVITED, due=soon, note_id=uuid4())

    assert next_day(replace(asked, members=(member,)), DESKS) == soon
    assert next_day(replace(asked, members=(replace(member, due=DUE + timedelta(days=9)),)), DESKS) == DUE
    assert next_day(replace(asked, members=(replace(member, state=MemberState.JOINED),)), DESKS) == DUE
