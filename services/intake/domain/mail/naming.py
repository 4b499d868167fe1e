"""Find a name for a part: the one it was given, or the best that its other headers offer."""

import re

from services.intake.domain.mail.charset import Decoded
from services.intake.domain.mail.entity import Entity
from services.intake.domain.mail.headers import read_text
from services.intake.domain.mail.names import SUFFIXES
from services.intake.domain.mail.parameters import file_name

_NAMED = re.compile(r"[^/\\?#:]*[^/\\?#:.]\.[A-Za-z0-9]{1,5}")
_LONGEST = 100
_KINDS = {
    "text/plain": "document",
    "text/html": "document",
    "text/calendar": "calendar",
    "text/vcard": "contact",
    "text/x-vcard": "contact",
    "message/delivery-status": "delivery-status",
    "message/disposition-notification": "disposition-notification",
    "message/feedback-report": "feedback-report",
    "text/rfc822-headers": "rfc822-headers",
}
_SHOWN_KINDS = frozenset({"audio", "image", "video"})


def is_named(entity: Entity) -> bool:
    """Tell whether the sender gave the part a file name."""
    return bool(entity.names.get("filename") or entity.parameters.get("name"))


def given_name(entity: Entity) -> Decoded:
    """Return the name in Content-Disposition or Content-Type, or ""."""
    name = file_name(entity.names)
    name = name if name.text.strip() else file_name(entity.parameters)
    return Decoded(name.text, tuple(dict.fromkeys((*name.codes, *entity.name_codes))) if name.text else ())


def found_name(entity: Entity) -> str:
    """Return the name that a part without one has by its place, its description, its id or its kind; "" if none."""
    location = read_text(entity.first("content-location")).text.split("?")[0].rpartition("/")[2]
    if _NAMED.fullmatch(location):
        return location
    content_id = read_text(entity.first("content-id")).text.strip("<>").partition("@")[0]
    if _NAMED.fullmatch(content_id):
        return content_id
    suffix = SUFFIXES.get(entity.content_type, "")
    description = read_text(entity.first("content-description")).text[:_LONGEST]
    if description:
        return description if _NAMED.fullmatch(description) else description + suffix
    main = entity.content_type.partition("/")[0]
    kind = _KINDS.get(entity.content_type) or (main if main in _SHOWN_KINDS else "")
    return kind + suffix if kind and suffix else ""
