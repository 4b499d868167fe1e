"""Acts on a case: each is a POST form, carries the version it was drawn from, and answers 303."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from services.routing import handlers
from services.routing.handlers import Addressees, Judgement, Step
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.case_page import Attempt, show_case
from shared.access.actor import Actor
from shared.access.web import CurrentActor
from shared.errors import Invalid
from shared.events import Verdict
from shared.failpoints import Failpoint, reached
from shared.scheme.model import DeskScheme
from shared.web.csrf import csrf_protected
from shared.web.pages import pages_of, see_other, utc_now

Version = Annotated[int, Form()]
Text = Annotated[str, Form(max_length=10_000)]
Act = Callable[[RoutingWork, Step, DeskScheme], Awaitable[object]]


class DueUnreadable(Invalid):
    """The due day is no day."""

    public_message = "回答期限は、年・月・日を数字で入力してください。"


def offer_acts(access: CaseAccess) -> APIRouter:
    """Return the acts of desk and departments."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(csrf_protected)])

    async def act(
        request: Request, actor: Actor, receipt: str, version: int, do: Act, field: str, *, then: str | None = None
    ) -> Response:
        try:
            async with access.begin(actor) as work:
                await do(work, Step(actor=actor, version=version, at=utc_now()), access.scheme_of(actor))
        except Invalid as error:
            # What was typed comes back with the page: nobody writes a reason twice.
            form = await request.form()
            attempt = Attempt(
                errors=((field, error.public),),
                typed={key: str(value) for key, value in form.items()},
                lists={key: [str(value) for value in form.getlist(key)] for key in ("departments", "checked")},
            )
            return await show_case(access, request, pages_of(request), actor, receipt, attempt)
        reached(Failpoint.CASE_COMMITTED)
        return see_other(request, then or f"/cases/{receipt}")

    @router.post("/cases/{receipt}/start")
    async def start(request: Request, receipt: str, actor: CurrentActor, version: Version) -> Response:
        return await act(
            request, actor, receipt, version, lambda w, s, _: handlers.start_confirmation(w, receipt, s), "start"
        )

    @router.post("/cases/{receipt}/confirm")
    async def confirm(
        request: Request,
        receipt: str,
        actor: CurrentActor,
        version: Version,
        abstract: Text = "",
        checked: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies the default of a form list
    ) -> Response:
        open_checks = tuple(
            item.code for item in access.scheme_of(actor).checklist if item.required and item.code not in checked
        )
        return await act(
            request,
            actor,
            receipt,
            version,
            lambda w, s, _: handlers.confirm(w, receipt, s, abstract=abstract, open_checks=open_checks),
            "checked" if open_checks else "abstract",
        )

    @router.post("/cases/{receipt}/offer")
    async def offer(
        request: Request,
        receipt: str,
        actor: CurrentActor,
        version: Version,
        departments: Annotated[list[str], Form()] = [],  # noqa: B006 - the same
        lead: Annotated[str, Form()] = "",
    ) -> Response:
        form = await request.form()
        asked = tuple(dict.fromkeys(code for code in departments if code))
        parts = [str(form.get(f"due-{part}", "")).strip() for part in ("year", "month", "day")]
        return await act(
            request,
            actor,
            receipt,
            version,
            lambda w, s, scheme: handlers.make_offers(
                w,
                receipt,
                s,
                Addressees(departments=asked, lead=lead, due=_day(parts)),
                scheme,
            ),
            "departments",
        )

    @router.post("/cases/{receipt}/take-up")
    async def take_up(request: Request, receipt: str, actor: CurrentActor, version: Version) -> Response:
        return await act(request, actor, receipt, version, lambda w, s, _: handlers.take_up(w, receipt, s), "take-up")

    @router.post("/cases/{receipt}/verdict")
    async def verdict(
        request: Request,
        receipt: str,
        actor: CurrentActor,
        version: Version,
        verdict: Annotated[Verdict, Form()],
        reason: Text = "",
        suggested: Annotated[str, Form()] = "",
    ) -> Response:
        judgement = Judgement(verdict=verdict, reason=reason, suggested_department=suggested or None)
        return await act(
            request,
            actor,
            receipt,
            version,
            lambda w, s, _: handlers.give_verdict(w, receipt, s, judgement),
            "not-ours-reason" if verdict is Verdict.NOT_OURS else "reason",
            # A case that was returned is no longer the department's to see.
            then="/inbox" if verdict is Verdict.NOT_OURS else None,
        )

    return router


def _day(parts: list[str]) -> date | None:
    """Return the day typed as year, month, day; None when nothing was typed."""
    if not any(parts):
        return None
    try:
        return date(*(int(part) for part in parts))
    except (ValueError, TypeError) as error:
        raise DueUnreadable from error
