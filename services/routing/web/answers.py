"""What a department does with an offer: take it up, answer, or say that it is not theirs."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from services.routing.handlers import answering
from services.routing.handlers.answering import Judgement
from services.routing.web.access import CaseAccess
from services.routing.web.acting import AskedOfCase, Text, act
from services.routing.web.days import day_typed
from shared.events import Verdict
from shared.web.csrf import csrf_protected


def answer_acts(access: CaseAccess) -> APIRouter:
    """Return the acts of departments; each is a POST form, carries its version, and answers 303."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(csrf_protected)])

    @router.post("/cases/{receipt}/take-up")
    async def take_up(asked: AskedOfCase, receipt: str) -> Response:
        return await act(access, asked, lambda w, s, _: answering.take_up(w, receipt, s), "take-up")

    @router.post("/cases/{receipt}/verdict")
    async def verdict(
        asked: AskedOfCase,
        receipt: str,
        verdict: Annotated[Verdict, Form()],
        reason: Text = "",
        suggested: Annotated[str, Form()] = "",
    ) -> Response:
        form = await asked.request.form()
        not_ours = verdict is Verdict.NOT_OURS
        field = "suggested" if reason.strip() else "not-ours-reason"
        return await act(
            access,
            asked,
            lambda w, s, scheme: answering.give_verdict(
                w,
                receipt,
                s,
                Judgement(
                    verdict=verdict,
                    reason=reason,
                    suggested_department=suggested or None,
                    next_day=day_typed(form, "next"),
                ),
                scheme,
            ),
            field if not_ours else "reason" if not reason.strip() else "next",
            # A case that was returned is no longer the department's to see.
            then="/inbox" if not_ours else None,
        )

    return router
