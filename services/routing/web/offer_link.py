"""The page on which a body outside the office answers what it is asked: a secret link and no account."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.routing.domain.case import Case
from services.routing.handlers import answering_by_link as answering
from services.routing.handlers.answering_by_link import PartyAnswer, Visit
from services.routing.storage.party_offers import Place, note_look, place_of
from services.routing.storage.work import RoutingWork
from services.routing.web.days import day_typed
from services.routing.web.offer_link_view import link_view
from shared.database.transactions import DatabaseActor, Transactions
from shared.errors import Invalid
from shared.events import Verdict
from shared.links import WrongLink, check_offer_token, offer_of
from shared.runtime.site import ask_for_desk
from shared.web.csrf import csrf_protected
from shared.web.labels import Audience
from shared.web.pages import pages_of, see_other, utc_now

COOKIE: Final = "desk_offer"
# Long enough to read what is asked, talk to somebody and write an answer.
COOKIE_SECONDS: Final = 7200
_MAX_TOKEN: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAccess:
    """Opens transactions as whoever holds the link of an offer."""

    transactions: Transactions[RoutingWork]
    link_secret: str = field(repr=False)
    cookie_secure: bool

    @asynccontextmanager
    async def begin(self, token: str, *, kind: str = "addressee") -> AsyncIterator[tuple[RoutingWork, Place]]:
        """Begin a transaction that sees what the link is for; raise WrongLink."""
        if len(token) > _MAX_TOKEN:
            raise WrongLink
        offer_id: UUID = offer_of(token)
        check_offer_token(self.link_secret, token)
        async with self.transactions.begin(DatabaseActor(kind=kind, offer=offer_id)) as work:
            place = await place_of(work.connection, offer_id)
            if place is None:
                raise WrongLink
            yield work, place


def offer_link(access: LinkAccess) -> APIRouter:
    """Return the pages of a link; a GET never acts, for mail scanners open every link."""
    router = APIRouter(include_in_schema=False)

    @router.get("/offers/{token}")
    async def enter(token: str) -> Response:
        """Check the secret and lead to the clean address."""
        async with access.begin(token):
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
        return await _show(access, request, {}, {})

    @router.post("/offers/{act}", dependencies=[Depends(csrf_protected)])
    async def do(request: Request, act: Annotated[str, Depends(_known)]) -> Response:
        form = await request.form()
        try:
            async with access.begin(_token(request), kind="answering") as (work, place):
                await _ACTS[act](work, _visit(place), form)
        except Invalid as error:
            return await _show(access, request, {_FIELDS[act]: error.public}, _typed(form))
        return see_other(request, "/offers")

    return router


async def _show(access: LinkAccess, request: Request, errors: dict[str, str], typed: dict[str, str]) -> Response:
    at = utc_now()
    async with access.begin(_token(request)) as (work, place):
        await note_look(work.connection, place, at)
        context = await link_view(work, place, at)
    ask_for_desk(request, place.desk_id)
    pages = pages_of(request).speaking_to(Audience.PROPOSER)
    said = {"errors": tuple(errors.items()), "errors_by": errors, "typed": typed}
    return pages.render(request, "routing/offer_link.html", context | said, status_code=422 if errors else 200)


def _token(request: Request) -> str:
    return request.cookies.get(COOKIE, "")


def _visit(place: Place) -> Visit:
    return Visit(
        desk_id=place.desk_id,
        receipt=place.receipt,
        offer_id=place.offer_id,
        party_id=place.party_id,
        at=utc_now(),
    )


async def _answer(work: RoutingWork, visit: Visit, form: FormData) -> Case:
    said = PartyAnswer(
        verdict=_verdict(form),
        reason=_said(form, "reason"),
        conditions=_said(form, "conditions"),
        next_day=day_typed(form, "next"),
    )
    return await answering.answer(work, visit, said)


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
}
_FIELDS: Final = {"take-up": "take-up", "decline": "decline-reason", "answer": "reason", "question": "question"}


async def _known(act: str) -> str:
    if act not in _ACTS:
        raise WrongLink
    return act


def _said(form: FormData, name: str) -> str:
    return str(form.get(name, "")).replace("\x00", "")[:10_000].strip()


def _typed(form: FormData) -> dict[str, str]:
    return {name: _said(form, name) for name in form}
