"""What stands in the public register: an entry of one kind under its number, and by which marks it is found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import chain, pairwise
from typing import Any, Final
from uuid import UUID

from services.publication.domain.standing import Standing
from shared.japanese.normalise import SPACES, matching_text

FIELD: Final = "f"
FORM: Final = "c"
PARTNER: Final = "p"
WORDS: Final = "w"
# Marks that say nothing of the content, by which a tombstone is found in the feeds that held the entry.
_OF_CODES: Final = (f"{FIELD}:", f"{FORM}:")


class EntryKind(StrEnum):
    """What an entry of the register is."""

    PROJECT = "project"  # 事業
    AGREEMENT = "agreement"  # 協定
    CALL = "call"  # 募集
    FORUM = "forum"  # 意見交換会


class EntryState(StrEnum):
    """Whether an entry is to be read."""

    SHOWN = "shown"  # 掲載中
    GONE = "gone"  # 取下げ


def code_marks(fields: Iterable[str], form: str | None) -> frozenset[str]:
    """Return the marks of the fields and the form of cooperation of an entry."""
    return frozenset({*(f"{FIELD}:{code}" for code in fields), *([f"{FORM}:{form}"] if form else [])})


def word_marks(group: str, text: str) -> frozenset[str]:
    """Return the marks of *text*: pairs of neighbouring letters, so that any part of a word finds it."""
    words = SPACES.split(matching_text(text))
    return frozenset(f"{group}:{one}{next_}" for one, next_ in chain.from_iterable(map(pairwise, words)))


def without_content(marks: Iterable[str]) -> frozenset[str]:
    """Return those of *marks* that say nothing of what an entry held."""
    return frozenset(mark for mark in marks if mark.startswith(_OF_CODES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What everybody reads of an entry: for the list, for its own page, and by which words it is found."""

    title: str
    summary: str
    card: Mapping[str, Any]
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One telling about an entry as it is kept; `shown` is None for what was taken back."""

    entry_id: UUID
    desk_id: str
    number: str
    kind: EntryKind
    standing: Standing
    event_id: UUID
    correlation_id: UUID
    rule_version: str
    shown: Shown | None = None
    about: str | None = None
    reverse: bool = False
    closed: bool = False
    fiscal_year: int | None = None
    opens_on: date | None = None
    closes_on: date | None = None
    held_on: date | None = None
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """What is known already of a telling: where it stands, and what a tombstone inherits."""

    standing: Standing
    kind: EntryKind
    fiscal_year: int | None
    marks: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of an entry, in its place."""

    media_type: str
    content: bytes = field(repr=False)


def inheriting(gone: Entry, known: Sequence[KnownEntry]) -> Entry:
    """Return the tombstone with the kind, the year and the codes of what it stands for."""
    before = [one for one in known if not one.standing.gone and one.standing.version < gone.standing.version]
    if not before:
        return gone
    last = max(before, key=lambda one: one.standing.version)
    return replace(gone, kind=last.kind, fiscal_year=last.fiscal_year, marks=without_content(last.marks))


@dataclass(frozen=True, slots=True, kw_only=True)
class JustSeen:
    """An entry that everybody sees since *at*."""

    entry_id: UUID
    version: int
    desk_id: str
    number: str
    at: datetime
    event_id: UUID
    correlation_id: UUID
    rule_version: str


class Openness(StrEnum):
    """Whether something can be applied to or registered for today."""

    AHEAD = "ahead"  # 受付開始前
    OPEN = "open"  # 受付中
    CLOSED = "closed"  # 受付終了


def openness(*, opens_on: date | None, closes_on: date | None, closed: bool = False, today: date) -> Openness | None:
    """Return how it stands on a day that is in it to its end; None where no day says when it closes."""
    if closes_on is None:
        return None
    if closed:
        return Openness.CLOSED
    if opens_on is not None and today < opens_on:
        return Openness.AHEAD
    return Openness.OPEN if today <= closes_on else Openness.CLOSED
