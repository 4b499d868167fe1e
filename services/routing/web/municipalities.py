"""The acts by which municipalities come to a case and go."""

from typing import Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.routing.domain.verbs import Verb
from services.routing.web.access import CaseAccess
from services.routing.web.acting import AskedOfCase
from services.routing.web.through_door import through_door
from shared.web.csrf import csrf_protected

VERBS: Final = (
    Verb.INVITE_MUNICIPALITY,
    Verb.JOIN,
    Verb.DECLINE_INVITATION,
    Verb.LEAVE,
    Verb.PART_MUNICIPALITY,
)


def municipality_acts(access: CaseAccess) -> APIRouter:
    """Return these acts; each is a POST form under the verb's own name, carries its version, and answers 303."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(csrf_protected)])
    for verb in VERBS:
        _add(router, access, verb)
    return router


def _add(router: APIRouter, access: CaseAccess, verb: Verb) -> None:
    @router.post(f"/cases/{{receipt}}/{verb.value}")
    async def done(asked: AskedOfCase) -> Response:
        return await through_door(access, asked, verb)
