"""A file before and after it was looked into."""

from dataclasses import dataclass, field

from shared.files import FileFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """How much of a file is read before it counts as hostile or as long enough; sizes in bytes or characters."""

    max_archive_entries: int = 5_000
    max_archive_bytes: int = 100_000_000
    max_archive_ratio: int = 200
    max_archive_depth: int = 2
    max_inner_archive_bytes: int = 20_000_000
    max_listed: int = 500
    max_part_bytes: int = 16_000_000
    max_pages: int = 100
    max_name_characters: int = 120
    max_text_characters: int = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadFile:
    """A file as it lies there: *declared_type* is what its sender said, worth nothing by itself."""

    name: str = field(repr=False)
    declared_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReading:
    """What was found in a file; *text* is None where it has none that can be read.

    *broken_by* is the class of what was raised where reading ended: a broken file, or a bug of ours.
    """

    media_type: str
    text: str | None = field(default=None, repr=False)
    findings: tuple[FileFinding, ...] = ()
    broken_by: str | None = None
