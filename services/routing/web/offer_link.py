"""The page on which a body outside the office answers what it is asked: a secret link and no account."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.routing.domain.case import Case
from services.routing.handlers import answering_by_link as answering
from services.routing.handlers.answering_by_link import PartyAnswer, Visit
from services.routing.storage.party_offers import note_look
from services.routing.storage.work import RoutingWork
from services.routing.web.days import day_typed
from services.routing.web.link_access import COOKIE, COOKIE_SECONDS, LinkAccess, LinkReplaced, token_of, visit_of
from services.routing.web.link_replaced import sending_anew, show_replaced
from services.routing.web.offer_link_view import link_view
from services.routing.web.partner_consent import consent_pages
from shared.errors import Invalid
from shared.events import Verdict
from shared.links import WrongLink
from shared.runtime.site import ask_for_desk
from shared.web.csrf import csrf_protected
from shared.web.drafts import UnsaidFields
from shared.web.labels import Audience
from shared.web.pages import pages_of, see_other, utc_now


def offer_link(access: LinkAccess) -> APIRouter:
    """Return the pages of a link; a GET never acts, for mail scanners open every link."""
    router = APIRouter(include_in_schema=False)
    router.include_router(sending_anew(access))

    @router.get("/offers/{token}")
    async def enter(token: str) -> Response:
        """Check the secret and lead to the clean address."""
        with suppress(LinkReplaced):
            async with access.begin(token):
                pass
        answer = RedirectResponse("/offers", status_code=303)
        answer.set_cookie(
            COOKIE,
            token,
            max_age=COOKIE_SECONDS,
            path="/offers",
            secure=access.cookie_secure,
            httponly=True,
            samesite="lax",
        )
        return answer

    @router.get("/offers")
    async def show(request: Request) -> Response:
        try:
            return await _show(access, request, {}, {})
        except LinkReplaced as error:
            return show_replaced(request, error)

    async def again(request: Request, unsaid: UnsaidFields) -> Response:
        return await _show(access, request, {"publication": unsaid.error}, {}, unsaid)

    router.include_router(consent_pages(access, again))

    @router.post("/offers/{act}", dependencies=[Depends(csrf_protected)])
    async def do(request: Request, act: Annotated[str, Depends(_known)]) -> Response:
        form = await request.form()
        try:
            async with access.begin(token_of(request), kind="answering") as (work, place):
                await _ACTS[act](work, visit_of(place, utc_now()), form)
        except Invalid as error:
            return await _show(access, request, {_FIELDS[act]: error.public}, _typed(form))
        return see_other(request, "/offers")

    return router


async def _show(
    access: LinkAccess,
    request: Request,
    errors: dict[str, str],
    typed: dict[str, str],
    unsaid: UnsaidFields | None = None,
) -> Response:
    at = utc_now()
    async with access.begin(token_of(request)) as (work, place):
        await note_look(work.connection, place, at)
        context = await link_view(work, place, at)
    ask_for_desk(request, place.desk_id)
    pages = pages_of(request).speaking_to(Audience.PROPOSER)
    said: dict[str, object] = {"errors": tuple(errors.items()), "errors_by": errors, "typed": typed, "unsaid": unsaid}
    said["done"] = request.query_params.get("done") == "publication"
    return pages.render(request, "routing/offer_link.html", context | said, status_code=422 if errors else 200)


async def _answer(work: RoutingWork, visit: Visit, form: FormData) -> Case:
    said = PartyAnswer(
        verdict=_verdict(form),
        reason=_said(form, "reason"),
        conditions=_said(form, "conditions"),
        next_day=day_typed(form, "next"),
    )
    return await answering.answer(work, visit, said)


async def _report(work: RoutingWork, visit: Visit, form: FormData) -> Case:
    try:
        todo_id, shown_id = UUID(_said(form, "todo")), UUID(_said(form, "shown"))
    except ValueError as error:
        raise WrongLink from error
    return await answering.report_todo(work, visit, todo_id, shown_id, _said(form, "report"))


_OFFERED_VERDICTS: Final = (Verdict.VIABLE, Verdict.CONDITIONAL, Verdict.KEEP_STUDYING, Verdict.NOT_VIABLE)


class AnswerUnchosen(Invalid):
    """None of the four answers was chosen."""

    public_message = "ご回答を一つ選んでください。"


def _verdict(form: FormData) -> Verdict:
    said = next((one for one in _OFFERED_VERDICTS if one.value == form.get("verdict")), None)
    if said is None:
        raise AnswerUnchosen
    return said


_ACTS: Final[dict[str, Callable[[RoutingWork, Visit, FormData], Awaitable[Case]]]] = {
    "take-up": lambda work, visit, _: answering.take_up(work, visit),
    "decline": lambda work, visit, form: answering.decline(work, visit, _said(form, "decline-reason")),
    "answer": _answer,
    "question": lambda work, visit, form: answering.ask(work, visit, _said(form, "question")),
    "todo": _report,
}
_FIELDS: Final = {
    "take-up": "take-up",
    "decline": "decline-reason",
    "answer": "reason",
    "question": "question",
    "todo": "todos",
}


async def _known(act: str) -> str:
    if act not in _ACTS:
        raise WrongLink
    return act


def _said(form: FormData, name: str) -> str:
    return str(form.get(name, "")).replace("\x00", "")[:10_000].strip()


def _typed(form: FormData) -> dict[str, str]:
    return {name: _said(form, name) for name in form}
