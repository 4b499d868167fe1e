"""Cut a multipart body into its parts, also where the boundary is not quite the one that was announced."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from services.intake.domain.mail.values import Notes, WarningCode

_START = rb"(?:^|(?<=[\r\n]))"
_LINE_END = rb"(?:\r{0,3}\n|\r|\Z)"
_GUESSED = re.compile(rb"(?mi)^--([^\s]{1,200})[ \t]*\r?\n(?=(?:content|mime)-[a-z-]{1,40}:)")
_REST = re.compile(rb"(--)?(?:(?<=--)[>.;,][^\r\n]*|[ \t][^\r\n]*)?" + _LINE_END)
_LAST_BREAK = re.compile(rb"(?:\r{0,3}\n|\r)\Z")


@dataclass(frozen=True, slots=True)
class Pieces:
    """What stands before the first delimiter, and the parts."""

    preamble: bytes
    parts: list[bytes]


class _Mark(NamedTuple):
    start: int
    end: int
    closing: bool


def cut(body: bytes, boundary: str, notes: Notes) -> Pieces:
    """Return the parts of *body*; none when no delimiter is found at all."""
    marker = b"--" + boundary.encode("utf-8", "surrogateescape")
    if boundary.strip():
        for marks in (_exact(body, marker), _exact(body, marker.rstrip()), _similar(body, marker.rstrip())):
            pieces = _cut_at(body, marks, notes)
            if pieces.parts or len(pieces.preamble) < len(body):
                return pieces
    if guessed := _GUESSED.search(body):
        notes.add(WarningCode.HEADERS_DAMAGED)
        return _cut_at(body, _exact(body, b"--" + guessed.group(1)), notes)
    return Pieces(body, [])


def _exact(body: bytes, marker: bytes) -> Iterator[_Mark]:
    """Find the lines that begin with the marker; only a blank may part it from what else stands there."""
    at = body.find(marker)
    while at >= 0:
        end = at + len(marker)
        if (at == 0 or body[at - 1] in b"\r\n") and (match := _REST.match(body, end)):
            yield _Mark(at, match.end(), bool(match.group(1)))
            end = match.end()
        at = body.find(marker, end)


def _similar(body: bytes, marker: bytes) -> Iterator[_Mark]:
    """Find lines that merely begin alike: some gateways cut the announced boundary short, or change its case."""
    if marker.lower() in body.lower():
        pattern = re.compile(_START + re.escape(marker) + rb"[^\r\n]*?(--)?[ \t]*" + _LINE_END, re.IGNORECASE)
        for match in pattern.finditer(body):
            yield _Mark(match.start(), match.end(), bool(match.group(1)))


def _cut_at(body: bytes, marks: Iterator[_Mark], notes: Notes) -> Pieces:
    parts: list[bytes] = []
    preamble = body
    start: int | None = None
    for mark in marks:
        if start is None:
            preamble = body[: mark.start]
        else:
            parts.append(_LAST_BREAK.sub(b"", body[start : mark.start]))
        start = None if mark.closing else mark.end
        if start is None:
            break
    if start is not None:
        parts.append(_unclosed(body[start:], body[len(preamble) : start], notes))
    return Pieces(preamble, parts)


def _unclosed(rest: bytes, delimiter: bytes, notes: Notes) -> bytes:
    """Return the last part of a multipart without end; an end glued to its last line is none of the text."""
    end = delimiter.split()[0] + b"--"
    text = rest.rstrip()
    if text.endswith(end):
        return text[: -len(end)]
    notes.add(WarningCode.TRUNCATED)
    return rest
