"""The acts between a yes of both sides and the end of the work; each is a form under the name of its verb."""

from typing import Final

from fastapi import APIRouter

from services.routing.domain.verbs import Verb
from services.routing.web.access import CaseAccess
from services.routing.web.through_door import door_acts

VERBS: Final = (
    Verb.DECIDE_COOPERATION,
    Verb.START_IMPLEMENTATION,
    Verb.COMPLETE,
    Verb.CHANGE_DEPARTMENTS,
    Verb.SET_MILESTONE,
    Verb.COMPLETE_PROCEDURE,
    Verb.SET_TODO,
    Verb.SEND_BACK_TODO,
    Verb.FINISH_TODO,
    Verb.CHASE,
)


def coordination_acts(access: CaseAccess) -> APIRouter:
    """Return these acts."""
    return door_acts(access, VERBS)
