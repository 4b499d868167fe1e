"""Registering for a forum (意見交換会), without an account: the form that everybody may fill in, and its thanks."""

from dataclasses import dataclass, field
from typing import Annotated, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.intake.domain.attending import MOST_PEOPLE, ForumFull, Places, people_in
from services.intake.domain.calls import NoSuchForum, PublicCall
from services.intake.handlers.attending import Coming, register
from services.intake.web.asked_call import AskedForum, asked_call
from services.intake.web.doors import DOOR, AskedDesk, Doors, DoorsDep
from services.intake.web.form_steps import is_key
from services.intake.web.reading import values_of
from shared.documents.contents import ContactContent
from shared.scheme.fields import Field, FieldKind
from shared.scheme.form import Value, check_fields
from shared.scheme.model import DeskScheme
from shared.web.csrf import CsrfProtected
from shared.web.pages import Pages, pages_of, see_other

PagesDep = Annotated[Pages, Depends(pages_of)]
public = APIRouter()

PEOPLE: Final = Field(
    key="people",
    label="参加する人数",
    section="who",
    kind=FieldKind.TEXT,
    max_length=10,
    required=True,
    hint="ご本人を含む人数を、数字でご入力ください。",
)
WISHES: Final = Field(
    key="words",
    label="ご要望・ご質問",
    section="who",
    kind=FieldKind.TEXTAREA,
    max_length=2_000,
    hint="配慮が必要なことや、当日お聞きになりたいことがあれば、ご入力ください。",
)
# Said to everybody, so that it tells nobody who is registered.
_ALREADY: Final = "このメールアドレスですでにお申し込みいただいている場合は、その内容をあらためてメールでお送りします。"
_FIELDS: Final = (
    Field(
        key="organisation",
        label="団体名・会社名",
        section="who",
        kind=FieldKind.TEXT,
        max_length=200,
        hint="個人で参加される場合は、空けておいてください。",
        autocomplete="organization",
    ),
    Field(
        key="name",
        label="お名前",
        section="who",
        kind=FieldKind.TEXT,
        max_length=100,
        required=True,
        autocomplete="name",
    ),
    Field(
        key="email",
        label="メールアドレス",
        section="who",
        kind=FieldKind.EMAIL,
        required=True,
        hint="受付の結果と、確認・変更・取消しのためのリンクをお送りします。",
        autocomplete="email",
    ),
    PEOPLE,
    WISHES,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed, tidied, and what is wrong with it, field by field."""

    values: dict[str, Value] = field(default_factory=dict, repr=False)
    errors: dict[str, str] = field(default_factory=dict)

    def said(self, key: str) -> str:
        """Return what was typed in one field."""
        value = self.values.get(key, "")
        return value if isinstance(value, str) else ""

    @property
    def people(self) -> int:
        """Return how many come; who typed no number is told so before."""
        return people_in(self.said(PEOPLE.key)) or 1


def checked(fields: tuple[Field, ...], given: dict[str, Value]) -> Typed:
    """Return what was typed in these fields."""
    values, errors = check_fields(fields, given)
    people = values.get(PEOPLE.key, "")
    if PEOPLE.key not in errors and people_in(str(people)) is None:
        errors[PEOPLE.key] = f"{PEOPLE.label}は、1から{MOST_PEOPLE}までの数字でご入力ください。"
    return Typed(values=values, errors=errors)


async def _forum(doors: DoorsDep, desk: AskedDesk, forum: AskedForum = None) -> PublicCall:
    """Return the forum that is asked for, while it takes registrations; raise NoSuchForum or CallNotOpen."""
    found = await asked_call(doors, desk.desk_id, None, forum or "")
    if found is None:
        raise NoSuchForum
    return found


Asked = Annotated[PublicCall, Depends(_forum)]


@public.get("/attend")
async def show(request: Request, doors: DoorsDep, desk: AskedDesk, pages: PagesDep, forum: Asked) -> Response:
    """Show the forum, how its places stand, and both ways to it: to come, and to bring an idea."""
    return await _page(request, doors, desk, pages, forum, Typed(), uuid4())


@public.post("/attend")
async def send(
    request: Request, doors: DoorsDep, desk: AskedDesk, pages: PagesDep, forum: Asked, _: CsrfProtected
) -> Response:
    """Register and lead to the page that thanks, or show the form again with what is wrong.

    Both are the same for whoever is registered already and for whoever is not.
    """
    async with request.form() as form:
        given, key = values_of(form, without=("key",)), form.get("key")
    form_key = UUID(key) if isinstance(key, str) and is_key(key) else uuid4()
    typed = checked(_FIELDS, given)
    if typed.errors:
        return await _page(request, doors, desk, pages, forum, typed, form_key)
    async with doors.transactions.begin(DOOR) as work:
        came_of_it = await register(_coming(desk, forum, typed, form_key), work, now=doors.clock())
    if isinstance(came_of_it, ForumFull):
        refused = Typed(values=typed.values, errors={PEOPLE.key: came_of_it.public + _ALREADY})
        return await _page(request, doors, desk, pages, forum, refused, form_key)
    return see_other(request, f"{doors.schemes.path(desk.desk_id)}/attend/thanks?forum={forum.number}")


@public.get("/attend/thanks")
async def thank(request: Request, desk: AskedDesk, pages: PagesDep, forum: Asked) -> Response:
    """Say that it was received; what became of it, the mail tells whose address it is, and nobody else."""
    return pages.render(request, "intake/attend_thanks.html", {"scheme": desk, "forum": forum})


async def _page(
    request: Request,
    doors: Doors,
    desk: DeskScheme,
    pages: Pages,
    forum: PublicCall,
    typed: Typed,
    key: UUID,
) -> Response:
    async with doors.transactions.begin(DOOR) as work:
        places = await work.registrations.places(desk.desk_id, forum.number)
    values = {
        "scheme": desk,
        "desk_path": doors.schemes.path(desk.desk_id),
        "forum": forum,
        "places": places,
        "fields": _FIELDS,
        "typed": typed,
        "errors": [(one.key, typed.errors[one.key]) for one in _FIELDS if one.key in typed.errors],
        "key": key,
    }
    return pages.render(request, "intake/attend.html", values, _status(typed, places))


def _status(typed: Typed, places: Places) -> int:
    if not typed.errors:
        return 200
    return 422 if places.takes_more else 409


def _coming(desk: DeskScheme, forum: PublicCall, typed: Typed, key: UUID) -> Coming:
    return Coming(
        scheme=desk,
        number=forum.number,
        form_key=key,
        people=typed.people,
        contact=ContactContent(
            name=typed.said("name"), organisation=typed.said("organisation"), email=typed.said("email")
        ),
        words=typed.said(WISHES.key),
    )
