"""The lines of a calendar or a card (RFC 5545, RFC 6350, vCard 2.1), however carelessly they were written."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.intake.domain.mail.charset import decode, tidy

_FOLD = re.compile(rb"\r?\n[ \t]|\r[ \t]")
_SOFT_BREAK = re.compile(rb"=\r?\n")
_HEAD = re.compile(rb"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]{1,60})((?:;(?:\"[^\"]*\"|[^\":;])*)*):")
_PARAMETER = re.compile(rb";([^=;]*)(?:=((?:\"[^\"]*\"|[^\";])*))?")
_ESCAPED = re.compile(r"\\([nN\\,;:])")
_MAX_BYTES = 2_000_000
_MAX_LINES = 20_000
_MAX_VALUE = 5_000


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One property: its name in capitals, its parameters, its value as text with nothing undone."""

    name: str
    parameters: dict[str, str]
    raw: str

    @property
    def text(self) -> str:
        """Return the value with its escapes undone."""
        return _ESCAPED.sub(lambda match: "\n" if match.group(1) in "nN" else match.group(1), self.raw)

    @property
    def fields(self) -> list[str]:
        """Return the parts of a value that semicolons part."""
        return [ContentLine(self.name, self.parameters, part).text.strip() for part in re.split(r"(?<!\\);", self.raw)]


def content_lines(content: bytes, charset: str) -> Iterator[ContentLine]:
    """Yield the properties in their order; a line that is none is passed over."""
    content = content[:_MAX_BYTES]
    if b"QUOTED-PRINTABLE" in content.upper():
        # vCard 2.1 breaks a quoted-printable line softly, without the blank that folds others.
        content = _SOFT_BREAK.sub(b"", content)
    lines = re.split(rb"\r?\n|\r", _FOLD.sub(b"", content))
    label = charset or _label(content)
    for line in lines[:_MAX_LINES]:
        match = _HEAD.match(line)
        if match is None:
            continue
        parameters = {
            key.decode("ascii", "replace").strip().upper(): decode(value.strip(b'" '), label).text
            for key, value in _PARAMETER.findall(match.group(2))
        }
        value = line[match.end() :]
        encoding = parameters.get("ENCODING", "").upper()
        if encoding == "QUOTED-PRINTABLE" or "QUOTED-PRINTABLE" in parameters:
            value = binascii.a2b_qp(value)
        elif encoding in {"B", "BASE64"}:
            value = b""
        text = tidy(decode(value[:_MAX_VALUE], parameters.get("CHARSET") or label).text.replace("\x00", ""))
        yield ContentLine(match.group(1).decode("ascii").upper(), parameters, text)


def _label(content: bytes) -> str | None:
    """Return UTF-8 where all of it is, as both standards ask; otherwise each line is guessed."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"
