"""The form on which procedures are planned: those of the scheme that fit, and one of the desk's own."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.responses import Response

from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import Step
from services.routing.handlers.verbs.door import Doing
from services.routing.handlers.verbs.registry import perform
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.acting import AskedOfCase, act
from services.routing.web.days import day_typed
from shared.scheme.model import DeskScheme
from shared.web.csrf import csrf_protected

_OWN: Final = "plan-own"
_PLACE: Final = f"{_OWN}-words"


def planning_act(access: CaseAccess) -> APIRouter:
    """Return the act; a POST form that carries its version and answers 303."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(csrf_protected)])

    @router.post("/cases/{receipt}/plan-procedures")
    async def plan(asked: AskedOfCase, receipt: str) -> Response:
        form = await asked.request.form()

        async def do(work: RoutingWork, step: Step, scheme: DeskScheme) -> None:
            doing = Doing(work=work, receipt=receipt, step=step, scheme=scheme)
            await perform(doing, Verb.PLAN_PROCEDURES, {"procedures": list(_planned(form, scheme))})

        return await act(access, asked, do, _PLACE)

    return router


def _planned(form: FormData, scheme: DeskScheme) -> Iterator[dict[str, Any]]:
    for template in scheme.procedures:
        name = f"plan-{template.code}"
        if form.get(f"{name}-on"):
            yield {"code": template.code, **_said(form, name)}
    words = str(form.get(_PLACE, "")).strip()
    if words:
        yield {"words": words, "required": bool(form.get(f"{_OWN}-required")), **_said(form, _OWN)}


def _said(form: FormData, name: str) -> dict[str, Any]:
    return {"owner": str(form.get(f"{name}-owner", "")), "due": day_typed(form, f"{name}-due")}
