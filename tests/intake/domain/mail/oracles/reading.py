"""A mail as comparators see it: everything readable in order, and every file, messages inside opened."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import WarningCode
from tests.intake.domain.mail.oracles.agreement import squeezed

_UUENCODED = re.compile(r"(?ms)^begin [0-7]{3,4} ([^\n]+)\n(.*?)^end[ \t\r]*$")
_TAGS = re.compile(r"(?i)<param>.*?</param>|</?[a-z]+>")
_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
_DAMAGED = frozenset({WarningCode.HEADERS_DAMAGED, WarningCode.HEADERS_MISSING})


@dataclass(frozen=True, slots=True)
class Part:
    """A file: what it is called, and what is in it; `text` where the oracle shows no bytes."""

    name: str
    content: bytes
    text: str | None = None


@dataclass(slots=True)
class Reading:
    """Texts of a mail, then those of the messages inside it, and files in the same order."""

    texts: list[str] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)
    inner: list["Reading"] = field(default_factory=list)
    damaged_head: bool = False

    def all_text(self) -> str:
        """Return every text, those of messages inside after those of the mail."""
        return "\n".join([*self.texts, *(each.all_text() for each in self.inner)])

    def all_files(self) -> list[Part]:
        """Return every file, those of messages inside after those of the mail."""
        return [*self.files, *(part for each in self.inner for part in each.all_files())]

    def differences(self, other: "Reading") -> list[str]:
        """Say in which of text, number of files and each file the two differ; [] when in nothing.

        Oracles lose the lines of a broken header block. Where we tell of one, the other may hold more text, never less.
        """
        found = []
        theirs_text, our_text = squeezed(self.all_text()), squeezed(other.all_text())
        if not same_text(theirs_text, our_text) and not (other.damaged_head and theirs_text in our_text):
            found.append("text")
        mine, theirs = self.all_files(), other.all_files()
        if len(mine) != len(theirs):
            return [*found, f"{len(mine)} files, not {len(theirs)}"]
        pairs = zip(mine, theirs, strict=True)
        return [*found, *(f"file {one.name!r}, not {two.name!r}" for one, two in pairs if not same_file(one, two))]


def same_file(one: Part, two: Part) -> bool:
    """Compare names as text and contents without line ends, which an oracle keeps in its own way."""
    if one.name and two.name and not same_text(one.name.replace("\\", ""), two.name.replace("\\", "")):
        return False
    if one.text and two.text and same_text(squeezed(one.text), squeezed(two.text)):
        return True
    return b"".join(one.content.split()) == b"".join(two.content.split())


def same_text(theirs: str, mine: str) -> bool:
    """Compare without blanks; a character that the oracle could not read may be any of ours."""
    theirs, mine = "".join(theirs.split()), "".join(mine.split())
    return len(theirs) == len(mine) and all(a in {b, "\ufffd"} for a, b in zip(theirs, mine, strict=True))


def ours(raw: bytes) -> Reading:
    """Return what we read, messages inside opened in their turn."""
    parsed = parse_mail(raw)
    codes = {each.code for each in parsed.warnings}
    found = Reading(texts=[parsed.text], damaged_head=bool(codes & _DAMAGED))
    for file in parsed.attachments:
        if file.declared_type in _MESSAGES and _is_message(file.content):
            found.inner.append(ours(file.content))
        else:
            found.files.append(Part(file.original_name, file.content, file.text))
    return found


def _is_message(content: bytes) -> bool:
    return all(each.code is not WarningCode.HEADERS_MISSING for each in parse_mail(content).warnings)


def without_uuencoded(text: str, files: list[Part]) -> str:
    """Take out what stands uuencoded in a text: oracles leave it there, we take it for the file it is."""
    files += [Part(match.group(1), b"".join(_lines(match.group(2)))) for match in _UUENCODED.finditer(text)]
    return _UUENCODED.sub("", text)


def _lines(text: str) -> Iterator[bytes]:
    for line in text.splitlines():
        raw = line.encode("ascii", "ignore")
        if raw.strip():
            yield binascii.a2b_uu(raw[: (((raw[0] - 32) & 63) * 4 + 5) // 3])


def without_rich_tags(text: str) -> str:
    """Return text/enriched as it reads."""
    return _TAGS.sub("", text)
