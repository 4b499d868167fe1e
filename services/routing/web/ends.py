"""The acts by which a case waits for its proposer, ends, begins again, or is linked, and what waits is let go."""

from typing import Final

from fastapi import APIRouter

from services.routing.domain.verbs import Verb
from services.routing.web.access import CaseAccess
from services.routing.web.through_door import door_acts

VERBS: Final = (
    Verb.ASK_COMPLETION,
    Verb.RECEIVE_COMPLETION,
    Verb.DECLINE,
    Verb.APPROVE_DECLINE,
    Verb.SEND_BACK_DECLINE,
    Verb.REFER,
    Verb.MERGE,
    Verb.WITHDRAW,
    Verb.REOPEN,
    Verb.LINK,
    Verb.RELEASE_ACT,
    Verb.SEND_BACK_ACT,
    Verb.UNLINK,
)


def end_acts(access: CaseAccess) -> APIRouter:
    """Return these acts."""
    return door_acts(access, VERBS)
