"""Municipalities on the page of a case: who is invited and takes part, and whom somebody could still invite."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from services.routing.domain.membership import ACTIVE
from services.routing.domain.verbs import Verb
from services.routing.handlers.offer_days import usual_due
from services.routing.storage.municipalities import MunicipalityLine
from services.routing.storage.work import RoutingWork
from services.routing.web.access import OpenedCase
from services.routing.web.attempt import Attempt

# The field of the form in which municipalities are chosen.
CHOSEN: Final = "invite-municipality-municipalities"
_DUE: Final = "invite-municipality-due"


async def municipalities_beside(
    work: RoutingWork, opened: OpenedCase, acts: frozenset[str], attempt: Attempt, today: date
) -> dict[str, Any]:
    """Return who takes part, and for whoever may invite, whom they could still invite."""
    inviting = Verb.INVITE_MUNICIPALITY.value in acts
    lines = await work.municipalities.in_force(opened.case.desk_id, today) if inviting else []
    due = usual_due(opened.scheme, today)
    usual = {"year": due.year, "month": due.month, "day": due.day}
    return {
        "members": opened.members,
        "members_there": [(one.municipality, one.name) for one in opened.members if one.state in ACTIVE],
        "invitable": _invitable(opened, lines),
        # Asked once as all there are, the case says who came to be since.
        "missing": _missing(opened, lines),
        "invited_typed": list(attempt.lists.get(CHOSEN, ())),
        "invited_due": {part: attempt.typed.get(f"{_DUE}-{part}", str(value)) for part, value in usual.items()},
    }


def _invitable(opened: OpenedCase, lines: Sequence[MunicipalityLine]) -> list[tuple[str, str]]:
    there = opened.case.invited | opened.case.joined
    return [(one.code, one.name) for one in lines if one.code not in there]


def _missing(opened: OpenedCase, lines: Sequence[MunicipalityLine]) -> list[str]:
    if not any(one.of_all for one in opened.case.members):
        return []
    return [one.name for one in lines if opened.case.member(one.code) is None]
