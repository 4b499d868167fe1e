"""Which of the tellings about one entry everybody sees, and when; whatever order they arrived in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One telling: shown from *released_at* until *replaced_at*; *first_at* is when the entry was first seen at all.

    A *gone* one is the tombstone, which stands only where something was to be seen before.
    """

    version: int
    gone: bool
    released_at: datetime
    first_at: datetime
    replaced_at: datetime = NEVER


def told(version: int, *, at: datetime, release_at: datetime | None) -> Standing:
    """Return a telling that shows something, at the moment it was approved for, and never before it was approved."""
    released_at = at if release_at is None else max(at, release_at)
    return Standing(version=version, gone=False, released_at=released_at, first_at=released_at)


def taken_back(version: int, *, at: datetime) -> Standing:
    """Return a telling that takes everything back."""
    return Standing(version=version, gone=True, released_at=at, first_at=NEVER)


def settled(known: Sequence[Standing], new: Standing, now: datetime) -> Sequence[Standing]:
    """Return what stands once *new* is heard, lowest version first; what was and will not be seen again is dropped.

    The highest version stays whatever it is: it is the gate by which older copies are known.
    """
    if any(one.version == new.version for one in known):
        return known
    ordered = sorted((*known, new), key=lambda one: one.version)
    first_at = min(one.first_at for one in ordered)
    left: list[Standing] = []
    until = NEVER
    for one in reversed(ordered):
        if not left or until > max(one.released_at, now):
            left.append(replace(one, first_at=first_at, replaced_at=until))
        until = min(until, one.released_at)
    return left[::-1]
