"""A first, explainable guess at the departments in charge: terms of the proposal that stand in a duty.

It ranks and gives its reasons; people decide.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from math import log
from uuid import UUID

from services.routing.domain.terms import runs_of, stretches_of, terms_of

_REASONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """A department and what its rules say it does; *bureau* is what it belongs to, by its name."""

    code: str
    name: str
    duties: tuple[str, ...]
    bureau: str = ""


class Ground(StrEnum):
    """What a reason rests on."""

    DUTY = "duty"  # 事務分掌
    NAME = "name"  # 課の名称
    EARLIER = "earlier"  # これまでの送付


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Words of the proposal found in one duty, in the department's name, or in earlier cases sent to it.

    `words` are to be shown, in the normalised spelling; `duty` is the duty or name as the chart writes it;
    `cases` are the earlier cases, to be named only to who may open them.
    """

    words: tuple[str, ...]
    duty: str = ""
    ground: Ground = Ground.DUTY
    cases: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A department with its reasons; *share* is its part of all scores, 0 to 1."""

    department: str
    share: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Departments, best first; *sure* is False where a person must not take the first for granted.

    `lead` is who should lead when the ranking is sure (else None); `together` are departments that should be asked
    beside it, because the text spans their fields too.
    """

    suggestions: tuple[Suggestion, ...]
    sure: bool
    lead: str | None = None
    together: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierCase:
    """A decided case that shares terms with the text, the lead first among its departments."""

    case_id: UUID
    departments: tuple[str, ...]
    shared: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What the desk's decisions say about the terms of one text; only terms of at least three cases are in it.

    `spread` says of each such term in how many decided cases of each department it stood, `decided` how many cases
    each department was given at all, `terms` how many (case, term) pairs that were; departments are those in force.
    """

    spread: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    decided: Mapping[str, float] = field(default_factory=dict)
    terms: Mapping[str, float] = field(default_factory=dict)
    earlier: tuple[EarlierCase, ...] = ()


NOTHING_LEARNED = Learned()


class Directory:
    """The departments of a desk and their duties, read once so that many texts can be compared with them.

    What a text must be searched for is known beforehand: the stretches of the duties. So a text costs one look per
    term, however many departments there are.
    """

    def __init__(self, departments: Sequence[Duties]) -> None:
        """Read the duties and names of *departments*."""
        self._departments = len(departments)
        self._lines = [
            _Line(department=one.code, duty=duty, ground=ground, runs=runs_of(duty))
            for one in departments
            for duty, ground in (*((duty, Ground.DUTY) for duty in one.duties), (one.name, Ground.NAME))
        ]
        self._standing = _places(self._lines)

    def rank(self, terms: AbstractSet[str], learned: Learned = NOTHING_LEARNED, *, most: int = 5) -> Ranking:
        """Rank the departments for a text of these *terms*, with at most *most* suggestions; maybe none."""
        del learned
        found = self._found(terms & self._standing.keys())
        told = {code: {word for words in matches.values() for word in words} for code, matches in found.items()}
        spread = Counter(word for words in told.values() for word in words)
        weight = {word: len(word) * log((1 + self._departments) / count) for word, count in spread.items()}
        # In the order of the words: a sum of fractions taken in another order differs in its last digit.
        scores = {code: sum(weight[word] for word in sorted(words)) for code, words in told.items()}
        total = sum(scores.values())
        ranked = sorted((code for code, score in scores.items() if score > 0), key=lambda code: (-scores[code], code))
        suggestions = tuple(
            Suggestion(department=code, share=scores[code] / total, reasons=_reasons(found[code], weight))
            for code in ranked[:most]
        )
        return Ranking(suggestions=suggestions, sure=bool(suggestions), lead=ranked[0] if ranked else None)

    def suggest(self, text: str, *, most: int = 5) -> list[Suggestion]:
        """Return the departments whose duties share the most telling words with *text*, best first; maybe none."""
        return list(self.rank(terms_of(text), most=most).suggestions)

    def _found(self, said: AbstractSet[str]) -> dict[str, dict["_Line", tuple[str, ...]]]:
        """Return per department and duty the longest stretches that were said."""
        starts = _starts(said)
        standing: dict[int, list[str]] = {}
        for word in said:
            for place in self._standing[word]:
                standing.setdefault(place, []).append(word)
        found: dict[str, dict[_Line, tuple[str, ...]]] = {}
        for place, words in sorted(standing.items()):
            line = self._lines[place]
            # A word that stands alone needs no search for a longer one around it.
            longest = words if len(words) == 1 else (w for run in line.runs for w in _longest(run, said, starts))
            found.setdefault(line.department, {})[line] = tuple(dict.fromkeys(longest))
        return found


def suggest(text: str, departments: Sequence[Duties], *, most: int = 5) -> list[Suggestion]:
    """Return what the directory of *departments* suggests; for many texts, keep the directory."""
    return Directory(departments).suggest(text, most=most)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One duty of a department, or its name, as runs that can hold words."""

    department: str
    duty: str
    ground: Ground
    runs: tuple[str, ...]


def _places(lines: Sequence[_Line]) -> dict[str, list[int]]:
    """Return every stretch that says something with the lines it stands in."""
    places: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        for word in stretches_of(line.runs):
            places.setdefault(word, []).append(place)
    return places


def _starts(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return how long the words are that begin with two characters, the longest first."""
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[:2], set()).add(len(word))
    return {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}


def _longest(run: str, said: AbstractSet[str], starts: Mapping[str, tuple[int, ...]]) -> Iterator[str]:
    start = 0
    while start < len(run) - 1:
        for length in starts.get(run[start : start + 2], ()):
            word = run[start : start + length]
            if len(word) == length and word in said:
                yield word
                start += length
                break
        else:
            start += 1


def _reasons(matches: dict[_Line, tuple[str, ...]], weight: dict[str, float]) -> tuple[Reason, ...]:
    best = sorted(matches.items(), key=lambda item: -sum(weight[word] for word in item[1]))
    return tuple(Reason(words=words, duty=line.duty, ground=line.ground) for line, words in best[:_REASONS])
