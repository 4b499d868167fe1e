"""Another system's form, mapped to ours by data: what is not mapped is kept as it came, nothing is guessed."""

import binascii
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from shared.scheme.fields import FieldKind, Form
from shared.scheme.gateway import AttachmentPath, DeliveryPlace, EventKinds, ExportColumns, GatewayMapping

_ABSENT: Final = object()
_PARTED: Final = re.compile(r"[\n、,，;；|]")


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
    record: str | None = None
    event: str | None = None
    is_proposal: bool = True
    files: tuple[MappedFile, ...] = ()
    linked: int = 0  # files of which only an address came


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
    event = _event(mapping.events, payload)
    return MappedForm(
        values=values,
        unknown=_unknown(payload, mapping.columns, understood - misread),
        delivery_id=_delivery_id(mapping.delivery_id, payload, headers or {}),
        record=_record(mapping.record, payload),
        event=event,
        is_proposal=mapping.events is None or event is None or event in mapping.events.proposal,
        files=files,
        linked=_linked(mapping.attachments, payload),
    )


def payload_of_line(mapping: GatewayMapping, form: Form, line: Mapping[str, str]) -> dict[str, object]:
    """Return what the other system would have notified of a *line* of its own list, by column.

    Several chosen words stand in one cell there; what has no place in a notification is kept among its columns.
    """
    export = mapping.export or ExportColumns()
    several = {one.path for one in mapping.fields if _takes_several(form, one.key)}
    places = {one.path[len(mapping.columns)]: one.path for one in mapping.fields} | dict(export.columns)
    payload: dict[str, object] = {}
    for name, text in line.items():
        path = places.get(name, (*mapping.columns, name))
        _put(payload, path, words_of(text) if path in several else text)
    for constant in export.constants:
        _put(payload, constant.path, constant.value)
    return payload


def words_of(text: str) -> list[str]:
    """Return the several words of one cell, however the other system parts them."""
    return [word for word in (one.strip() for one in _PARTED.split(text)) if word]


def _takes_several(form: Form, key: str) -> bool:
    asked = form.field(key)
    return asked is not None and asked.kind is FieldKind.MULTI


def _put(payload: dict[str, object], path: tuple[str, ...], value: object) -> None:
    level = payload
    for step in path[:-1]:
        below = level.setdefault(step, {})
        if not isinstance(below, dict):
            return
        level = below
    level[path[-1]] = value


def value_at(payload: object, path: tuple[str, ...]) -> object:
    """Return what stands at *path*; None where nothing does."""
    found = _at(payload, path)
    return None if found is _ABSENT else found


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
            kept[pointer_of(here)] = level
            break
        for name, value in level.items():
            if name != step and (*here, name) not in understood:
                kept[pointer_of((*here, name))] = value
        if step is None or step not in level:
            break
        here, level = (*here, step), level[step]
    return kept


def pointer_of(path: tuple[str, ...]) -> str:
    """Write *path* as a JSON pointer (RFC 6901)."""
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in path)


def _delivery_id(place: DeliveryPlace, payload: Mapping[str, object], headers: Mapping[str, str]) -> str | None:
    if place.where == "header":
        wanted = place.path[0].lower()
        return next((value for name, value in headers.items() if name.lower() == wanted and value), None)
    return _word(_at(payload, place.path), {})


def _event(kinds: EventKinds | None, payload: Mapping[str, object]) -> str | None:
    return None if kinds is None else _word(_at(payload, kinds.path), {})


def _record(paths: tuple[tuple[str, ...], ...], payload: Mapping[str, object]) -> str | None:
    """Return what names the record, or None unless every part of it is there."""
    parts = [_word(_at(payload, path), {}) for path in paths]
    named = [part.strip() for part in parts if part is not None]
    return "/".join(named) if named and len(named) == len(parts) else None


def _linked(place: AttachmentPath | None, payload: Mapping[str, object]) -> int:
    if place is None or place.url is None:
        return 0
    given = _at(payload, place.path)
    listed = given if isinstance(given, list) else [given]
    return sum(isinstance(_at(one, (place.url,)), str) for one in listed)


def _files(place: AttachmentPath | None, payload: Mapping[str, object]) -> tuple[MappedFile, ...]:
    """Return the files, all or none: a list with one unreadable file stays visible as it came."""
    given = _at(payload, place.path) if place else None
    if place is None or place.content is None or not isinstance(given, list):
        return ()
    files = [_file(place, one) for one in given]
    whole = tuple(file for file in files if file is not None)
    return whole if len(whole) == len(files) else ()


def _file(place: AttachmentPath, given: object) -> MappedFile | None:
    content = _at(given, (place.content or "",))
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
