"""Cut a multipart body into its parts, also where the boundary is not quite the one that was announced."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.intake.domain.mail.values import Notes, WarningCode

_START = rb"(?:^|(?<=[\r\n]))"
_LINE_END = rb"(?:\r{0,3}\n|\r|\Z)"
_GUESSED = re.compile(rb"(?mi)^--([^\s]{1,200})[ \t]*\r?\n(?=(?:content|mime)-[a-z-]{1,40}:)")
_LONGEST_END = 300
_LAST_BREAK = re.compile(rb"(?:\r{0,3}\n|\r)\Z")


@dataclass(frozen=True, slots=True)
class Pieces:
    """What stands before the first delimiter, and the parts."""

    preamble: bytes
    parts: list[bytes]


def cut(body: bytes, boundary: str, notes: Notes) -> Pieces:
    """Return the parts of *body*; none when no delimiter is found at all."""
    for pattern in _patterns(body, boundary):
        pieces = _cut_at(body, pattern, notes)
        if pieces.parts or len(pieces.preamble) < len(body):
            return pieces
    if guessed := _GUESSED.search(body):
        notes.add(WarningCode.HEADERS_DAMAGED)
        return _cut_at(body, _pattern(b"--" + guessed.group(1)), notes)
    return Pieces(body, [])


def _patterns(body: bytes, boundary: str) -> Iterator[re.Pattern[bytes]]:
    marker = b"--" + boundary.encode("utf-8", "surrogateescape")
    if not boundary.strip() or marker.strip().lower() not in body.lower():
        return
    yield _pattern(marker)
    yield _pattern(marker.rstrip())
    # Some gateways cut the announced boundary short, or write it in another case.
    yield re.compile(_START + re.escape(marker.rstrip()) + rb"[^\r\n]*?(--)?[ \t]*" + _LINE_END, re.IGNORECASE)


def _pattern(marker: bytes) -> re.Pattern[bytes]:
    """Return a line that begins with the marker; only a blank may part it from what else stands there."""
    rest = rb"(?:(?<=--)[>.;,][^\r\n]*|[ \t][^\r\n]*)?"
    return re.compile(_START + re.escape(marker) + rb"(--)?" + rest + _LINE_END)


def _cut_at(body: bytes, pattern: re.Pattern[bytes], notes: Notes) -> Pieces:
    parts: list[bytes] = []
    preamble = body
    start: int | None = None
    for match in pattern.finditer(body):
        if start is None:
            preamble = body[: match.start()]
        else:
            parts.append(_LAST_BREAK.sub(b"", body[start : match.start()]))
        start = None if match.group(1) else match.end()
        if start is None:
            break
    if start is not None:
        parts.append(_unclosed(body[start:], pattern, notes))
    return Pieces(preamble, parts)


def _unclosed(rest: bytes, pattern: re.Pattern[bytes], notes: Notes) -> bytes:
    """Return the last part of a multipart without end; an end glued to its last line is none of the text."""
    last = rest[rest.rstrip().rfind(b"\n") + 1 :][-_LONGEST_END:]
    at = last.rfind(b"--", 0, len(last.rstrip()) - 2)
    while at > 0:
        if (match := pattern.fullmatch(last[at:])) and match.group(1):
            return rest[: len(rest) - len(last) + at]
        at = last.rfind(b"--", 0, at)
    notes.add(WarningCode.TRUNCATED)
    return rest
