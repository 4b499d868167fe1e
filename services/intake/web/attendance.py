"""The page of a registration for a forum: by a secret link somebody sees, changes or cancels it, or adds an idea."""

from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.intake.domain.attending import ForumFull, NoSuchRegistration, Places, Registration, RegistrationOver
from services.intake.domain.calls import PublicCall
from services.intake.handlers.attending import Change, cancel, change
from services.intake.web.attending import PEOPLE, WISHES, Typed, checked
from services.intake.web.doors import DOOR, Doors, DoorsDep
from services.intake.web.form import sent_form
from services.intake.web.form_steps import Variant, form_page
from services.intake.web.form_steps import check as check_entry
from services.intake.web.form_view import FormView
from services.intake.web.pausing import refuse_while_paused
from services.intake.web.reading import values_of
from shared.database.transactions import DatabaseActor
from shared.documents.contents import RegistrationContent
from shared.events import Channel
from shared.events.who import by_door
from shared.japanese.era import day_in_japan
from shared.links import WrongLink, check_registration_token, registration_of
from shared.runtime.site import ask_for_desk
from shared.web.csrf import CsrfProtected
from shared.web.pages import Pages, pages_of, see_other

COOKIE: Final = "desk_attendance"
COOKIE_SECONDS: Final = 1800
_MAX_TOKEN: Final = 64
_PATH: Final = "/attendance"
_FIELDS: Final = (PEOPLE, WISHES)
DONE: Final = frozenset({"changed"})
PagesDep = Annotated[Pages, Depends(pages_of)]
router = APIRouter()


async def _known(request: Request, doors: DoorsDep) -> Registration:
    """Return the registration whose secret the cookie holds, also one that was cancelled; raise WrongLink."""
    found = await _checked(doors, request.cookies.get(COOKIE, ""))
    ask_for_desk(request, found.desk_id)
    return found


Known = Annotated[Registration, Depends(_known)]


async def _registration(known: Known) -> Registration:
    """Return the registration whose secret the cookie holds; raise WrongLink or NoSuchRegistration."""
    if not known.stands:
        raise NoSuchRegistration
    return known


Held = Annotated[Registration, Depends(_registration)]


@router.get("/attendance")
async def show(
    request: Request, doors: DoorsDep, pages: PagesDep, known: Known, done: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """Show how the registration stands, and what may be done; of one that was cancelled, where to register again."""
    if not known.stands:
        return _cancelled(request, doors, pages, known, HTTPStatus.GONE)
    return await _page(request, doors, pages, known, done=done)


@router.post("/attendance")
async def change_it(request: Request, doors: DoorsDep, pages: PagesDep, held: Held, _: CsrfProtected) -> Response:
    """Come with more or fewer people."""
    async with request.form() as form:
        typed = checked(_FIELDS, values_of(form))
    if typed.errors:
        return await _page(request, doors, pages, held, typed=typed)
    asked = Change(people=typed.people, words=typed.said(WISHES.key))
    try:
        async with doors.transactions.begin(DOOR) as work:
            await change(held.registration_id, asked, doors.schemes[held.desk_id], work, now=doors.clock())
    except ForumFull as full:
        refused = Typed(values=typed.values, errors={PEOPLE.key: full.public})
        return await _page(request, doors, pages, held, typed=refused)
    return see_other(request, f"{_PATH}?done=changed")


@router.get("/attendance/cancel")
async def ask_cancel(request: Request, doors: DoorsDep, pages: PagesDep, held: Held) -> Response:
    """Ask once more before a registration is taken back."""
    forum = await _forum(doors, held)
    values = {"held": held, "forum": forum, "scheme": doors.schemes[held.desk_id]}
    return pages.render(request, "intake/attendance_cancel.html", values)


@router.post("/attendance/cancel")
async def cancel_it(request: Request, doors: DoorsDep, held: Held, _: CsrfProtected) -> Response:
    """Take the registration back; whoever waits gets the place."""
    async with doors.transactions.begin(DOOR) as work:
        await cancel(held.registration_id, doors.schemes[held.desk_id], work, now=doors.clock())
    return see_other(request, f"{_PATH}/cancelled")


@router.get("/attendance/cancelled")
async def cancelled(request: Request, doors: DoorsDep, pages: PagesDep, known: Known) -> Response:
    """Say that it was taken back just now."""
    if known.stands:
        return see_other(request, _PATH)
    return _cancelled(request, doors, pages, known, HTTPStatus.OK)


def _cancelled(request: Request, doors: Doors, pages: Pages, known: Registration, status: HTTPStatus) -> Response:
    values = {
        "scheme": doors.schemes[known.desk_id],
        "number": known.number,
        "forum_page": doors.schemes.register_page(known.desk_id, known.number),
        "just_now": status is HTTPStatus.OK,
    }
    return pages.render(request, "intake/attendance_cancelled.html", values, status)


async def _idea(doors: DoorsDep, held: Held) -> Variant:
    """Return the form by which somebody who is registered brings an idea, also after the day of the forum."""
    forum = await _forum(doors, held)
    return Variant(
        path=f"{_PATH}/idea",
        channel=Channel.FORM,
        actor=by_door("form"),
        desk_id=held.desk_id,
        call=forum.without_questions,
        registration_id=held.registration_id,
    )


Idea = Annotated[Variant, Depends(_idea)]


@router.get("/attendance/idea")
async def show_idea(request: Request, doors: DoorsDep, pages: PagesDep, variant: Idea) -> Response:
    """Show the empty form of a proposal that keeps the link to the forum."""
    await refuse_while_paused(doors, variant.desk_id)
    return form_page(request, doors, pages, variant, FormView(key=uuid4(), values={}))


@router.post("/attendance/idea")
async def check_idea(request: Request, doors: DoorsDep, pages: PagesDep, variant: Idea, _: CsrfProtected) -> Response:
    """Show what was filled in for confirmation, or the form again with what is wrong."""
    await refuse_while_paused(doors, variant.desk_id)
    return await check_entry(request, doors, pages, variant)


@router.post("/attendance/idea/send")
async def send_idea(request: Request, doors: DoorsDep, pages: PagesDep, variant: Idea, _: CsrfProtected) -> Response:
    """Accept the proposal and lead to the page that thanks."""
    return await sent_form(request, doors, pages, variant)


@router.get("/attendance/{token}")
async def enter(token: str, doors: DoorsDep) -> Response:
    """Check the secret and lead to the clean address; the secret stays in a cookie for half an hour.

    That of a registration that was cancelled leads there too, for our own mails hold it.
    """
    if len(token) > _MAX_TOKEN:
        raise WrongLink
    await _checked(doors, token)
    answer = RedirectResponse(_PATH, status_code=303)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_SECONDS,
        path=_PATH,
        secure=doors.cookie_secure,
        httponly=True,
        samesite="lax",
    )
    return answer


async def _checked(doors: Doors, token: str) -> Registration:
    registration_id = registration_of(token)
    async with doors.transactions.begin(_as_attendee(registration_id)) as work:
        found = await work.registrations.find(registration_id)
    if found is None:
        raise WrongLink
    check_registration_token(doors.link_secret, token, found.link_generation)
    return found


def _as_attendee(registration_id: UUID) -> DatabaseActor:
    return DatabaseActor(kind="attendee", registration=registration_id)


async def _forum(doors: Doors, held: Registration) -> PublicCall:
    """Return the forum, whether it takes registrations or not; raise RegistrationOver where it was taken back."""
    async with doors.transactions.begin(DOOR) as work:
        forum = await work.calls.find(held.desk_id, held.number)
    if forum is None:
        raise RegistrationOver
    return forum


async def _page(
    request: Request,
    doors: Doors,
    pages: Pages,
    held: Registration,
    *,
    done: str = "",
    typed: Typed | None = None,
) -> Response:
    forum, today = await _forum(doors, held), day_in_japan(doors.clock())
    async with doors.transactions.begin(DOOR) as work:
        places: Places = await work.registrations.places(held.desk_id, held.number)
    shown = typed or Typed(values={PEOPLE.key: str(held.people), WISHES.key: await _words(doors, held)})
    values = {
        "scheme": doors.schemes[held.desk_id],
        "held": held,
        "forum": forum,
        "places": places,
        "fields": _FIELDS,
        "typed": shown,
        "errors": [(one.key, shown.errors[one.key]) for one in _FIELDS if one.key in shown.errors],
        "may_change": today <= forum.closes_on,
        "may_cancel": not forum.is_over(today),
        "done": done if done in DONE else "",
    }
    return pages.render(request, "intake/attendance.html", values, 422 if shown.errors else 200)


async def _words(doors: Doors, held: Registration) -> str:
    if held.words_id is None:
        return ""
    async with doors.transactions.begin(_as_attendee(held.registration_id)) as work:
        said = await work.documents.open(held.words_id)
    return RegistrationContent.model_validate_json(said.content).words
