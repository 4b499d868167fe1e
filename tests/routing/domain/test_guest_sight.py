"""What a municipality may know of a case, said in one place."""

from dataclasses import fields, replace
from datetime import date
from uuid import UUID

import pytest

from services.routing.domain.case import Case, Offer, ProposedDecline
from services.routing.domain.guest_sight import seen_by_guest
from services.routing.domain.membership import Member, MemberState
from services.routing.domain.stage import Stage
from shared.events import Direction

OWN = Member(municipality="shi-a", state=MemberState.JOINED, due=date(2026, 12, 1), note_id=UUID(int=1))
WHOLE = Case(
    case_id=UUID(int=2),
    desk_id="miono",
    proposal_id=UUID(int=3),
    receipt="R8-0012",
    direction=Direction.TO_DEPARTMENTS,
    stage=Stage.COORDINATING,
    version=9,
    confirmed=True,
    officer=UUID(int=4),
    abstract_id=UUID(int=5),
    proposing="kotsu",
    offers=(Offer(offer_id=UUID(int=6), department="shinrin", lead=True, due=date(2026, 12, 1)),),
    questions=frozenset({UUID(int=7)}),
    decline=ProposedDecline(officer=UUID(int=4), ground="g", reason_id=UUID(int=8), note_id=UUID(int=9)),
    starts_on=date(2027, 4, 1),
    members=(OWN, replace(OWN, municipality="shi-b")),
)
# What everybody who knows the case at all may know of it.
OPEN = {"case_id", "desk_id", "proposal_id", "receipt", "direction", "stage", "version", "confirmed", "round"}


@pytest.mark.parametrize(
    ("state", "more"),
    [
        (MemberState.INVITED, {"abstract_id"}),
        (MemberState.JOINED, {"abstract_id", "cooperation", "project_id", "starts_on", "tasks"}),
        (MemberState.DECLINED, set()),
        (MemberState.LEFT, set()),
    ],
)
def test_a_municipality_knows_its_own_part_and_what_its_state_opens(state: MemberState, more: set[str]) -> None:
    whole = replace(WHOLE, members=(replace(OWN, state=state), WHOLE.members[1]))

    seen = seen_by_guest(whole, "shi-a")

    nothing = Case(**{name: getattr(WHOLE, name) for name in OPEN - {"round", "confirmed"}})
    for one in fields(Case):
        shown = whole if one.name in OPEN | more else nothing
        expected = whole.members[:1] if one.name == "members" else getattr(shown, one.name)
        assert getattr(seen, one.name) == expected, one.name


def test_who_was_never_invited_has_no_part() -> None:
    assert seen_by_guest(WHOLE, "shi-c").members == ()
