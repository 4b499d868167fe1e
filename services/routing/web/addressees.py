"""Those who are asked, as a form names them: each has a day and words of its own, and its mistakes at its fields."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from starlette.datastructures import FormData

from services.routing.handlers.addressees import AddresseesWrong, WrongAddressee
from services.routing.handlers.offer_days import LateDay
from services.routing.handlers.verbs.door import WrongInput
from services.routing.web.days import day_typed
from shared.errors import Invalid

Places = tuple[tuple[str, str], ...]
# The fields of a form by those of the door.
_NAMES: Final[Mapping[str, str]] = {"due": "due", "note": "note", "contact_email": "email", "contact_name": "name"}
LATE: Final = "late"
_LATE_MEANT: Final = "上限より後の期限でよいときは、この欄に印を付けて、もう一度送付してください。"


class DueUnreadable(Invalid):
    """The due day is no day."""

    public_message = "回答期限は、年・月・日を数字で入力してください。"


def days_of(form: FormData, keys: Sequence[str]) -> tuple[date | None, list[date | None]]:
    """Return the day for all and those of each under its key; raise AddresseesWrong for what is no day."""
    wrong: list[WrongAddressee] = []

    def day(place: int | None, name: str) -> date | None:
        try:
            return day_typed(form, name, wrong=DueUnreadable)
        except DueUnreadable as error:
            wrong.append(WrongAddressee(addressee=place, field="due", pointer="", error=error))
            return None

    found = day(None, "due"), [day(place, f"due-{key}") for place, key in enumerate(keys)]
    if wrong:
        raise AddresseesWrong(wrong)
    return found


def said_to_all(form: FormData, due: date | None) -> dict[str, Any]:
    """Return what holds for all that are asked, as the door asks for it."""
    return {"due": due, "note": str(form.get("note", "")).strip(), "late": form.get(LATE) == "1"}


def wrong_places(error: Invalid, keys: Sequence[str], whole: str) -> Places:
    """Return at which fields what is said; what is wrong with no one of them stands at *whole*."""
    if isinstance(error, AddresseesWrong):
        late = any(isinstance(one.error, LateDay) for one in error.wrong)
        said = tuple((_field(one.addressee, one.field, keys, whole), one.error.public) for one in error.wrong)
        return (*said, *([(LATE, _LATE_MEANT)] if late else []))
    if isinstance(error, WrongInput):
        return tuple((place, error.public) for place in dict.fromkeys(_of_input(error.places, keys, whole)))
    return ((whole, error.public),)


def _field(addressee: int | None, field: str, keys: Sequence[str], whole: str) -> str:
    name = _NAMES.get(field)
    if name is None:
        return whole
    return name if addressee is None else f"{name}-{keys[addressee]}"


def _of_input(places: Sequence[str], keys: Sequence[str], whole: str) -> Iterator[str]:
    for place in places:
        first, *rest = place.split(".")
        if first in {"own", "parties"} and len(rest) > 1:
            yield _field(int(rest[0]), rest[1], keys, whole)
        else:
            yield _field(None, first, keys, whole)
