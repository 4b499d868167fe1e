"""Unpack what Outlook packs into winmail.dat: files, a body, the details of a meeting."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from services.intake.domain.mail.occasion import Occasion, When
from services.intake.domain.mail.rtf import decompress
from services.intake.domain.mail.tnef_records import (
    BINARY,
    OBJECT,
    STRING8,
    UNICODE,
    Broken,
    Property,
    in_codepage,
    properties,
    records,
    words_of,
)

# Records of the stream and properties inside them, by the names of MS-OXTNEF and MS-OXPROPS.
_ATTACH_DATA, _ATTACH_TITLE, _ATTACH_PROPERTIES = 0x800F, 0x8010, 0x9005
_P_START, _P_END, _P_RTF, _P_HTML, _P_INTERNET_CODEPAGE = 0x0060, 0x0061, 0x1009, 0x1013, 0x3FDE
_P_DISPLAY, _P_DATA, _P_SHORT_NAME, _P_LONG_NAME, _P_TYPE, _P_CONTENT_ID = (
    0x3001, 0x3701, 0x3704, 0x3707, 0x370E, 0x3712,
)  # fmt: skip
_N_PLACE, _N_START, _N_END = 0x8208, 0x820D, 0x820E
_INSIDE = b"\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"
_GUID = 16
_TIME = 0x40
_MEETINGS = ("appointment", "meeting", "mtgreq", "mtgcncl", "mtgresp")
_FIRST_TIME = datetime(1601, 1, 1, tzinfo=UTC)
_MAX_FILES = 300
_MAX_DEPTH = 5


@dataclass(slots=True, kw_only=True)
class Inner:
    """One file inside; `message` is set when it is a message of its own."""

    name: str = ""
    content: bytes = field(default=b"", repr=False)
    media_type: str = ""
    content_id: str = ""
    message: "Winmail | None" = None


@dataclass(slots=True, kw_only=True)
class Winmail:
    """What was inside; each of the three bodies may be empty."""

    subject: str = ""
    plain: str = ""
    html: str = ""
    rtf: bytes = b""
    files: list[Inner] = field(default_factory=list)
    occasion: Occasion | None = None
    cut: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell a message that says nothing at all."""
        return not (self.plain or self.html or self.rtf or self.files or self.occasion)

    def all_files(self) -> Iterator[Inner]:
        """Yield the files, and those of the messages inside."""
        for file in self.files:
            yield file
            if file.message is not None:
                yield from file.message.all_files()


def unpack(content: bytes, depth: int = 0) -> Winmail:
    """Return what *content* holds; raise Broken when it is no such stream."""
    return _Reading(depth).read(content)


class _Reading:
    """One stream while it is read."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._found = Winmail()
        self._codepage = 1252
        self._class = ""
        self._times: dict[int, datetime] = {}
        self._place = self._sender = ""

    def read(self, content: bytes) -> Winmail:
        found = self._found
        for record in records(content):
            match record.number:
                case -1:
                    found.cut = True
                case 0x9007:  # Codepage
                    self._codepage = _long(record.data)
                case 0x8008:  # Message class
                    self._class = in_codepage(record.data, self._codepage)
                case 0x8004:  # Subject
                    found.subject = in_codepage(record.data, self._codepage)
                case 0x800C:  # Body
                    found.plain = in_codepage(record.data, self._codepage)
                case 0x9003:  # Properties of the message
                    self._message(list(properties(record.data)))
                case 0x9002:  # An attachment begins
                    if len(found.files) >= _MAX_FILES:
                        break
                    found.files.append(Inner())
                case _:
                    self._attachment(record.number, record.data)
        self._finish()
        return found

    def _message(self, found: list[Property]) -> None:
        into = self._found
        codepage = next((_long(one.value) for one in found if one.number == _P_INTERNET_CODEPAGE), 0) or self._codepage
        for one in found:
            if one.kind == _TIME:
                self._time(one)
            elif one.named:
                if one.number == _N_PLACE:
                    self._place = words_of(one.value, one.kind, self._codepage)
            elif one.number == _P_RTF:
                into.rtf = decompress(one.value)
            elif one.number == _P_HTML:
                into.html = in_codepage(one.value, codepage) if one.kind == BINARY else self._words(one)
            elif one.kind in {STRING8, UNICODE}:
                self._string(one)

    def _string(self, one: Property) -> None:
        match one.number:
            case 0x1000 | 0x3FD9:  # Body
                self._found.plain = self._words(one)
            case 0x0037:  # Subject
                self._found.subject = self._words(one)
            case 0x001A:  # Message class
                self._class = self._words(one)
            case 0x0C1A:  # Sender's name
                self._sender = self._words(one)
            case _:
                pass

    def _time(self, one: Property) -> None:
        number = {_P_START: _N_START, _P_END: _N_END}.get(one.number, one.number)
        ticks = int.from_bytes(one.value, "little")
        if number in {_N_START, _N_END} and 0 < ticks < 1 << 60:
            self._times[number] = _FIRST_TIME + timedelta(microseconds=ticks // 10)

    def _attachment(self, number: int, data: bytes) -> None:
        if not self._found.files:
            return
        file = self._found.files[-1]
        if number == _ATTACH_TITLE:
            file.name = file.name or in_codepage(data, self._codepage)
        elif number == _ATTACH_DATA:
            file.content = data or file.content
        elif number == _ATTACH_PROPERTIES:
            self._file(file, list(properties(data)))

    def _file(self, file: Inner, found: list[Property]) -> None:
        names = {one.number: self._words(one) for one in found if one.kind in {STRING8, UNICODE} and not one.named}
        file.name = names.get(_P_LONG_NAME) or file.name or names.get(_P_SHORT_NAME) or names.get(_P_DISPLAY, "")
        file.media_type = names.get(_P_TYPE, "").lower()
        file.content_id = names.get(_P_CONTENT_ID, "").strip("<>")
        for one in found:
            if one.number != _P_DATA or one.named:
                continue
            if one.value.startswith(_INSIDE):
                file.content = one.value[_GUID:]
                file.message = _inside(file.content, self._depth + 1) if self._depth < _MAX_DEPTH else None
            elif not file.content:
                file.content = one.value[_GUID:] if one.kind == OBJECT else one.value

    def _words(self, one: Property) -> str:
        return words_of(one.value, one.kind, self._codepage)

    def _finish(self) -> None:
        kind = self._class.lower()
        start = self._times.get(_N_START)
        if start is None or not any(word in kind for word in _MEETINGS):
            return
        end = self._times.get(_N_END)
        self._found.occasion = Occasion(
            title=self._found.subject,
            start=When(moment=start),
            end=None if end is None else When(moment=end),
            place=self._place,
            host=self._sender,
            cancelled="cancel" in kind or "cncl" in kind,
            answered="resp" in kind,
        )


def _inside(content: bytes, depth: int) -> Winmail | None:
    try:
        return unpack(content, depth)
    except Broken:
        return None


def _long(value: bytes) -> int:
    return int.from_bytes(value[:4], "little")
