"""Undo what was done to bytes for the way: base64, quoted-printable, uuencode, however damaged."""

import binascii
import re
from codecs import getincrementaldecoder
from contextlib import suppress

from services.intake.domain.mail.values import Notes, WarningCode

_FOREIGN = re.compile(rb"[^A-Za-z0-9+/=\s]|[A-Za-z0-9+/=][ \t]+(?=[A-Za-z0-9+/])")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]")
_AFTER_PADDING = re.compile(rb"(==?)[ \t]+[^\r\n=]*")
_RUN = re.compile(rb"[^=]+=*")
# A line of words behind the base64: what a mailing list adds to every mail.
_FOOTER = re.compile(rb"(?:\r?\n|\r)[ \t]*(?=\S+[ \t]+\S|[^A-Za-z0-9+/=\s]{3})")
_WORDS = re.compile(rb"[ \t]*(?:\S+[ \t]+\S|[^A-Za-z0-9+/=\s]{3})")
_DENSE = re.compile(rb"[A-Za-z0-9+/]{8,}={0,2}")
_MIXED = re.compile(rb"[a-z0-9+/][A-Z]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_KANA_SHARE = 4
_LEAST_TEXT = 8
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
    text = _without_words(body) if any(mark in body for mark in _FOOTER_MARKS) else body
    sample = text[:_SAMPLE]
    foreign = len(_FOREIGN.findall(sample))
    found, damaged = _from_runs(text) if foreign or b"=" in text[: len(text.rstrip()) - 2] else _in_one_go(text)
    doubtful = foreign * _TOO_MANY > len(b"".join(sample.split())) or len(text) * 2 < len(body)
    if doubtful and not _reads(found):
        # Plain text that merely says it is base64, or more damage than can be repaired.
        notes.add(WarningCode.NOT_DECODED)
        return body
    if foreign or damaged or text != body:
        notes.add(WarningCode.ENCODING_DAMAGED)
    if _ends_early(text, body):
        notes.add(WarningCode.DECODING_ENDED)
    return found


def _without_words(body: bytes) -> bytes:
    """Leave out lines of words; what stands behind the last line of base64 is what somebody has added."""
    first = _FOOTER.search(body)
    if first is None:
        return body
    lines = body[first.start() :].splitlines(keepends=True)
    last = max((place for place, line in enumerate(lines) if _goes_on(line)), default=-1)
    kept = [line for line in lines[: last + 1] if _goes_on(line) or not _WORDS.match(line)]
    for line in lines[last + 1 :]:
        if _WORDS.match(line):
            break
        kept.append(line)
    return body[: first.start()] + b"".join(kept)


def _goes_on(line: bytes) -> bool:
    """Tell whether most of a line is base64: long runs of letters that change their case as no word does."""
    if b"://" in line or b"@" in line:
        return False
    runs = sum(len(run) for run in _DENSE.findall(line) if _MIXED.search(run))
    return runs * 2 > len(b"".join(line.split()))


def _ends_early(text: bytes, body: bytes) -> bool:
    """Tell whether it stops inside a character's bytes although more has come."""
    return text != body and len(_NOT_BASE64.sub(b"", text)) % 4 != 0


def _reads(content: bytes) -> bool:
    """Tell whether this is a text: random bytes are none."""
    if len(content) < _LEAST_TEXT or _CONTROL.search(content):
        return False
    for charset in ("utf-8", "cp932", "euc_jp"):
        with suppress(UnicodeDecodeError):
            text = getincrementaldecoder(charset)().decode(content)
            return charset == "utf-8" or len(_KANA.findall(text)) * _KANA_SHARE > len(text)
    return False


def _in_one_go(text: bytes) -> tuple[bytes, bool]:
    try:
        return binascii.a2b_base64(text), False
    except binascii.Error:
        return _from_runs(text)


def _from_runs(text: bytes) -> tuple[bytes, bool]:
    found, damaged = bytearray(), False
    # Padding in the middle ends a run: some gateways glue several together.
    for run in _RUN.findall(_NOT_BASE64.sub(b"", _AFTER_PADDING.sub(rb"\1", text))):
        digits = run.rstrip(b"=")
        if len(digits) % 4 == 1:
            damaged, digits = True, digits[:-1]
        found += binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))
    return bytes(found), damaged


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
