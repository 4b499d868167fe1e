"""Rich text as Outlook sends it: unpacked (MS-OXRTFCP), and read as text or as the HTML it was made of (MS-OXRTFEX)."""

import re
import struct
from dataclasses import dataclass, replace

from services.intake.domain.mail.charset import decode

_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans "
    rb"SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i"
    rb"\u\tab\tx"
)
_WINDOW = 4096
_HEAD = struct.Struct("<IIII")
_PACKED, _PLAIN = 0x75465A4C, 0x414C454D
_MAX_BYTES = 10_000_000
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\"
)
_SILENT = frozenset({
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"themedata",
    b"listtable", b"listoverridetable", b"datastore", b"generator", b"xmlnstbl", b"rsidtbl", b"mhtmltag", b"fldinst",
})  # fmt: skip
_BREAKS = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"tab": "\t", b"cell": "\t",
    b"bullet": "・", b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
    b"rdblquote": "”", b"emspace": " ", b"enspace": " ",
}  # fmt: skip
_CHARSETS = {0: "cp1252", 128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950", 204: "cp1251", 238: "cp1250"}
_MAX_DEPTH = 500


@dataclass(frozen=True, slots=True)
class Rich:
    """What rich text says; `is_html` when it was made of HTML, which this then is."""

    text: str
    is_html: bool = False


@dataclass(frozen=True, slots=True)
class _State:
    """What holds until the group ends."""

    silent: bool = False
    markup: bool = False
    skipped: bool = False
    after: int = 1
    charset: str = ""


def decompress(packed: bytes) -> bytes:
    """Return the rich text; what is cut short ends where it is cut."""
    if len(packed) < _HEAD.size:
        return b""
    _, size, kind, _ = _HEAD.unpack_from(packed)
    size = min(size, _MAX_BYTES)
    if kind == _PLAIN:
        return packed[_HEAD.size :][:size]
    return _unpacked(packed[_HEAD.size :], size) if kind == _PACKED else b""


def _unpacked(packed: bytes, size: int) -> bytes:
    found = bytearray(_DICTIONARY)
    begin, at = len(_DICTIONARY), 0
    while at < len(packed) and len(found) - begin < size:
        control = packed[at]
        at += 1
        for bit in range(8):
            if not control >> bit & 1:
                found += packed[at : at + 1]
                at += 1
                continue
            if at + 1 >= len(packed):
                return bytes(found[begin:])
            reference = packed[at] << 8 | packed[at + 1]
            at += 2
            offset, length = reference >> 4, (reference & 15) + 2
            here = len(found) % _WINDOW
            if offset == here:
                return bytes(found[begin:])
            _copy(found, len(found) - ((here - offset) % _WINDOW), length)
    return bytes(found[begin : begin + size])


def _copy(found: bytearray, start: int, length: int) -> None:
    for position in range(start, start + length):
        found.append(found[position] if 0 <= position < len(found) else 32)


def read_rtf(content: bytes) -> Rich:
    """Return the text of rich text, or the HTML that was packed into it."""
    reading = _Reading(content)
    return Rich(reading.read(), reading.is_html)


class _Reading:
    """One document while it is read."""

    def __init__(self, content: bytes) -> None:
        self.is_html = b"\\fromhtml" in content[:1000]
        self._content = content
        self._found: list[str] = []
        self._bytes = bytearray()
        self._state = _State()
        self._outer: list[_State] = []
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._charset = ""
        self._skip = 0
        self._star = False

    def read(self) -> str:
        for token in _TOKEN.finditer(self._content):
            word, number, byte, sign, brace, run = token.groups()
            if word is not None:
                self._word(word, int(number) if number else None)
            elif byte is not None:
                self._letters(bytes([int(byte, 16)]))
            elif brace is not None:
                self._group(brace)
            elif run is not None:
                self._letters(run)
            elif sign is not None:
                self._sign(sign)
        self._flush()
        return "".join(self._found).strip("\n") if not self.is_html else "".join(self._found)

    def _group(self, brace: bytes) -> None:
        self._flush()
        self._star = False
        if brace == b"{":
            if len(self._outer) < _MAX_DEPTH:
                self._outer.append(self._state)
        elif self._outer:
            self._state = self._outer.pop()

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._star = True
        elif sign in b"\\{}":
            self._letters(sign)
        elif sign == b"~":
            self._say("\xa0")
        elif sign in b"\r\n":
            self._say("\n")

    def _word(self, word: bytes, number: int | None) -> None:
        star, self._star = self._star, False
        if word == b"u" and number is not None:
            self._unicode(number % 0x10000)
            return
        self._flush()
        if word == b"htmltag" and star:
            self._state = replace(self._state, markup=True, silent=False)
        elif word == b"htmlrtf":
            self._state = replace(self._state, skipped=number != 0)
        elif star or word in _SILENT:
            self._state = replace(self._state, silent=True)
        else:
            self._set(word, number)

    def _set(self, word: bytes, number: int | None) -> None:
        if word in _BREAKS:
            self._say(_BREAKS[word])
        elif number is None:
            return
        elif word == b"uc":
            self._state = replace(self._state, after=min(number, 8))
        elif word == b"ansicpg":
            self._charset = f"cp{number}"
        elif word == b"f":
            self._font = number
            self._state = replace(self._state, charset=self._fonts.get(number, ""))
        elif word == b"fcharset" and number in _CHARSETS and number:
            self._fonts[self._font] = _CHARSETS[number]

    def _unicode(self, number: int) -> None:
        self._flush()
        self._say(chr(number))
        self._skip = self._state.after

    def _letters(self, run: bytes) -> None:
        if self._skip:
            # What follows a character by its number is the same for who cannot read numbers.
            gone = min(self._skip, len(run))
            self._skip -= gone
            run = run[gone:]
        if not self._is_silent():
            self._bytes += run

    def _say(self, text: str) -> None:
        self._flush()
        if not self._is_silent():
            self._found.append(text)

    def _is_silent(self) -> bool:
        return self._state.silent or (self._state.skipped and not self._state.markup)

    def _flush(self) -> None:
        self._skip = 0 if self._bytes else self._skip
        if self._bytes:
            self._found.append(decode(bytes(self._bytes), self._state.charset or self._charset or "cp1252").text)
            self._bytes.clear()
