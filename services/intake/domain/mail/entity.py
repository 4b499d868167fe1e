"""One MIME entity: its headers as text, its body as exact bytes."""

from dataclasses import dataclass

from services.intake.domain.mail.head import Headers, read_head
from services.intake.domain.mail.parameters import read_parameters
from services.intake.domain.mail.transfer import undo
from services.intake.domain.mail.values import Limits, Notes, WarningCode


@dataclass(frozen=True, slots=True)
class Entity:
    """A part of a mail; header names in lower case, values as they stood (8-bit as surrogates)."""

    headers: Headers
    body: bytes
    content_type: str
    parameters: dict[str, str]
    disposition: str
    names: dict[str, str]
    name_codes: tuple[WarningCode, ...] = ()

    def all(self, name: str) -> list[str]:
        """Return every value of a header, unread."""
        return [value for key, value in self.headers if key == name]

    def first(self, name: str) -> str:
        """Return a header's first value, unread, or ""."""
        return next((value for key, value in self.headers if key == name), "")


def read_entity(raw: bytes, limits: Limits, notes: Notes, *, default: str = "text/plain") -> Entity:
    """Split *raw* into headers and body; a missing or broken header block costs nothing but a warning."""
    headers, body = read_head(raw, limits, notes)
    return _entity(headers, body, default)


def _entity(headers: Headers, body: bytes, default: str) -> Entity:
    values = dict(reversed(headers))
    kind = read_parameters(values.get("content-type", ""))
    names = read_parameters(values.get("content-disposition", ""))
    declared = kind.main
    if declared.count("/") != 1 or declared.startswith("/") or declared.endswith("/"):
        declared = f"{declared}/plain" if declared == "text" else default
    return Entity(headers, body, declared, kind.values, names.main, names.values, kind.codes + names.codes)


def read_as_second_type(entity: Entity, body: bytes) -> Entity | None:
    """Return *body* under the second Content-Type an entity carries, or None when it has but one.

    So a part looks whose delimiter was lost: its headers stand among those of the whole.
    """
    first = next((number for number, (key, _) in enumerate(entity.headers) if key == "content-type"), None)
    if first is None or len(entity.all("content-type")) < 2:  # noqa: PLR2004 - the second one.
        return None
    return _entity(entity.headers[first + 1 :], body, "text/plain")


def decoded_body(entity: Entity, notes: Notes) -> bytes:
    """Return the body as it was before it was encoded for the way."""
    return undo(entity.first("content-transfer-encoding"), entity.body, notes)
