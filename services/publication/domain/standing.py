"""Which of the tellings about one entry everybody sees, and when; whatever order they arrived in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One telling, told at *told_at* and shown from *released_at* until *replaced_at*.

    *first_at* is when the entry was first seen at all. A *gone* one is the tombstone, which stands only where something
    was to be seen before.
    """

    version: int
    gone: bool
    told_at: datetime
    released_at: datetime
    first_at: datetime
    replaced_at: datetime = NEVER


def told(version: int, *, at: datetime, release_at: datetime | None) -> Standing:
    """Return a telling that shows something, at the moment it was approved for, and never before it was approved."""
    released_at = at if release_at is None else max(at, release_at)
    return Standing(version=version, gone=False, told_at=at, released_at=released_at, first_at=released_at)


def taken_back(version: int, *, at: datetime) -> Standing:
    """Return a telling that takes everything back."""
    return Standing(version=version, gone=True, told_at=at, released_at=at, first_at=NEVER)


def held(version: int, *, at: datetime) -> Standing:
    """Return a telling that keeps what is still under embargo from ever being seen, and leaves what is seen."""
    return Standing(version=version, gone=True, told_at=at, released_at=NEVER, first_at=NEVER)


def is_seen(one: Standing, now: datetime) -> bool:
    """Tell whether a telling is what there is to see at a moment; a tombstone of nothing shows nothing."""
    return one.released_at <= now < one.replaced_at and (not one.gone or one.first_at < one.released_at)


def settled(known: Sequence[Standing], new: Standing, now: datetime) -> Sequence[Standing]:
    """Return what stands once *new* is heard, lowest version first; what was and will not be seen again is dropped.

    So is what was still under embargo when a later version was told: that says when it is seen instead. The highest
    version stays whatever it is: it is the gate by which older copies are known.
    """
    if any(one.version == new.version for one in known):
        return known
    ordered = sorted((*known, new), key=lambda one: one.version)
    left: list[Standing] = []
    first_at = until = next_told = NEVER
    for one in reversed(ordered):
        unseen = one.released_at > max(one.told_at, next_told)
        if not (unseen and one.first_at == one.released_at):
            first_at = min(first_at, one.first_at)
        next_told = min(next_told, one.told_at)
        if unseen:
            continue
        if not left or until > max(one.released_at, now):
            left.append(replace(one, replaced_at=until))
        until = min(until, one.released_at)
    return [replace(one, first_at=first_at) for one in reversed(left)]
