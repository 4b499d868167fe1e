"""Look at a zip's own directory before anything in it is unpacked."""

import io
import zipfile
from dataclasses import dataclass
from enum import StrEnum

from services.intake.domain.files.broken import broken_file
from services.intake.domain.files.values import FileLimits
from services.intake.domain.mail.charset import decode, tidy

_END = b"PK\x05\x06"
_END_SIZE = 22
_TAIL = 66_000
_DIRECTORY_BYTES_PER_ENTRY = 600
_UTF8_FLAG = 0x800
_LOCKED_FLAG = 0x1


class ArchiveState(StrEnum):
    """What may be done with an archive."""

    FINE = "fine"
    ENCRYPTED = "encrypted"
    REFUSED = "refused"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip's state and the names in it."""

    state: ArchiveState
    names: frozenset[str] = frozenset()


def look_into(content: bytes, limits: FileLimits) -> Archive:  # noqa: PLR0911 - one line for each way to refuse.
    """Judge a zip by its directory alone: entries, unpacked size, ratio, overlap, password."""
    tail = content[-_TAIL:]
    end = tail.rfind(_END)
    if end < 0 or end + _END_SIZE > len(tail):
        return Archive(ArchiveState.BROKEN)
    entries = int.from_bytes(tail[end + 10 : end + 12], "little")
    directory = int.from_bytes(tail[end + 12 : end + 16], "little")
    # Python would build an object for every entry, so a directory of a million is refused unread.
    if entries > limits.max_archive_entries or directory > limits.max_archive_entries * _DIRECTORY_BYTES_PER_ENTRY:
        return Archive(ArchiveState.REFUSED)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except broken_file():
        return Archive(ArchiveState.BROKEN)
    names = frozenset(member.filename for member in members)
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > limits.max_archive_entries or unpacked > limits.max_archive_bytes:
        return Archive(ArchiveState.REFUSED, names)
    # Entries that together are larger than the file overlap each other: the way a better zip bomb is made.
    if packed > len(content) or unpacked > max(1_000_000, limits.max_archive_ratio * len(content)):
        return Archive(ArchiveState.REFUSED, names)
    if any(is_locked(member) for member in members):
        return Archive(ArchiveState.ENCRYPTED, names)
    return Archive(ArchiveState.FINE, names)


def ends_as_zip(content: bytes) -> bool:
    """Tell whether a zip's directory ends exactly where the file ends, whatever the file begins with."""
    tail = content[-_TAIL:]
    end = tail.rfind(_END)
    if end < 0 or end + _END_SIZE > len(tail):
        return False
    return end + _END_SIZE + int.from_bytes(tail[end + 20 : end + 22], "little") == len(tail)


def is_locked(member: zipfile.ZipInfo) -> bool:
    """Tell whether this entry asks for a password."""
    return bool(member.flag_bits & _LOCKED_FLAG)


def name_of(member: zipfile.ZipInfo) -> str:
    """Return the entry's name as its writer saw it: without the flag of UTF-8 it is usually cp932."""
    if member.flag_bits & _UTF8_FLAG:
        return tidy(member.orig_filename)
    try:
        raw = member.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return tidy(member.orig_filename)
    try:
        # Some programs write UTF-8 and forget the flag; as cp932 it would rarely be refused, only garbled.
        return tidy(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return tidy(decode(raw, "cp932").text)
