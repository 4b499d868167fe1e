"""Offering a case to departments: a POST form that carries the version it was drawn from and answers 303."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from services.routing.handlers import offering
from services.routing.handlers.offering import Addressees
from services.routing.web.access import CaseAccess
from services.routing.web.acting import AskedOfCase, act
from services.routing.web.choosing import OTHERS, asked_departments
from services.routing.web.days import day_typed
from shared.errors import Invalid
from shared.web.csrf import csrf_protected


class DueUnreadable(Invalid):
    """The due day is no day."""

    public_message = "回答期限は、年・月・日を数字で入力してください。"


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
        return await act(
            access,
            asked,
            lambda w, s, scheme: offering.make_offers(
                w,
                receipt,
                s,
                Addressees(departments=codes, lead=leading, due=day_typed(form, "due", wrong=DueUnreadable)),
                scheme,
            ),
            "departments",
        )

    return router
