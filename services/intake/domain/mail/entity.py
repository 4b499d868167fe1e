"""One MIME entity: its headers as text, its body as exact bytes."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.parser import BytesHeaderParser

from services.intake.domain.mail.headers import read_parameters
from services.intake.domain.mail.values import Limits, Notes, WarningCode

_BLANK = re.compile(rb"\r?\n\r?\n|\r\r(?!\n)")
_FIELD_START = re.compile(rb"(?m)^(?=[^ \t\r\n])")
_NEEDED = re.compile(
    rb"(?i)(?:from|to|cc|subject|date|message-id|in-reply-to|references|reply-to|return-path|sender|mime-version"
    rb"|content-[a-z-]+|auto-submitted|precedence|list-[a-z]+|x-auto[a-z-]*|x-desk-loop|x-loop"
    rb"|x-failed-recipients)[ \t]*:"
)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]")
_PARSER = BytesHeaderParser(policy=policy.compat32)
_FIELD_CUT = 100_000


@dataclass(frozen=True, slots=True)
class Entity:
    """A part of a mail; header names in lower case, values as the parser kept them (8-bit as surrogates)."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    content_type: str
    parameters: dict[str, str]
    disposition: str
    names: dict[str, str]

    def all(self, name: str) -> list[str]:
        """Return every value of a header, unread."""
        return [value for key, value in self.headers if key == name]

    def first(self, name: str) -> str:
        """Return a header's first value, unread, or ""."""
        return next((value for key, value in self.headers if key == name), "")


def read_entity(raw: bytes, limits: Limits, notes: Notes, *, default: str = "text/plain") -> Entity:
    """Split *raw* into headers and body; a missing or broken header block costs nothing but a warning."""
    head, body = _split(raw)
    head = _within_limits(head, limits, notes)
    message = _PARSER.parsebytes(head)
    left = message.get_payload()
    if isinstance(left, str) and left.strip():
        # The blank line after the headers is missing: the parser stopped at the first line that is none.
        body = left.encode("utf-8", "surrogateescape") + b"\n\n" + body
    headers = tuple((name.lower(), str(value)) for name, value in message.raw_items())
    declared, parameters = read_parameters(_value(headers, "content-type"))
    disposition, names = read_parameters(_value(headers, "content-disposition"))
    if declared.count("/") != 1 or declared.startswith("/") or declared.endswith("/"):
        declared = f"{declared}/plain" if declared == "text" else default
    return Entity(headers, body, declared, parameters, disposition, names)


def _value(headers: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for key, value in headers if key == name), "")


def _split(raw: bytes) -> tuple[bytes, bytes]:
    if raw[:1] in b"\r\n":
        # An entity without headers begins with the blank line.
        return b"", raw[2:] if raw.startswith(b"\r\n") else raw[1:]
    match = _BLANK.search(raw)
    if match is None:
        return raw + b"\n", b""
    return raw[: match.start()] + b"\n", raw[match.end() :]


def _within_limits(head: bytes, limits: Limits, notes: Notes) -> bytes:
    """Keep what intake reads when a header block is too large to be honest."""
    if len(head) <= limits.max_header_bytes and max(head.count(b"\n"), head.count(b"\r")) <= limits.max_header_fields:
        return head
    notes.add(WarningCode.HEADERS_CUT)
    kept: list[bytes] = []
    starts = [match.start() for match in _FIELD_START.finditer(head)]
    room = limits.max_header_bytes
    for begin, end in zip(starts, [*starts[1:], len(head)], strict=True):
        field = head[begin : min(end, begin + _FIELD_CUT)].rstrip(b"\r\n") + b"\n"
        if len(field) > room or len(kept) >= limits.max_header_fields:
            continue
        if _NEEDED.match(field):
            kept.append(field)
            room -= len(field)
    return b"".join(kept)


def decoded_body(entity: Entity, notes: Notes) -> bytes:
    """Undo the transfer encoding; what is broken is repaired as far as it goes, with a warning."""
    encoding = re.sub(r"[^a-z0-9-]", "", entity.first("content-transfer-encoding").split(";")[0].lower())
    match encoding:
        case "base64":
            return _from_base64(entity.body, notes)
        case "quoted-printable":
            return binascii.a2b_qp(re.sub(rb"[ \t]+(?=\r?$)", b"", entity.body, flags=re.MULTILINE))
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return from_uuencode(entity.body, notes)
        case _:
            return entity.body


def _from_base64(body: bytes, notes: Notes) -> bytes:
    found = bytearray()
    # Padding in the middle ends a run: some gateways glue several together.
    for run in re.findall(rb"[^=]+=*", _NOT_BASE64.sub(b"", body)):
        text = run.rstrip(b"=")
        if len(text) % 4 == 1:
            notes.add(WarningCode.ENCODING_DAMAGED)
            text = text[:-1]
        found += binascii.a2b_base64(text + b"=" * (-len(text) % 4))
    return bytes(found)


def from_uuencode(body: bytes, notes: Notes) -> bytes:
    """Decode uuencoded lines between `begin` and `end`, or all of them."""
    found = bytearray()
    for line in body.splitlines():
        if line.startswith(b"begin ") or not line.strip():
            continue
        if line.strip() in (b"end", b"`"):
            break
        try:
            found += binascii.a2b_uu(line)
        except binascii.Error:
            # Some encoders leave trailing rubbish; the length byte says how much counts.
            try:
                found += binascii.a2b_uu(line[: (((line[0] - 32) & 63) * 4 + 5) // 3])
            except binascii.Error:
                notes.add(WarningCode.ENCODING_DAMAGED)
    return bytes(found)


def children(entity: Entity, notes: Notes) -> list[bytes]:
    """Cut a multipart body at its boundary; [] when the boundary never occurs."""
    boundary = entity.parameters.get("boundary", "").rstrip()
    if not boundary:
        return []
    marker = b"--" + boundary.encode("utf-8", "surrogateescape")
    found: list[bytes] = []
    start: int | None = None
    for begin, end, closing in _marks(entity.body, marker):
        if start is not None:
            found.append(_without_last_break(entity.body[start:begin]))
        start = None if closing else end
        if closing:
            break
    if start is not None:
        notes.add(WarningCode.TRUNCATED)
        found.append(entity.body[start:])
    return found


def _marks(body: bytes, marker: bytes) -> Iterator[tuple[int, int, bool]]:
    pattern = re.compile(rb"(?:^|(?<=[\r\n]))" + re.escape(marker) + rb"(--)?[ \t]*(?:\r\n|\n|\r|\Z)")
    for match in pattern.finditer(body):
        yield match.start(), match.end(), match.group(1) is not None


def _without_last_break(piece: bytes) -> bytes:
    if piece.endswith(b"\r\n"):
        return piece[:-2]
    return piece[:-1] if piece.endswith((b"\n", b"\r")) else piece
