"""A first, explainable guess at the departments in charge: words of the proposal that stand in a duty.

It ranks and gives its reasons; people decide. (Learning, rules and scores come with their own issue.)
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
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


def suggest(text: str, departments: Sequence[Duties], *, most: int = 5) -> list[Suggestion]:
    """Return the departments whose duties share the most telling words with *text*, best first; maybe none."""
    said = _pieces(text)
    if not said:
        return []
    found = {one.code: _matches(said, one) for one in departments}
    spread = Counter(word for matches in found.values() for word in {w for words in matches.values() for w in words})
    weight = {word: len(word) * log((1 + len(departments)) / count) for word, count in spread.items()}
    scores = {
        code: sum(weight[word] for word in {w for words in matches.values() for w in words})
        for code, matches in found.items()
    }
    total = sum(scores.values())
    ranked = sorted((code for code, score in scores.items() if score > 0), key=lambda code: (-scores[code], code))
    return [
        Suggestion(department=code, share=scores[code] / total, reasons=_reasons(found[code], weight))
        for code in ranked[:most]
    ]


def _shortest(run: str) -> int:
    """Two kanji say something; two katakana are a splinter of a word."""
    return 3 if "\u30a1" <= run[0] <= "\u30fc" else 2


def _pieces(text: str) -> frozenset[str]:
    """Return every stretch inside the runs of *text*, from the shortest that says something to 8 characters."""
    pieces: set[str] = set()
    for run in _RUNS.findall(matching_text(text)):
        for start in range(len(run) - 1):
            for length in range(_shortest(run), min(_LONGEST, len(run) - start) + 1):
                pieces.add(run[start : start + length])
    return frozenset(pieces)


def _matches(said: frozenset[str], department: Duties) -> dict[str, tuple[str, ...]]:
    """Return per duty the longest stretches that the proposal says, too."""
    matches = {}
    for duty in (*department.duties, department.name):
        words = tuple(dict.fromkeys(word for run in _RUNS.findall(matching_text(duty)) for word in _longest(run, said)))
        if words:
            matches[duty] = words
    return matches


def _longest(run: str, said: frozenset[str]) -> Iterable[str]:
    start = 0
    while start < len(run) - 1:
        for length in range(min(_LONGEST, len(run) - start), _shortest(run) - 1, -1):
            word = run[start : start + length]
            if word in said and word not in _EMPTY:
                yield word
                start += length
                break
        else:
            start += 1


def _reasons(matches: dict[str, tuple[str, ...]], weight: dict[str, float]) -> tuple[Reason, ...]:
    best = sorted(matches.items(), key=lambda item: -sum(weight[word] for word in item[1]))
    return tuple(Reason(words=words, duty=duty) for duty, words in best[:_REASONS])
