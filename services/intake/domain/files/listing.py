"""List what lies in an archive; nothing is unpacked but archives in it, and those only so far."""

import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.intake.domain.files.archive import (
    ArchiveState,
    is_locked,
    look_into,
    name_of,
)
from services.intake.domain.files.broken import broken_file
from services.intake.domain.files.danger import may_act
from services.intake.domain.files.kinds import suffix_of
from services.intake.domain.files.values import FileLimits
from services.intake.domain.mail.charset import decode, tidy
from shared.files import FileFinding

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BROKEN_TAR = (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, OSError, ValueError, UnicodeError, OverflowError)
_CHUNK = 65_536


@dataclass(slots=True)
class Listing:
    """The lines of a list as it grows, and what was noticed on the way."""

    limits: FileLimits
    lines: list[str] = field(default_factory=list)
    findings: list[FileFinding] = field(default_factory=list)
    left_out: int = 0

    def add(self, depth: int, name: str, size: int, note: str = "") -> None:
        """Add one entry; beyond the limit it is only counted."""
        if len(self.lines) >= self.limits.max_listed:
            self.left_out += 1
            return
        self.lines.append(f"{'　' * depth}・{name}（{_size(size)}）{note}")

    @property
    def text(self) -> str:
        """Return the list as it is shown."""
        more = [f"ほか{self.left_out}件"] if self.left_out else []
        return "\n".join([*self.lines, *more])


def list_zip(content: bytes, limits: FileLimits) -> Listing:
    """List a zip that was judged before."""
    listing = Listing(limits)
    _list_zip(content, listing, depth=0)
    return listing


def _list_zip(content: bytes, listing: Listing, depth: int) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        names = [name_of(member) for member in members]
        if may_act(names):
            listing.findings.append(FileFinding.ACTIVE_INSIDE)
        for name, member in zip(names, members, strict=True):
            locked = is_locked(member)
            listing.add(depth, name, member.file_size, "［パスワード付き］" if locked else "")
            if _is_link(member):
                listing.findings.append(FileFinding.LINKS_INSIDE)
            if suffix_of(name) == ".zip" and not locked:
                _list_inner(archive, member, listing, depth + 1)


def _list_inner(archive: zipfile.ZipFile, member: zipfile.ZipInfo, listing: Listing, depth: int) -> None:
    """List a zip inside a zip, as long as it is neither too deep nor too large."""
    limits = listing.limits
    if depth >= limits.max_archive_depth:
        listing.findings.append(FileFinding.ARCHIVE_DEEP)
        return
    if member.file_size > limits.max_inner_archive_bytes:
        listing.findings.append(FileFinding.ARCHIVE_DEEP)
        return
    try:
        with archive.open(member) as part:
            inner = part.read(limits.max_inner_archive_bytes)
        state = look_into(inner, limits).state
        if state is ArchiveState.REFUSED:
            listing.findings.append(FileFinding.ARCHIVE_REFUSED)
        elif state is not ArchiveState.BROKEN:
            if state is ArchiveState.ENCRYPTED:
                listing.findings.append(FileFinding.LOCKED)
            _list_zip(inner, listing, depth)
    except broken_file():
        listing.findings.append(FileFinding.UNREADABLE)


def _is_link(member: zipfile.ZipInfo) -> bool:
    return (member.external_attr >> 28) == 0xA  # noqa: PLR2004 - the mark of a symbolic link in the mode of Unix.


def list_tar(content: bytes, limits: FileLimits) -> Listing:
    """List a tar, packed or not; reading stops where a packed one has grown beyond all measure."""
    listing = Listing(limits)
    names = []
    try:
        stream = io.BufferedReader(_Bounded(content, limits))
        with tarfile.open(fileobj=stream, mode="r|", encoding="latin-1") as archive:
            for number, member in enumerate(archive):
                if number >= limits.max_archive_entries:
                    listing.findings.append(FileFinding.ARCHIVE_REFUSED)
                    break
                name = _tar_name(member.name)
                names.append(name)
                if member.issym() or member.islnk():
                    listing.findings.append(FileFinding.LINKS_INSIDE)
                    listing.add(0, name, 0, f"［リンク → {_tar_name(member.linkname)}］")
                elif member.isfile():
                    listing.add(0, name, member.size)
    except TooMuchInside:
        listing.findings.append(FileFinding.ARCHIVE_REFUSED)
    except _BROKEN_TAR:
        listing.findings.append(FileFinding.UNREADABLE)
    if may_act(names):
        listing.findings.append(FileFinding.ACTIVE_INSIDE)
    return listing


def list_gzip(content: bytes, limits: FileLimits) -> Listing:
    """List a gzip: a tar's entries, or the one file that it is."""
    if _begins_as_tar(content, limits):
        return list_tar(content, limits)
    listing = Listing(limits)
    size = 0
    try:
        for piece in _unpacked(content, limits):
            size += len(piece)
        listing.add(0, "圧縮された一つのファイル", size)
    except TooMuchInside:
        listing.findings.append(FileFinding.ARCHIVE_REFUSED)
    except zlib.error:
        listing.findings.append(FileFinding.UNREADABLE)
    return listing


class TooMuchInside(ValueError):
    """The archive has unpacked to more than anybody reads."""


def _unpacked(content: bytes, limits: FileLimits) -> Iterator[bytes]:
    """Yield a gzip's content in small pieces, each from the last one's end; raise TooMuchInside."""
    reader = zlib.decompressobj(wbits=31)
    most = min(limits.max_archive_bytes, max(1_000_000, limits.max_archive_ratio * len(content)))
    size, rest = 0, content
    while rest and not reader.eof:
        piece = reader.decompress(rest, _CHUNK)
        rest = reader.unconsumed_tail
        size += len(piece)
        if size > most:
            raise TooMuchInside
        if not piece and not rest:
            return
        yield piece


def _begins_as_tar(content: bytes, limits: FileLimits) -> bool:
    try:
        head = next(_unpacked(content, limits), b"")
    except (zlib.error, TooMuchInside):
        return False
    return head[257:262] == b"ustar"


class _Bounded(io.RawIOBase):
    """A tar as a stream that unpacks as it is read; *limits* say how far."""

    def __init__(self, content: bytes, limits: FileLimits) -> None:
        self._pieces = _unpacked(content, limits) if content.startswith(b"\x1f\x8b") else iter((content,))
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer).cast("B")
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(view), len(self._rest))
        view[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


def _tar_name(name: str) -> str:
    try:
        return tidy(decode(name.encode("latin-1"), "utf-8").text)
    except UnicodeEncodeError:
        return tidy(name)


def _size(count: int) -> str:
    for unit in ("バイト", "KB", "MB"):
        if count < 1024:  # noqa: PLR2004 - so many make one of the next.
            return f"{count:,}{unit}"
        count = -(-count // 1024)
    return f"{count:,}GB"
