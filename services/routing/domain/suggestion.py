"""A first, explainable guess at the departments in charge: words of the proposal that stand in a duty.

It ranks and gives its reasons; people decide. (Learning, rules and scores come with their own issue.)
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from shared.japanese.normalise import matching_text

# Only runs of kanji or katakana can be words of a duty; particles and endings between them carry no field.
_RUNS = re.compile(r"[\u4e00-\u9fff々]{2,}|[\u30a1-\u30faー]{3,}")
_LONGEST = 8
# Said in every office and every proposal: they point nowhere.
_EMPTY = frozenset(
    (
        *("推進", "実施", "調整", "支援", "事業", "連携", "提案", "施策", "関係", "管理", "促進", "振興", "総合"),
        *("企画", "県内", "本県", "対策", "業務", "事務", "取組", "活用", "地域", "県民"),
    )
)
_REASONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """A department and what its rules say it does."""

    code: str
    name: str
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Words of the proposal found in one duty."""

    words: tuple[str, ...]
    duty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A department with its reasons; *share* is its part of all scores, 0 to 1."""

    department: str
    share: float
    reasons: tuple[Reason, ...]


class Directory:
    """The departments of a desk and their duties, read once so that many texts can be compared with them.

    What a text must be searched for is known beforehand: the stretches of the duties, by their first two characters.
    So a text costs one look per character, however many departments there are.
    """

    def __init__(self, departments: Sequence[Duties]) -> None:
        """Read the duties and names of *departments*."""
        self._departments = len(departments)
        self._lines = [
            _Line(department=one.code, duty=duty, runs=tuple(_RUNS.findall(matching_text(duty))))
            for one in departments
            for duty in (*one.duties, one.name)
        ]
        self._standing = _places(self._lines)
        self._starts = _starts(self._standing)

    def suggest(self, text: str, *, most: int = 5) -> list[Suggestion]:
        """Return the departments whose duties share the most telling words with *text*, best first; maybe none."""
        found = self._found(self._said(text))
        told = {code: {word for words in matches.values() for word in words} for code, matches in found.items()}
        spread = Counter(word for words in told.values() for word in words)
        weight = {word: len(word) * log((1 + self._departments) / count) for word, count in spread.items()}
        # In the order of the words: a sum of fractions taken in another order differs in its last digit.
        scores = {code: sum(weight[word] for word in sorted(words)) for code, words in told.items()}
        total = sum(scores.values())
        ranked = sorted((code for code, score in scores.items() if score > 0), key=lambda code: (-scores[code], code))
        return [
            Suggestion(department=code, share=scores[code] / total, reasons=_reasons(found[code], weight))
            for code in ranked[:most]
        ]

    def _said(self, text: str) -> set[str]:
        """Return the stretches of duties that *text* says."""
        return {
            word
            # A run that is said often is looked at once.
            for run in set(_RUNS.findall(matching_text(text)))
            for start in range(len(run) - 1)
            for length in self._starts.get(run[start : start + 2], ())
            if (word := run[start : start + length]) in self._standing
        }

    def _found(self, said: set[str]) -> dict[str, dict[str, tuple[str, ...]]]:
        """Return per department and duty the longest stretches that were said."""
        starts = _starts(said)
        standing: dict[int, list[str]] = {}
        for word in said:
            for place in self._standing[word]:
                standing.setdefault(place, []).append(word)
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for place, words in sorted(standing.items()):
            line = self._lines[place]
            # A word that stands alone needs no search for a longer one around it.
            longest = words if len(words) == 1 else (w for run in line.runs for w in _longest(run, said, starts))
            found.setdefault(line.department, {})[line.duty] = tuple(dict.fromkeys(longest))
        return found


def suggest(text: str, departments: Sequence[Duties], *, most: int = 5) -> list[Suggestion]:
    """Return what the directory of *departments* suggests; for many texts, keep the directory."""
    return Directory(departments).suggest(text, most=most)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One duty of a department, or its name, as runs that can hold words."""

    department: str
    duty: str
    runs: tuple[str, ...]


def _shortest(run: str) -> int:
    """Two kanji say something; two katakana are a splinter of a word."""
    return 3 if "\u30a1" <= run[0] <= "\u30fc" else 2


def _places(lines: Sequence[_Line]) -> dict[str, list[int]]:
    """Return every stretch that says something, up to 8 characters, with the lines it stands in."""
    places: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        for word in {word for run in line.runs for word in _stretches(run)} - _EMPTY:
            places.setdefault(word, []).append(place)
    return places


def _stretches(run: str) -> Iterator[str]:
    for start in range(len(run) - 1):
        for length in range(_shortest(run), min(_LONGEST, len(run) - start) + 1):
            yield run[start : start + length]


def _starts(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return how long the words are that begin with two characters, the longest first."""
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[:2], set()).add(len(word))
    return {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}


def _longest(run: str, said: set[str], starts: Mapping[str, tuple[int, ...]]) -> Iterator[str]:
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


def _reasons(matches: dict[str, tuple[str, ...]], weight: dict[str, float]) -> tuple[Reason, ...]:
    best = sorted(matches.items(), key=lambda item: -sum(weight[word] for word in item[1]))
    return tuple(Reason(words=words, duty=duty) for duty, words in best[:_REASONS])
