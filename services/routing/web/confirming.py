"""What the desk does with a case before anybody is asked: take it on, confirm it with an abstract."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from services.routing.handlers import confirming
from services.routing.web.access import CaseAccess
from services.routing.web.acting import AskedOfCase, Text, act
from shared.web.csrf import csrf_protected


def confirmation_acts(access: CaseAccess) -> APIRouter:
    """Return the acts of the desk before an offer; each is a POST form, carries its version, and answers 303."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(csrf_protected)])

    @router.post("/cases/{receipt}/start")
    async def start(asked: AskedOfCase, receipt: str) -> Response:
        return await act(access, asked, lambda w, s, _: confirming.start_confirmation(w, receipt, s), "start")

    @router.post("/cases/{receipt}/confirm")
    async def confirm(
        asked: AskedOfCase,
        receipt: str,
        abstract: Text = "",
        checked: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies the default of a form list
    ) -> Response:
        async with access.begin(asked.actor) as work:
            checklist = (await work.schemes.of_case(asked.actor.desk_id, receipt)).checklist
        missing = tuple(item.code for item in checklist if item.required and item.code not in checked)
        return await act(
            access,
            asked,
            lambda w, s, _: confirming.confirm(w, receipt, s, abstract=abstract, open_checks=missing),
            "checked" if missing else "abstract",
        )

    return router
