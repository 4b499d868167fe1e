"""The guards of the rows about municipalities."""

from typing import Any

from services.routing.domain import municipal_refusals as no
from services.routing.domain.case import Case
from services.routing.domain.guards import Check, Condition
from services.routing.domain.membership import ACTIVE, MemberState
from services.routing.domain.refusals import EndWithoutReason

ABSTRACT_THERE = Condition("an abstract to show", lambda case, _: case.abstract_id is not None, no.NothingToShow)
SOMEBODY_TAKES_PART = Condition(
    "somebody takes part", lambda case, _: bool(case.invited | case.joined), no.NoneTakesPart
)


def _stands(case: Case, asked: Any, states: frozenset[MemberState]) -> bool:
    found = case.member(asked.municipality)
    return found is not None and found.state in states


LEADS = Check(
    "invited by the lead", lambda case, asked: asked.department is None or asked.department == case.lead, no.NotLeading
)
SOMEBODY = Check(
    "somebody to invite", lambda _, asked: bool(asked.to) and len(set(asked.to)) == len(asked.to), no.NobodyInvited
)
NOT_INVITED_YET = Check(
    "not invited yet", lambda case, asked: not (case.invited | case.joined) & set(asked.to), no.InvitedAlready
)
INVITATION_WORDS = Check("words to the invited", lambda _, asked: asked.note_id is not None, no.InvitationWithoutWords)
IS_INVITED = Check(
    "an invitation waits", lambda case, asked: _stands(case, asked, frozenset({MemberState.INVITED})), no.NotInvited
)
IS_JOINED = Check(
    "takes part", lambda case, asked: _stands(case, asked, frozenset({MemberState.JOINED})), no.NotTakingPart
)
IS_THERE = Check("invited or takes part", lambda case, asked: _stands(case, asked, ACTIVE), no.NotTakingPart)
WHY = Check("a reason", lambda _, asked: asked.reason_id is not None, EndWithoutReason)
