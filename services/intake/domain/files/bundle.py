"""Put a proposal's files into one ZIP for a cleaning gateway, and find which of them a ZIP that comes back holds."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.intake.domain.files import kinds
from services.intake.domain.files.archive import ArchiveState, look_into, name_of
from services.intake.domain.files.broken import broken_file
from services.intake.domain.files.values import FileLimits
from services.intake.domain.mail.names import safe_name
from shared.errors import Invalid
from shared.japanese.era import JAPAN

MANIFEST: Final = "manifest.json"
_MARK_LETTERS: Final = 8
_NAME_CHARACTERS: Final = 80


class UnusableReturn(Invalid):
    """What came back is no ZIP that can be opened safely."""

    public_message = (
        "ZIPファイルとして安全に開けませんでした。無害化の仕組みから受け取ったZIPを、そのままお選びください。"
    )


class Refused(StrEnum):
    """Why an entry of a returned ZIP is not taken."""

    UNKNOWN = "unknown"  # どの添付ファイルの写しか分からない
    TWICE = "twice"  # 同じ添付ファイルの写しが先にある
    EMPTY = "empty"  # 空
    LOCKED = "locked"  # パスワード付き
    BROKEN = "broken"  # 壊れている


REFUSED_WORDS: Final = {
    Refused.UNKNOWN: "どの添付ファイルの写しか分かりません。",
    Refused.TWICE: "同じ添付ファイルの写しが、このZIPの中に先にあります。",
    Refused.EMPTY: "空のファイルです。",
    Refused.LOCKED: "パスワードが付いています。",
    Refused.BROKEN: "壊れているため、取り出せません。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """A file of the proposal; *content* is None where only its name matters, or where it is left out."""

    document_id: UUID
    number: int
    name: str = field(repr=False)
    media_type: str = ""
    content: bytes | None = field(default=None, repr=False)
    left_out: str = ""

    @property
    def mark(self) -> str:
        """Return the letters in the name of its entry that say which file it is, whatever a gateway adds to it."""
        return self.document_id.hex[-_MARK_LETTERS:]

    @property
    def entry(self) -> str:
        """Return the name under which the file lies in the ZIP: safe, and no other has it."""
        return f"{self.number:02d}_{self.mark}_{safe_name(self.name, self.media_type, self.number, _NAME_CHARACTERS)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A clean copy of a file, under the original's name with the ending of its own kind."""

    original_id: UUID
    name: str = field(repr=False)
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What a returned ZIP holds: the copies, and the entries that are none, with why."""

    copies: tuple[Copy, ...]
    refused: tuple[tuple[str, Refused], ...] = field(repr=False)


def make_bundle(receipt: str, files: Sequence[Bundled], *, at: datetime) -> bytes:
    """Return the ZIP with its manifest; what is left out stands in the manifest alone, with why."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for one in files:
            if one.content is not None:
                archive.writestr(_info(one.entry, at), one.content)
        listed = {"receipt": receipt, "made_at": at.isoformat(), "files": [_line(one) for one in files]}
        archive.writestr(_info(MANIFEST, at), json.dumps(listed, ensure_ascii=False, indent=2))
    return stream.getvalue()


def _line(one: Bundled) -> dict[str, object]:
    said: dict[str, object] = {"document_id": str(one.document_id), "name": one.name, "media_type": one.media_type}
    if one.content is None:
        return said | {"left_out": one.left_out}
    return said | {
        "entry": one.entry,
        "size": len(one.content),
        "sha256": hashlib.sha256(one.content).hexdigest(),
    }


def _info(name: str, at: datetime) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, at.astimezone(JAPAN).timetuple()[:6])


def read_return(content: bytes, originals: Sequence[Bundled], limits: FileLimits) -> Returned:
    """Match every entry with its original by the mark in its name, or by the whole name; nothing is guessed.

    Raise UnusableReturn for what is no ZIP, or one that would unpack beyond all measure.
    """
    state = look_into(content, limits).state
    if state in {ArchiveState.BROKEN, ArchiveState.REFUSED}:
        raise UnusableReturn
    copies: dict[UUID, Copy] = {}
    refused: list[tuple[str, Refused]] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            name = name_of(member).rpartition("/")[2]
            if member.is_dir() or name == MANIFEST:
                continue
            original = _original_of(name, originals)
            why = _why_not(original, copies)
            taken = why or _taken(archive, member)
            if isinstance(taken, Refused) or original is None:
                refused.append((name, taken if isinstance(taken, Refused) else Refused.UNKNOWN))
            else:
                copies[original.document_id] = _copy_of(original, name, taken, limits)
    return Returned(copies=tuple(copies.values()), refused=tuple(refused))


def _original_of(name: str, originals: Sequence[Bundled]) -> Bundled | None:
    marked = [one for one in originals if one.mark in name.lower()]
    found = marked or [one for one in originals if one.name.casefold() == name.casefold()]
    return found[0] if len(found) == 1 else None


def _why_not(original: Bundled | None, copies: dict[UUID, Copy]) -> Refused | None:
    if original is None:
        return Refused.UNKNOWN
    return Refused.TWICE if original.document_id in copies else None


def _taken(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes | Refused:
    if member.flag_bits & 1:
        return Refused.LOCKED
    if not member.file_size:
        return Refused.EMPTY
    try:
        return archive.read(member)
    except broken_file():
        return Refused.BROKEN


def _copy_of(original: Bundled, name: str, content: bytes, limits: FileLimits) -> Copy:
    archive = look_into(content, limits) if kinds.is_zip(content) else None
    media_type = kinds.detect(content, name, kinds.UNKNOWN, archive)
    stem, dot, _ = original.name.rpartition(".")
    shown = f"{stem if dot and stem else original.name}{kinds.suffix_of(name)}"
    return Copy(
        original_id=original.document_id,
        name=safe_name(shown, media_type, original.number, limits.max_name_characters),
        media_type=media_type,
        content=content,
    )


def refused_lines(returned: Returned) -> Iterator[dict[str, str]]:
    """Yield each refused entry with its code and the sentence for a person."""
    for name, why in returned.refused:
        yield {"name": name, "reason": why.value, "sentence": REFUSED_WORDS[why]}
