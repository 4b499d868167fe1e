"""The steps of the form, whoever fills it in: fill in, check, send; a double click is one proposal."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from services.intake.domain.calls import PublicCall
from services.intake.domain.reception import NAMES, Reception, reception_of
from services.intake.handlers.contents import wrong_in
from services.intake.handlers.entering import CLIENT, NEEDED, WrittenDown
from services.intake.handlers.filled import Accepted, Filled, called, fingerprint_of
from services.intake.handlers.refusals import AlreadySent, TooMuchAttached
from services.intake.handlers.structured_door import answered_before
from services.intake.storage.work import Work
from services.intake.web.asked_call import accept_on_time
from services.intake.web.doors import DOOR, Doors
from services.intake.web.form_view import FormView, ReceptionView, field_views
from services.intake.web.reading import files_of, values_of
from shared.events import Channel
from shared.japanese.era import day_in_japan
from shared.scheme.fields import Role
from shared.scheme.form import FormResult, Value, check_form
from shared.scheme.model import DeskScheme
from shared.web.labels import Audience
from shared.web.pages import Pages

DRAFT_KEPT: Final = timedelta(hours=24)
_OURS: Final = ("key", "step", "drop")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Whose form it is: anybody's, that of a department whose person is signed in, or staff's for somebody else."""

    path: str
    actor: str
    channel: Channel | None  # None where staff say on the form which way it came
    desk_id: str  # that of who is signed in; anybody else asks one by its path
    department: str | None = None
    call: PublicCall | None = None
    # Who registered for the forum it comes of.
    registration_id: UUID | None = None

    @property
    def query(self) -> str:
        """Return what follows the address of each step: which call is answered, and for staff who registered."""
        if self.call is None or (self.registration_id is not None and not self.by_staff):
            return ""
        came = f"&registration={self.registration_id}" if self.registration_id else ""
        return f"?{self.call.parameter}={self.call.number}{came}"

    @property
    def by_staff(self) -> bool:
        """Tell whether a person of the desk writes down what somebody else said."""
        return self.channel is None

    @property
    def on_time(self) -> PublicCall | None:
        """Return the call whose last day counts; staff write down later, and whoever registered has ideas later."""
        return None if self.by_staff or self.registration_id is not None else self.call

    @property
    def client(self) -> str:
        """Return under which name the keys of these forms are kept."""
        return CLIENT if self.channel is None else f"form.{self.channel.value}"

    @property
    def audience(self) -> Audience:
        """Return who reads the page."""
        return Audience.STAFF if self.by_staff or self.department is not None else Audience.PUBLIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one POST of the form brought, and what is wrong with it."""

    key: UUID
    step: str
    values: dict[str, Value]
    result: FormResult
    errors: dict[str, str]
    reception: Reception | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form that was accepted."""

    key: UUID
    accepted: Accepted


async def check(request: Request, doors: Doors, pages: Pages, variant: Variant) -> Response:
    """Show what was filled in for confirmation, or the form again with what is wrong."""
    async with request.form() as form, doors.transactions.begin(DOOR) as work:
        entry = _entry(form, doors, variant)
        errors = dict(entry.errors) if entry.step != "edit" else {}
        refused = await _keep_files(form, entry, scheme_of(doors, variant), work, doors.clock())
        files = tuple(await work.drafts.files(entry.key))
    if refused is not None:
        errors["attachments"] = refused
    view = FormView(key=entry.key, values=entry.values, errors=errors, files=files)
    if errors or entry.step == "edit":
        return form_page(request, doors, pages, variant, view)
    return _confirm_page(request, doors, pages, variant, view)


async def send(request: Request, doors: Doors, pages: Pages, variant: Variant) -> Sent | Response:
    """Accept the proposal, or return the form again with what is wrong."""
    async with request.form() as form:
        entry = _entry(form, doors, variant)
    if entry.errors:
        return await _still_wrong(request, doors, pages, variant, entry)
    filled = _filled(entry, scheme_of(doors, variant), variant)
    return Sent(key=entry.key, accepted=await accept_on_time(doors, filled, variant.on_time))


async def _still_wrong(request: Request, doors: Doors, pages: Pages, variant: Variant, entry: Entry) -> Response:
    """Show again what was confirmed although it is wrong; the key of a form that was sent makes no second one."""
    async with doors.transactions.begin(DOOR) as work:
        kept = tuple(await work.drafts.files(entry.key))
        before = await answered_before(variant.client, str(entry.key), work)
    if before is not None:
        raise AlreadySent
    if variant.on_time is not None:
        variant.on_time.take_on(today(doors))
    view = FormView(key=entry.key, values=entry.values, errors=entry.errors, files=kept)
    return form_page(request, doors, pages, variant, view)


def _entry(form: FormData, doors: Doors, variant: Variant) -> Entry:
    scheme = scheme_of(doors, variant)
    values = values_of(form, without=_OURS) | fixed(scheme, variant)
    result = check_form(scheme, {name: value for name, value in values.items() if name not in NAMES})
    reception, errors = (None, dict(result.errors))
    if variant.by_staff:
        reception, errors = reception_of(values, today=today(doors))
        errors |= wrong_in(scheme.form, result, values, NEEDED)
    key, step = form.get("key"), form.get("step")
    return Entry(
        key=UUID(key) if isinstance(key, str) and is_key(key) else uuid4(),
        step=step if isinstance(step, str) else "",
        values=values,
        result=result,
        errors=errors,
        reception=reception,
    )


async def _keep_files(form: FormData, entry: Entry, scheme: DeskScheme, work: Work, now: datetime) -> str | None:
    """Keep the files that came and drop those taken off; return what is wrong with them."""
    dropped = [UUID(one) for one in form.getlist("drop") if isinstance(one, str) and is_key(one)]
    if dropped:
        await work.drafts.drop_files(entry.key, dropped)
    limits = scheme.form.attachments
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
            expires_at=now + DRAFT_KEPT,
        )
    return None


def _filled(entry: Entry, scheme: DeskScheme, variant: Variant) -> Filled:
    if variant.channel is None:
        if entry.reception is None:
            raise TypeError("what was checked says how it was received")
        written = WrittenDown(
            scheme=scheme,
            reception=entry.reception,
            values=entry.values,
            actor=variant.actor,
            key=str(entry.key),
            draft_id=entry.key,
            call=variant.call,
            registration_id=variant.registration_id,
        )
        return written.filled()
    return Filled(
        scheme=scheme,
        channel=variant.channel,
        client=variant.client,
        key=str(entry.key),
        actor=variant.actor,
        raw_media_type="application/json",
        result=entry.result,
        department=variant.department,
        call=variant.call.number if variant.call else None,
        registration_id=variant.registration_id,
        extra=called(variant.call),
        # Without the files: they are gone from the draft when a second click arrives.
        fingerprint=fingerprint_of(entry.values, ()),
        draft_id=entry.key,
        values=entry.values,
    )


def form_page(request: Request, doors: Doors, pages: Pages, variant: Variant, view: FormView) -> Response:
    """Return the page on which the form is filled in."""
    values = _context(doors, variant, view)
    status = 422 if view.errors else 200
    return pages.speaking_to(variant.audience).render(request, "intake/form.html", values, status)


def _confirm_page(request: Request, doors: Doors, pages: Pages, variant: Variant, view: FormView) -> Response:
    values = _context(doors, variant, view)
    return pages.speaking_to(variant.audience).render(request, "intake/confirm.html", values)


def _context(doors: Doors, variant: Variant, view: FormView) -> dict[str, object]:
    scheme = scheme_of(doors, variant)
    needed = frozenset(one.key for role in NEEDED if (one := scheme.form.by_role(role)) is not None)
    return {
        "scheme": scheme,
        "desk_path": doors.schemes.path(scheme.desk_id),
        "form": scheme.form,
        "variant": variant,
        "view": view,
        "reception": ReceptionView.of(view, today=today(doors)) if variant.by_staff else None,
        "errors": view.error_list(scheme.form),
        "sections": field_views(
            scheme.form,
            view,
            without=frozenset(fixed(scheme, variant)),
            needed=needed if variant.by_staff else None,
        ),
        "limits": scheme.form.attachments,
        "hidden_choice": "" if variant.department else "department",
    }


def scheme_of(doors: Doors, variant: Variant) -> DeskScheme:
    """Return the desk this form is for; of a call, with what that one asks besides."""
    scheme = doors.schemes.desk(variant.desk_id)
    return variant.call.asked_with(scheme) if variant.call else scheme


def fixed(scheme: DeskScheme, variant: Variant) -> dict[str, Value]:
    """Return the answers that follow from the call that is answered and from who is signed in."""
    kind = scheme.form.by_role(Role.PROPOSER_KIND)
    said: dict[str, Value] = {} if variant.call is None else {**variant.call.answers(scheme.form)}
    if variant.department is not None and kind is not None:
        said[kind.key] = "department"
    return said


def today(doors: Doors) -> date:
    """Return the day it is in the office."""
    return day_in_japan(doors.clock())


def is_key(text: str) -> bool:
    """Tell whether *text* is a key as the form writes it."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
