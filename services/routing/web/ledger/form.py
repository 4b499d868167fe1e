"""A form made from what a verb asks for, and what was typed in it made into what the verb is told."""

import types
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo
from starlette.datastructures import FormData

from services.routing.handlers.verbs.door import Asked
from services.routing.web.ledger.face import Choices
from shared.japanese.era import JAPAN, parse_day

# What is longer than this is written in several lines.
_ONE_LINE_CHARS: Final = 300
# A page speaks of the time in the office.
_IN_JAPAN: Final = "+09:00"
_BESIDE_DIGITS: Final = str.maketrans("", "", ", 円")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field: which control it is, its words, and what it holds."""

    name: str
    control: str
    label: str
    hint: str
    required: bool
    options: Sequence[tuple[str, str]]
    value: Any
    longest: int | None
    least: Any = None
    most: Any = None


def fields_of(asks: type[Asked], choices: Choices, filled: Mapping[str, Any]) -> list[FormField]:
    """Return the fields of a form; what only programs can say (lists of records) is left out."""
    return list(_fields(asks, choices, filled))


def _fields(asks: type[Asked], choices: Choices, filled: Mapping[str, Any]) -> Iterator[FormField]:
    for name, info in asks.model_fields.items():
        control = _control(info, offered=name in choices)
        if control is None:
            continue
        given = filled.get(name, None if info.is_required() else info.get_default(call_default_factory=True))
        yield FormField(
            name=name,
            control=control,
            label=info.title or name,
            hint=info.description or "",
            required=info.is_required() and control != "checkbox",
            options=choices.get(name, ()),
            value=_shown(given, control),
            longest=_bound(info, "max_length"),
            least=_bound(info, "ge"),
            most=_bound(info, "le"),
        )


_CONTROLS: Final[Mapping[Any, str]] = {
    bool: "checkbox",
    datetime: "datetime-local",
    AwareDatetime: "datetime-local",
    date: "date",
    int: "number",
    float: "decimal",
}


def _control(info: FieldInfo, *, offered: bool) -> str | None:
    """Return the control of a field; None where a form cannot ask for it."""
    kind = _plain(info.annotation)
    several = get_origin(kind) is tuple
    one = get_args(kind)[0] if several else kind
    if isinstance(one, type) and issubclass(one, BaseModel):
        return None
    if several:
        return "checkboxes" if offered else "lines"
    longest = _bound(info, "max_length")
    written = "textarea" if longest is None or longest > _ONE_LINE_CHARS else "text"
    return "select" if offered else _CONTROLS.get(kind, written)


def _plain(annotation: Any) -> Any:
    """Return the type without its `None` and without what is noted beside it."""
    if get_origin(annotation) in {Union, types.UnionType}:
        return _plain(next(one for one in get_args(annotation) if one is not type(None)))
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _bound(info: FieldInfo, name: str) -> Any:
    return next((getattr(one, name) for one in info.metadata if getattr(one, name, None) is not None), None)


def _shown(value: Any, control: str) -> Any:
    if value is None:
        return [] if control == "checkboxes" else ""
    if control == "checkboxes":
        return [str(one.value if isinstance(one, Enum) else one) for one in value]
    if control == "lines":
        return "\n".join(map(str, value))
    if isinstance(value, datetime):
        return value.astimezone(JAPAN).strftime("%Y-%m-%dT%H:%M")
    if control == "checkbox":
        return bool(value)
    said = str(value.value if isinstance(value, Enum) else value)
    return said.removesuffix(_IN_JAPAN) if control == "datetime-local" else said


def said_in(form: FormData, asks: type[Asked], choices: Choices) -> dict[str, Any]:
    """Return what was typed as what the verb is told; what was left empty is not said."""
    said: dict[str, Any] = {}
    for one in fields_of(asks, choices, {}):
        match one.control:
            case "checkbox":
                said[one.name] = one.name in form
            case "checkboxes":
                said[one.name] = tuple(str(value) for value in form.getlist(one.name))
            case "lines":
                lines = str(form.get(one.name, "")).splitlines()
                said[one.name] = tuple(line.strip() for line in lines if line.strip())
            case _:
                typed = str(form.get(one.name, "")).strip()
                if typed:
                    said[one.name] = _read(typed, one.control)
    return said


def _read(typed: str, control: str) -> str:
    """Return what was typed as programs write it; what cannot be read stays, and is refused."""
    match control:
        case "datetime-local":
            return typed if typed.endswith(_IN_JAPAN) else typed + _IN_JAPAN
        case "date":
            day = parse_day(typed)
            return day.isoformat() if day else typed
        case "number" | "decimal":
            return unicodedata.normalize("NFKC", typed).translate(_BESIDE_DIGITS)
        case _:
            return typed
