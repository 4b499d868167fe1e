"""The public form: fill in, confirm, send; works without JavaScript, and a double click is one proposal."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from services.intake.handlers.filled import Filled, fingerprint_of
from services.intake.handlers.refusals import AlreadySent, TooMuchAttached
from services.intake.handlers.structured_door import answered_before
from services.intake.storage.work import Work
from services.intake.web.doors import DOOR, Doors, DoorsDep
from services.intake.web.form_view import FormView, field_views
from services.intake.web.pausing import OpenDoor, StandingPause, paused_page
from services.intake.web.reading import files_of, values_of
from shared.access.actor import Actor
from shared.access.policy import Action
from shared.access.web import permitted
from shared.errors import Missing
from shared.events import Channel
from shared.events.who import by_account, by_door
from shared.scheme.fields import Role
from shared.scheme.form import FormResult, Value, check_form
from shared.web.csrf import CsrfProtected
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of, see_other

DRAFT_KEPT: Final = timedelta(hours=24)
THANKS_SECONDS: Final = 1800
_THANKS_COOKIE: Final = "desk_thanks"
_OURS: Final = ("key", "step", "drop")
PagesDep = Annotated[Pages, Depends(pages_of)]
DepartmentDep = Annotated[Actor, Depends(permitted(Action.PROPOSAL_MAKE_FOR_DEPARTMENT))]
router = APIRouter()


class NothingSent(Missing):
    """Nobody has sent a form from this browser in the last half hour."""

    public_message = "送信の記録が見つかりませんでした。受付番号は、お送りしたメールでご確認ください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Whose form it is: anybody's, or that of a department whose person is signed in."""

    path: str
    channel: Channel
    actor: str
    department: str | None = None

    @property
    def audience(self) -> Audience:
        """Return who reads the page."""
        return Audience.PUBLIC if self.department is None else Audience.STAFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one POST of the form brought."""

    key: UUID
    step: str
    values: dict[str, Value]
    result: FormResult


PUBLIC: Final = Variant(path="/propose", channel=Channel.FORM, actor=by_door("form"))


def of_department(actor: Actor) -> Variant:
    """Return the form of the department *actor* belongs to."""
    return Variant(
        path="/propose/department",
        channel=Channel.DEPARTMENT,
        actor=by_account(actor.account_id),
        department=actor.department,
    )


@router.get("/propose")
async def show(request: Request, doors: DoorsDep, pages: PagesDep, pause: StandingPause) -> Response:
    """Show the empty form with a fresh key; while intake pauses, its notice instead."""
    if pause is not None:
        return paused_page(request, doors, pages, pause)
    return _form_page(request, doors, pages, PUBLIC, FormView(key=uuid4(), values={}))


@router.post("/propose")
async def check(request: Request, doors: DoorsDep, pages: PagesDep, _: CsrfProtected, _open: OpenDoor) -> Response:
    """Show what was filled in for confirmation, or the form again with what is wrong."""
    return await _check(request, doors, pages, PUBLIC)


@router.post("/propose/send")
async def send(request: Request, doors: DoorsDep, pages: PagesDep, _: CsrfProtected) -> Response:
    """Accept the proposal and lead to the page that thanks."""
    return await _send(request, doors, pages, PUBLIC)


@router.get("/propose/department")
async def show_department(request: Request, doors: DoorsDep, pages: PagesDep, actor: DepartmentDep) -> Response:
    """Show the empty form to a person of a department."""
    variant = of_department(actor)
    return _form_page(request, doors, pages, variant, FormView(key=uuid4(), values=_fixed(doors, variant)))


@router.post("/propose/department")
async def check_department(
    request: Request, doors: DoorsDep, pages: PagesDep, actor: DepartmentDep, _: CsrfProtected
) -> Response:
    """Show what a department filled in for confirmation."""
    return await _check(request, doors, pages, of_department(actor))


@router.post("/propose/department/send")
async def send_department(
    request: Request, doors: DoorsDep, pages: PagesDep, actor: DepartmentDep, _: CsrfProtected
) -> Response:
    """Accept a department's proposal."""
    return await _send(request, doors, pages, of_department(actor))


@router.get("/propose/thanks")
async def thank(request: Request, doors: DoorsDep, pages: PagesDep) -> Response:
    """Show the receipt number and the secret link to whoever has just sent the form."""
    client, _, key = request.cookies.get(_THANKS_COOKIE, "").partition(".")
    async with doors.transactions.begin(DOOR) as work:
        accepted = await answered_before(f"form.{client}", key, work) if _is_key(key) else None
    if accepted is None or accepted.proposal_id is None:
        raise NothingSent
    values = {
        "receipt": accepted.receipt,
        "status_url": doors.status_url(accepted.proposal_id),
        "status_path": doors.status_path(accepted.proposal_id),
        "scheme": doors.scheme,
    }
    return pages.render(request, "intake/thanks.html", values)


async def _check(request: Request, doors: Doors, pages: Pages, variant: Variant) -> Response:
    async with request.form() as form, doors.transactions.begin(DOOR) as work:
        entry = _entry(form, doors, variant)
        errors = dict(entry.result.errors) if entry.step != "edit" else {}
        refused = await _keep_files(form, entry, doors, work)
        files = tuple(await work.drafts.files(entry.key))
    if refused is not None:
        errors["attachments"] = refused
    view = FormView(key=entry.key, values=entry.values, errors=errors, files=files)
    if errors or entry.step == "edit":
        return _form_page(request, doors, pages, variant, view)
    return _confirm_page(request, doors, pages, variant, view)


async def _send(request: Request, doors: Doors, pages: Pages, variant: Variant) -> Response:
    async with request.form() as form:
        entry = _entry(form, doors, variant)
    client = f"form.{variant.channel.value}"
    if not entry.result.ok:
        return await _still_wrong(request, doors, pages, variant, entry, client)
    await doors.accept(_filled(entry, doors, client, variant))
    answer = see_other(request, "/propose/thanks")
    answer.set_cookie(
        _THANKS_COOKIE,
        f"{variant.channel.value}.{entry.key}",
        max_age=THANKS_SECONDS,
        path="/propose",
        secure=doors.cookie_secure,
        httponly=True,
        samesite="lax",
    )
    return answer


async def _still_wrong(
    request: Request, doors: Doors, pages: Pages, variant: Variant, entry: Entry, client: str
) -> Response:
    """Show again what was confirmed although it is wrong; the key of a form that was sent makes no second one."""
    async with doors.transactions.begin(DOOR) as work:
        kept = tuple(await work.drafts.files(entry.key))
        before = await answered_before(client, str(entry.key), work)
    if before is not None:
        raise AlreadySent
    view = FormView(key=entry.key, values=entry.values, errors=entry.result.errors, files=kept)
    return _form_page(request, doors, pages, variant, view)


def _entry(form: FormData, doors: Doors, variant: Variant) -> Entry:
    values = values_of(form, without=_OURS) | _fixed(doors, variant)
    key, step = form.get("key"), form.get("step")
    return Entry(
        key=UUID(key) if isinstance(key, str) and _is_key(key) else uuid4(),
        step=step if isinstance(step, str) else "",
        values=values,
        result=check_form(doors.scheme, values),
    )


async def _keep_files(form: FormData, entry: Entry, doors: Doors, work: Work) -> str | None:
    """Keep the files that came and drop those taken off; return what is wrong with them."""
    dropped = [UUID(one) for one in form.getlist("drop") if isinstance(one, str) and _is_key(one)]
    if dropped:
        await work.drafts.drop_files(entry.key, dropped)
    limits = doors.scheme.form.attachments
    kept = [file.size_bytes for file in await work.drafts.files(entry.key)]
    try:
        new = await files_of(form, limits, already=kept)
    except TooMuchAttached as error:
        return error.public
    for file in new:
        await work.drafts.add(
            entry.key,
            name=file.name,
            media_type=file.media_type,
            content=file.content,
            expires_at=doors.clock() + DRAFT_KEPT,
        )
    return None


def _filled(entry: Entry, doors: Doors, client: str, variant: Variant) -> Filled:
    return Filled(
        scheme=doors.scheme,
        channel=variant.channel,
        client=client,
        key=str(entry.key),
        actor=variant.actor,
        raw_media_type="application/json",
        result=entry.result,
        department=variant.department,
        # Without the files: they are gone from the draft when a second click arrives.
        fingerprint=fingerprint_of(entry.values, ()),
        draft_id=entry.key,
        values=entry.values,
    )


def _form_page(request: Request, doors: Doors, pages: Pages, variant: Variant, view: FormView) -> Response:
    values = _context(doors, variant, view)
    status = 422 if view.errors else 200
    return pages.speaking_to(variant.audience).render(request, "intake/form.html", values, status)


def _confirm_page(request: Request, doors: Doors, pages: Pages, variant: Variant, view: FormView) -> Response:
    values = _context(doors, variant, view)
    return pages.speaking_to(variant.audience).render(request, "intake/confirm.html", values)


def _context(doors: Doors, variant: Variant, view: FormView) -> dict[str, object]:
    scheme = doors.scheme
    fixed = frozenset(_fixed(doors, variant))
    return {
        "scheme": scheme,
        "form": scheme.form,
        "variant": variant,
        "view": view,
        "errors": view.error_list(scheme.form),
        "sections": field_views(scheme.form, view, without=fixed),
        "limits": scheme.form.attachments,
        "hidden_choice": "" if variant.department else "department",
    }


def _fixed(doors: Doors, variant: Variant) -> dict[str, Value]:
    """Return the answers that follow from who is signed in and that nobody else may give."""
    kind = doors.scheme.form.by_role(Role.PROPOSER_KIND)
    if variant.department is None or kind is None:
        return {}
    return {kind.key: "department"}


def _is_key(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
