"""Parts of the texts that are fixed for ever: a government's texts are never on both sides."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.routing.domain.evaluation.labelled import LabelledText

LEAST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """The governments whose texts are ranked with what all others teach."""

    governments: tuple[str, ...]
    train: tuple[LabelledText, ...]
    test: tuple[LabelledText, ...]


def folds_of(texts: Sequence[LabelledText], parts: int, *, least: int = LEAST) -> list[Fold]:
    """Return at most *parts* folds of at least *least* texts each, where there are enough; maybe only one."""
    rows = Counter(one.government for one in texts)
    return [
        Fold(
            governments=tuple(sorted(group)),
            train=tuple(one for one in texts if one.government not in group),
            test=tuple(one for one in texts if one.government in group),
        )
        for group in _merged(_dealt(rows, parts), rows, least)
    ]


def part_of(government: str, parts: int) -> int:
    """Return the part of a government: SHA-256 of its name in UTF-8 as one number, modulo *parts*."""
    return int(hashlib.sha256(government.encode()).hexdigest(), 16) % parts


def _dealt(rows: Counter[str], parts: int) -> Iterator[frozenset[str]]:
    for part in range(parts):
        if group := frozenset(name for name in rows if part_of(name, parts) == part):
            yield group


def _merged(groups: Iterator[frozenset[str]], rows: Counter[str], least: int) -> list[frozenset[str]]:
    """Return the groups with the smallest put into the next smallest until none has fewer than *least* rows."""

    def size(group: frozenset[str]) -> tuple[int, list[str]]:
        return sum(rows[name] for name in group), sorted(group)

    left = sorted(groups, key=size)
    while len(left) > 1 and size(left[0])[0] < least:
        left = sorted([left[0] | left[1], *left[2:]], key=size)
    return sorted(left, key=sorted)
