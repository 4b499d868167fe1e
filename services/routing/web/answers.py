"""What a department does with an offer: take it up, answer, or say that it is not theirs."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form
from starlette.datastructures import FormData
from starlette.responses import Response

from services.routing.domain import refusals as no
from services.routing.domain.verbs import Verb
from services.routing.handlers import answering
from services.routing.handlers.acting import Step
from services.routing.handlers.reviewing import APPROVAL, Beside, open_points
from services.routing.handlers.verbs.door import Doing, WrongInput
from services.routing.handlers.verbs.registry import perform
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.acting import AskedOfCase, Text, act, ask
from services.routing.web.days import DayUnreadable, day_typed
from shared.documents.office import ApprovalReference
from shared.errors import Invalid
from shared.scheme.model import DeskScheme
from shared.web.csrf import csrf_protected

_PLACES: Final[Mapping[type[Invalid], str]] = {
    no.ReasonMissing: "reason",
    no.NextDayMissing: "next",
    no.ConditionsMissing: "conditions",
    no.ConditionsUnasked: "conditions",
}


class VerdictUnchosen(Invalid):
    """None of the verdicts was chosen."""

    public_message = "検討結果を選んでください。"


class ApprovalDayUnreadable(Invalid):
    """The day of the approval is no day."""

    public_message = "決裁の日は、年・月・日を数字で入力してください。"


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
        verdict: Annotated[str, Form()] = "",
        reason: Text = "",
        suggested: Annotated[str, Form()] = "",
    ) -> Response:
        form = await asked.request.form()
        if verdict == "not_ours":
            # A case that was returned is no longer the department's to see.
            field = "suggested" if reason.strip() else "not-ours-reason"
            said = {"reason": reason, "suggested_department": suggested}
            return await ask(access, asked, Verb.RETURN_OFFER, said, field, then="/inbox")
        missing: list[str] = []

        async def judge(work: RoutingWork, step: Step, scheme: DeskScheme) -> None:
            judged = _judged(form, verdict, scheme)
            beside = Beside(answers=judged["review"], approval=ApprovalReference(number=judged["approval"]["number"]))
            missing.extend(open_points(beside, scheme.review))
            doing = Doing(work=work, receipt=receipt, step=step, scheme=scheme)
            await perform(doing, Verb.GIVE_VERDICT, judged)

        return await act(access, asked, judge, lambda error: _place(error, missing))

    return router


def _judged(form: FormData, verdict: str, scheme: DeskScheme) -> dict[str, Any]:
    """Return what was filled in, as the door asks for it; raise Invalid for what cannot be read."""
    if not verdict:
        raise VerdictUnchosen
    return {
        "verdict": verdict,
        "reason": _typed(form, "reason"),
        "next_day": day_typed(form, "next"),
        "conditions": _typed(form, "conditions"),
        "benefits": {whose: _typed(form, f"benefits-{whose}") for whose in ("prefecture", "proposer", "citizens")},
        "review": {one.code: _typed(form, f"review-{one.code}") for one in scheme.review.fields},
        "approval": {
            "number": _typed(form, "approval-number"),
            "day": day_typed(form, "approval-day", wrong=ApprovalDayUnreadable),
        },
    }


def _typed(form: FormData, name: str) -> str:
    return str(form.get(name, ""))


def _place(error: Invalid, missing: list[str]) -> str:
    """Return the field at which an error is told."""
    match error:
        case no.ReviewIncomplete():
            return "approval-number" if missing[0] == APPROVAL else f"review-{missing[0]}"
        case VerdictUnchosen():
            return "verdict"
        case DayUnreadable():
            return "next"
        case ApprovalDayUnreadable():
            return "approval-day"
        case WrongInput():
            return error.places[0].replace(".", "-")
        case _:
            return _PLACES.get(type(error), "verdict")
