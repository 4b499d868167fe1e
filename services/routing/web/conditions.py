"""The acts about conditions of a verdict: the desk asks the proposer, and writes down what it hears."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.routing.domain import refusals
from services.routing.domain.roles import Addressee
from services.routing.domain.verbs import Verb
from services.routing.handlers import conditions
from services.routing.handlers.acting import Step
from services.routing.handlers.verbs.door import Doing
from services.routing.handlers.verbs.registry import perform
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.acting import AskedOfCase, Text, act
from services.routing.web.days import DayUnreadable, day_typed
from services.routing.web.rounds import Department, PartyId
from shared.errors import Invalid
from shared.scheme.model import DeskScheme
from shared.web.csrf import csrf_protected


def condition_acts(access: CaseAccess) -> APIRouter:
    """Return the acts about conditions; each is a POST form, carries its version, and answers 303."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(csrf_protected)])

    @router.post("/cases/{receipt}/ask-conditions")
    async def ask(
        asked: AskedOfCase, receipt: str, department: Department = None, party_id: PartyId = None
    ) -> Response:
        form = await asked.request.form()
        name = f"conditions-{department or party_id}"

        async def do(work: RoutingWork, step: Step, scheme: DeskScheme) -> object:
            said = {
                "department": department,
                "party_id": party_id,
                "words": str(form.get(f"{name}-words", "")),
                "due": day_typed(form, f"{name}-due"),
            }
            doing = Doing(work=work, receipt=receipt, step=step, scheme=scheme)
            return await perform(doing, Verb.ASK_CONDITIONS, said)

        def place(error: Invalid) -> str:
            return f"{name}-due" if isinstance(error, refusals.DuePassed | DayUnreadable) else f"{name}-words"

        return await act(access, asked, do, place)

    @router.post("/cases/{receipt}/accept-conditions")
    async def accept(
        asked: AskedOfCase, receipt: str, department: Department = None, party_id: PartyId = None
    ) -> Response:
        whose = Addressee(department=department, party_id=party_id)
        return await act(
            access, asked, lambda w, s, scheme: conditions.accept_conditions(w, receipt, s, whose, scheme), "conditions"
        )

    @router.post("/cases/{receipt}/refuse-conditions")
    async def refuse(
        asked: AskedOfCase, receipt: str, department: Department = None, party_id: PartyId = None, reason: Text = ""
    ) -> Response:
        whose = Addressee(department=department, party_id=party_id)
        return await act(
            access,
            asked,
            lambda w, s, scheme: conditions.refuse_conditions(w, receipt, s, whose, reason, scheme),
            f"refuse-{department or party_id}",
        )

    return router
