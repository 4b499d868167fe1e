"""The public form: fill in, confirm, send; works without JavaScript, and a double click is one proposal."""

from typing import Annotated, Final
from uuid import uuid4

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.intake.domain.calls import PublicCall
from services.intake.handlers.structured_door import answered_before
from services.intake.web.asked_call import AskedCall, AskedForum, asked_call, named_call
from services.intake.web.doors import DOOR, AskedDesk, Doors, DoorsDep
from services.intake.web.form_steps import Variant, fixed, form_page, is_key, scheme_of
from services.intake.web.form_steps import check as check_entry
from services.intake.web.form_steps import send as send_entry
from services.intake.web.form_view import FormView
from services.intake.web.pausing import OpenDoor, StandingPause, paused_page
from shared.access.actor import Actor
from shared.access.policy import Action
from shared.access.web import permitted
from shared.errors import Missing
from shared.events import Channel
from shared.events.who import by_account, by_door
from shared.scheme.model import DeskScheme
from shared.web.csrf import CsrfProtected
from shared.web.pages import Pages, pages_of, see_other

THANKS_SECONDS: Final = 1800
_THANKS_COOKIE: Final = "desk_thanks"
PagesDep = Annotated[Pages, Depends(pages_of)]
DepartmentDep = Annotated[Actor, Depends(permitted(Action.PROPOSAL_MAKE_FOR_DEPARTMENT))]
public, router = APIRouter(), APIRouter()


class NothingSent(Missing):
    """Nobody has sent a form from this browser in the last half hour."""

    public_message = "送信の記録が見つかりませんでした。受付番号は、お送りしたメールでご確認ください。"


async def of_anybody(doors: DoorsDep, desk: AskedDesk, call: AskedCall = None, forum: AskedForum = None) -> Variant:
    """Return the public form of a desk, or that of a call of it; raise NoSuchCall or CallNotOpen."""
    return _of_anybody(doors, desk, await asked_call(doors, desk.desk_id, call, forum))


async def sent_by_anybody(
    doors: DoorsDep, desk: AskedDesk, call: AskedCall = None, forum: AskedForum = None
) -> Variant:
    """Return the same form as it is sent, also late, for it may have been sent before; raise NoSuchCall."""
    return _of_anybody(doors, desk, await named_call(doors, desk.desk_id, call, forum))


def _of_anybody(doors: Doors, desk: DeskScheme, call: PublicCall | None) -> Variant:
    return Variant(
        path=f"{doors.schemes.path(desk.desk_id)}/propose",
        channel=Channel.FORM,
        actor=by_door("form"),
        desk_id=desk.desk_id,
        call=call,
    )


async def of_department(
    doors: DoorsDep, actor: DepartmentDep, call: AskedCall = None, forum: AskedForum = None
) -> Variant:
    """Return the form of the department *actor* belongs to, or that of a call; raise NoSuchCall or CallNotOpen."""
    return _of_department(actor, await asked_call(doors, actor.desk_id, call, forum))


async def sent_by_department(
    doors: DoorsDep, actor: DepartmentDep, call: AskedCall = None, forum: AskedForum = None
) -> Variant:
    """Return the same form as it is sent, also late, for it may have been sent before; raise NoSuchCall."""
    return _of_department(actor, await named_call(doors, actor.desk_id, call, forum))


def _of_department(actor: Actor, call: PublicCall | None) -> Variant:
    return Variant(
        path="/propose/department",
        channel=Channel.DEPARTMENT,
        actor=by_account(actor.account_id),
        desk_id=actor.desk_id,
        department=actor.department,
        call=call,
    )


Public = Annotated[Variant, Depends(of_anybody)]
OfDepartment = Annotated[Variant, Depends(of_department)]
SentByAnybody = Annotated[Variant, Depends(sent_by_anybody)]
SentByDepartment = Annotated[Variant, Depends(sent_by_department)]


@public.get("/propose")
async def show(
    request: Request, doors: DoorsDep, desk: AskedDesk, pages: PagesDep, pause: StandingPause, variant: Public
) -> Response:
    """Show the empty form with a fresh key; while intake pauses, its notice instead."""
    if pause is not None:
        return paused_page(request, desk, pages, pause)
    answers = fixed(scheme_of(doors, variant), variant)
    return form_page(request, doors, pages, variant, FormView(key=uuid4(), values=answers))


@public.post("/propose")
async def check(
    request: Request, doors: DoorsDep, pages: PagesDep, variant: Public, _: CsrfProtected, _open: OpenDoor
) -> Response:
    """Show what was filled in for confirmation, or the form again with what is wrong."""
    return await check_entry(request, doors, pages, variant)


@public.post("/propose/send")
async def send(
    request: Request, doors: DoorsDep, pages: PagesDep, variant: SentByAnybody, _: CsrfProtected
) -> Response:
    """Accept the proposal and lead to the page that thanks."""
    return await sent_form(request, doors, pages, variant)


@router.get("/propose/department")
async def show_department(request: Request, doors: DoorsDep, pages: PagesDep, variant: OfDepartment) -> Response:
    """Show the empty form to a person of a department."""
    answers = fixed(scheme_of(doors, variant), variant)
    return form_page(request, doors, pages, variant, FormView(key=uuid4(), values=answers))


@router.post("/propose/department")
async def check_department(
    request: Request, doors: DoorsDep, pages: PagesDep, variant: OfDepartment, _: CsrfProtected
) -> Response:
    """Show what a department filled in for confirmation."""
    return await check_entry(request, doors, pages, variant)


@router.post("/propose/department/send")
async def send_department(
    request: Request, doors: DoorsDep, pages: PagesDep, variant: SentByDepartment, _: CsrfProtected
) -> Response:
    """Accept a department's proposal."""
    return await sent_form(request, doors, pages, variant)


@public.get("/propose/thanks")
async def thank(request: Request, doors: DoorsDep, desk: AskedDesk, pages: PagesDep) -> Response:
    """Show the receipt number and the secret link to whoever has just sent the form."""
    client, _, key = request.cookies.get(_THANKS_COOKIE, "").partition(".")
    async with doors.transactions.begin(DOOR) as work:
        accepted = await answered_before(f"form.{client}", key, work) if is_key(key) else None
    if accepted is None or accepted.proposal_id is None:
        raise NothingSent
    values = {
        "receipt": accepted.receipt,
        "status_url": doors.status_url(accepted.proposal_id),
        "status_path": doors.status_path(accepted.proposal_id),
        "scheme": desk,
    }
    return pages.render(request, "intake/thanks.html", values)


async def sent_form(request: Request, doors: Doors, pages: Pages, variant: Variant) -> Response:
    """Accept what was confirmed and lead to the page that thanks, which knows it by a cookie."""
    sent = await send_entry(request, doors, pages, variant)
    if isinstance(sent, Response):
        return sent
    path = f"{doors.schemes.path(variant.desk_id)}/propose"
    answer = see_other(request, f"{path}/thanks")
    answer.set_cookie(
        _THANKS_COOKIE,
        f"{variant.client.removeprefix('form.')}.{sent.key}",
        max_age=THANKS_SECONDS,
        path=path,
        secure=doors.cookie_secure,
        httponly=True,
        samesite="lax",
    )
    return answer
