"""Undo what was done to bytes for the way: base64, quoted-printable, uuencode, however damaged."""

import binascii
import re
from contextlib import suppress

from services.intake.domain.mail.values import Notes, WarningCode

_FOREIGN = re.compile(rb"[^A-Za-z0-9+/=\s]|[A-Za-z0-9+/=][ \t]+(?=[A-Za-z0-9+/])")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]")
_AFTER_PADDING = re.compile(rb"(==?)[ \t]+[^\r\n=]*")
_RUN = re.compile(rb"[^=]+=*")
# A line of words behind the base64: what a mailing list adds to every mail.
_FOOTER = re.compile(rb"(?:\r?\n|\r)[ \t]*(?=\S+[ \t]+\S|[^A-Za-z0-9+/=\s]{3})")
_FOOTER_MARKS = (b" ", b"\t", b"___", b"---", b"***")
_SAMPLE = 4_000
_TOO_MANY = 16


def undo(encoding: str, body: bytes, notes: Notes) -> bytes:
    """Undo a Content-Transfer-Encoding; what is broken is repaired as far as it goes, with a warning."""
    match re.sub(r"[^a-z0-9-]", "", encoding.split(";", maxsplit=1)[0].lower()):
        case "base64" | "b" | "x-base64":
            return _from_base64(body, notes)
        case "quoted-printable" | "q" | "quotedprintable" | "x-quoted-printable":
            return _from_quoted(body)
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return from_uuencode(body, notes)
        case _:
            return body


def _from_quoted(body: bytes) -> bytes:
    """Blanks before a line end were added on the way, also behind the mark of a soft break."""
    lines = body.split(b"\n")
    return binascii.a2b_qp(b"\n".join(_without_blanks(line) for line in lines))


def _without_blanks(line: bytes) -> bytes:
    if line.endswith((b" \r", b"\t\r")):
        return line[:-1].rstrip(b" \t") + b"\r"
    return line.rstrip(b" \t") if line.endswith((b" ", b"\t")) else line


def _from_base64(body: bytes, notes: Notes) -> bytes:
    text, footer = body, None
    if any(mark in body for mark in _FOOTER_MARKS) and (footer := _FOOTER.search(body)):
        text = body[: footer.start()]
    sample = text[:_SAMPLE]
    foreign = len(_FOREIGN.findall(sample))
    if foreign or footer:
        notes.add(WarningCode.ENCODING_DAMAGED)
    if foreign * _TOO_MANY > len(b"".join(sample.split())):
        # Plain text that merely says it is base64.
        return body
    if not foreign and b"=" not in text[: len(text.rstrip()) - 2]:
        with suppress(binascii.Error):
            return binascii.a2b_base64(text)
    return _from_runs(text, notes)


def _from_runs(text: bytes, notes: Notes) -> bytes:
    found = bytearray()
    # Padding in the middle ends a run: some gateways glue several together.
    for run in _RUN.findall(_NOT_BASE64.sub(b"", _AFTER_PADDING.sub(rb"\1", text))):
        digits = run.rstrip(b"=")
        if len(digits) % 4 == 1:
            notes.add(WarningCode.ENCODING_DAMAGED)
            digits = digits[:-1]
        found += binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))
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
