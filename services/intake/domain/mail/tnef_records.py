"""The records of a TNEF stream and the MAPI properties in them (MS-OXTNEF): bounded, and what is broken ends there."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from services.intake.domain.mail.charset import decode

SIGNATURE = b"\x78\x9f\x3e\x22"
CUT = -1
STRING8, UNICODE, OBJECT, BINARY = 0x1E, 0x1F, 0x0D, 0x102

_HEAD = struct.Struct("<BIi")
_LONG = struct.Struct("<I")
_START = 6
_CHECKSUM = 2
_MANY = 0x1000
_NAMED = 0x8000
_MAX_PROPERTIES = 20_000
# Sizes of the fixed types; in the stream each takes at least four bytes.
_FIXED = {0x02: 2, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 2, 0x14: 8, 0x40: 8, 0x48: 16}
_CODEPAGES = {
    932: "cp932", 20127: "us-ascii", 20932: "euc-jp", 28591: "iso-8859-1", 50220: "iso-2022-jp", 50221: "iso-2022-jp",
    50222: "iso-2022-jp", 51932: "euc-jp", 65000: "utf-7", 65001: "utf-8",
}  # fmt: skip


class Broken(ValueError):
    """The stream is not what it says it is."""


@dataclass(frozen=True, slots=True)
class Record:
    """One attribute of the message or of the attachment that was begun last."""

    number: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Property:
    """One MAPI property: its number, or for a named one the number it has inside its set."""

    number: int
    kind: int
    value: bytes
    named: bool = False


def records(content: bytes) -> Iterator[Record]:
    """Yield the records, and one that says CUT where they do not end well; raise Broken when there are none."""
    if not content.startswith(SIGNATURE):
        raise Broken("not a TNEF stream")
    at = _START
    while at + _HEAD.size <= len(content):
        _, number, length = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        if length < 0 or at + length > len(content):
            yield Record(CUT, b"")
            return
        yield Record(number & 0xFFFF, content[at : at + length])
        at += length + _CHECKSUM
    if at != len(content):
        yield Record(CUT, b"")


def properties(data: bytes) -> Iterator[Property]:
    """Yield the properties of a record; one that is cut short ends them."""
    try:
        yield from _properties(data)
    except (struct.error, Broken):
        return


def _properties(data: bytes) -> Iterator[Property]:
    (count,) = _LONG.unpack_from(data)
    at = 4
    for _ in range(min(count, _MAX_PROPERTIES)):
        kind, number = struct.unpack_from("<HH", data, at)
        at += 4
        named = number >= _NAMED
        if named:
            number, at = _name(data, at + 16)
        many, kind = bool(kind & _MANY), kind & ~_MANY
        values = 1
        if many or kind not in _FIXED:
            (values,) = _LONG.unpack_from(data, at)
            at += 4
        for _ in range(min(values, _MAX_PROPERTIES)):
            value, at = _value(data, at, kind)
            yield Property(number, kind, value, named)
        at += -at % 4


def _name(data: bytes, at: int) -> tuple[int, int]:
    """Return the number a named property has in its set, 0 when it has a word instead, and where its value is."""
    is_word, length = struct.unpack_from("<II", data, at)
    if not is_word:
        return length, at + 8
    return 0, at + 8 + length + -length % 4


def _value(data: bytes, at: int, kind: int) -> tuple[bytes, int]:
    if kind in _FIXED:
        size, end = _FIXED[kind], at + _FIXED[kind]
    elif kind in {STRING8, UNICODE, OBJECT, BINARY}:
        (size,) = _LONG.unpack_from(data, at)
        at += 4
        end = at + size + -size % 4
    else:
        raise Broken("unknown type of property")
    if at + size > len(data):
        raise Broken("a property is cut short")
    return data[at : at + size], end


def words_of(value: bytes, kind: int, codepage: int) -> str:
    """Return a string property as text; an 8-bit one is in the codepage the sender's machine used."""
    if kind == UNICODE:
        return value.decode("utf-16-le", "replace").rstrip("\x00")
    return in_codepage(value, codepage).rstrip("\x00")


def in_codepage(value: bytes, codepage: int) -> str:
    """Decode bytes in a Windows codepage as far as it goes."""
    label = _CODEPAGES.get(codepage) or (f"cp{codepage}" if codepage else None)
    return decode(value.rstrip(b"\x00"), label).text
