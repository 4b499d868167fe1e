"""Another system's form, mapped to ours by data: what is not mapped is kept as it came, nothing is guessed."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import Field as Limit
from pydantic import model_validator

from shared.scheme.fields import FieldKind, Form
from shared.scheme.strict import Code, Key, Strict, Words, repeated

_ABSENT: Final = object()
Path = Annotated[tuple[str, ...], Limit(min_length=1, max_length=10)]


class GatewayAuth(StrEnum):
    """How the other system proves who it is."""

    STANDARD_WEBHOOKS = "standard-webhooks"  # a signature over id, time and body
    BEARER = "bearer"  # a fixed token


class DeliveryPlace(Strict):
    """Where the id stands that is the same when a delivery is repeated."""

    where: Literal["header", "body"]
    path: Path  # one name for a header

    @model_validator(mode="after")
    def _is_one_header(self) -> Self:
        if self.where == "header" and len(self.path) != 1:
            raise ValueError("ヘッダーの名前は一つだけ書いてください。")
        return self


class FieldPath(Strict):
    """One value of theirs, the field of ours it fills, and the words to translate when ours are choices."""

    path: Path
    key: Key
    values: dict[str, str] = Limit(default_factory=dict)


class AttachmentPath(Strict):
    """Where a list of files stands, and what their parts are called."""

    path: Path
    name: str = "name"
    media_type: str = "contentType"
    content: str  # base64


class GatewayMapping(Strict):
    """How one sender's payload becomes the values of one desk's form."""

    name: Code
    label: Words
    desk_id: Code
    auth: GatewayAuth
    delivery_id: DeliveryPlace
    columns: tuple[str, ...] = ()  # path of the object whose members are their columns; empty for the top
    fields: Annotated[tuple[FieldPath, ...], Limit(min_length=1)]
    attachments: AttachmentPath | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if again := repeated([one.key for one in self.fields]):
            raise ValueError(f"項目（key）「{again[0]}」が重複しています。")
        paths = [one.path for one in self.fields] + ([self.attachments.path] if self.attachments else [])
        for path in paths:
            if path[: len(self.columns)] != self.columns or len(path) == len(self.columns):
                raise ValueError(f"{'.'.join(path)} は columns（{'.'.join(self.columns)}）の中を指していません。")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedFile:
    """A file that came inside a payload."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedForm:
    """What a payload says in our words, and all it says besides.

    *unknown* keeps every column that was not understood as it came, under its JSON pointer.
    """

    values: dict[str, str | list[str]]
    unknown: dict[str, object] = field(default_factory=dict)
    delivery_id: str | None = None
    files: tuple[MappedFile, ...] = ()


def unknown_keys(mapping: GatewayMapping, form: Form) -> list[str]:
    """Return what *mapping* fills although *form* does not ask it, or translates into no choice of the form."""
    wrong: list[str] = []
    for one in mapping.fields:
        asked = form.field(one.key)
        if asked is None:
            wrong.append(one.key)
            continue
        choices = {choice.value for choice in asked.choices}
        if asked.kind in {FieldKind.CHOICE, FieldKind.MULTI}:
            wrong += [f"{one.key}={value}" for value in one.values.values() if value not in choices]
    return wrong


def map_payload(
    mapping: GatewayMapping, payload: Mapping[str, object], headers: Mapping[str, str] | None = None
) -> MappedForm:
    """Return *payload* in the words of the form; whatever JSON it is, it is kept and never an error.

    *headers* are needed where the delivery id stands in a header; their names may have any case.
    """
    values: dict[str, str | list[str]] = {}
    understood: set[tuple[str, ...]] = set()
    depth = len(mapping.columns) + 1
    misread: set[tuple[str, ...]] = set()
    for one in mapping.fields:
        given = _at(payload, one.path)
        value = _value(given, one.values)
        if value is not None:
            values[one.key] = value
        if value is not None or given in (None, "", []):
            understood.add(one.path[:depth])
        elif given is not _ABSENT:
            misread.add(one.path[:depth])
    files = _files(mapping.attachments, payload)
    if files and mapping.attachments:
        understood.add(mapping.attachments.path[:depth])
    return MappedForm(
        values=values,
        unknown=_unknown(payload, mapping.columns, understood - misread),
        delivery_id=_delivery_id(mapping.delivery_id, payload, headers or {}),
        files=files,
    )


def _at(payload: object, path: tuple[str, ...]) -> object:
    """Return what stands at *path*, or _ABSENT; null is something that stands there."""
    for step in path:
        if not isinstance(payload, Mapping) or step not in payload:
            return _ABSENT
        payload = payload[step]
    return payload


def _value(given: object, translation: Mapping[str, str]) -> str | list[str] | None:
    """Return *given* as a form value, or None when it is empty, of another shape or not in the translation."""
    if isinstance(given, list):
        words = [_word(one, translation) for one in given]
        kept = [word for word in words if word is not None]
        return kept if kept and len(kept) == len(words) else None
    return _word(given, translation)


def _word(given: object, translation: Mapping[str, str]) -> str | None:
    if isinstance(given, bool):
        given = "true" if given else "false"
    if isinstance(given, int | float):
        given = str(given)
    if not isinstance(given, str) or not given.strip():
        return None
    return translation.get(given.strip()) if translation else given


def _unknown(
    payload: Mapping[str, object], columns: tuple[str, ...], understood: set[tuple[str, ...]]
) -> dict[str, object]:
    """Return the members beside the way to the columns, and the columns that were not understood."""
    kept: dict[str, object] = {}
    here: tuple[str, ...] = ()
    level: object = payload
    for step in (*columns, None):
        if not isinstance(level, Mapping):
            kept[_pointer(here)] = level
            break
        for name, value in level.items():
            if name != step and (*here, name) not in understood:
                kept[_pointer((*here, name))] = value
        if step is None or step not in level:
            break
        here, level = (*here, step), level[step]
    return kept


def _pointer(path: tuple[str, ...]) -> str:
    """Write *path* as a JSON pointer (RFC 6901)."""
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in path)


def _delivery_id(place: DeliveryPlace, payload: Mapping[str, object], headers: Mapping[str, str]) -> str | None:
    if place.where == "header":
        wanted = place.path[0].lower()
        return next((value for name, value in headers.items() if name.lower() == wanted and value), None)
    return _word(_at(payload, place.path), {})


def _files(place: AttachmentPath | None, payload: Mapping[str, object]) -> tuple[MappedFile, ...]:
    """Return the files, all or none: a list with one unreadable file stays visible as it came."""
    given = _at(payload, place.path) if place else None
    if place is None or not isinstance(given, list):
        return ()
    files = [_file(place, one) for one in given]
    whole = tuple(file for file in files if file is not None)
    return whole if len(whole) == len(files) else ()


def _file(place: AttachmentPath, given: object) -> MappedFile | None:
    content = _at(given, (place.content,))
    name = _at(given, (place.name,))
    media_type = _at(given, (place.media_type,))
    if not isinstance(content, str) or not isinstance(name, str):
        return None
    try:
        data = b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        return None
    kind = media_type if isinstance(media_type, str) else "application/octet-stream"
    return MappedFile(name=name, media_type=kind, content=data)
