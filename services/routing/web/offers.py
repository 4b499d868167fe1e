"""Offering a case to departments: a POST form that carries the version it was drawn from and answers 303."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from starlette.datastructures import FormData
from starlette.responses import Response

from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import Step
from services.routing.handlers.verbs.door import Doing
from services.routing.handlers.verbs.registry import perform
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.acting import AskedOfCase, act
from services.routing.web.addressees import days_of, said_to_all, wrong_places
from services.routing.web.choosing import OTHERS, asked_departments
from services.routing.web.through_door import door_acts
from shared.scheme.model import DeskScheme
from shared.web.csrf import csrf_protected


def offer_acts(access: CaseAccess) -> APIRouter:
    """Return the acts by which the desk asks departments."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(csrf_protected)])

    @router.post("/cases/{receipt}/offer")
    async def offer(
        asked: AskedOfCase,
        receipt: str,
        departments: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies the default of a form list
        lead: Annotated[str, Form()] = "",
    ) -> Response:
        form = await asked.request.form()
        others = {name: str(form.get(name, "")) for name in OTHERS}
        codes, leading = asked_departments(departments, others, lead)
        # A department chosen beside the ranked ones has its day and words under the name of that choice.
        keys = [next((name for name in OTHERS if code == others[name]), code) for code in codes]

        async def do(work: RoutingWork, step: Step, scheme: DeskScheme) -> None:
            said = _said(form, codes, keys) | {"lead": leading}
            await perform(Doing(work=work, receipt=receipt, step=step, scheme=scheme), Verb.OFFER, said)

        return await act(access, asked, do, lambda error: wrong_places(error, keys, "departments"))

    router.include_router(door_acts(access, (Verb.SEND_ANEW,)))
    return router


def _said(form: FormData, codes: Sequence[str], keys: Sequence[str]) -> dict[str, Any]:
    due, days = days_of(form, keys)
    own = [
        {"department": code, "due": day, "note": str(form.get(f"note-{key}", "")).strip()}
        for code, key, day in zip(codes, keys, days, strict=True)
    ]
    return {"departments": list(codes), "own": own, **said_to_all(form, due)}
