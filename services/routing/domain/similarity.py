"""How alike two proposals are: the rarer what they share, the more it says."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice
from math import log, sqrt
from typing import Final

from services.routing.domain.fields.reading import fields_of, words_in
from services.routing.domain.spelling import spelled_alike
from services.routing.domain.synonyms import notions_in
from shared.japanese.normalise import matching_text

# Enough for a proposal of several pages; of a thick annex only the beginning counts.
MOST_MARKS: Final = 400
# Below ALIKE two proposals share no more than any two an office receives; from CLOSE on they hardly differ in subject.
ALIKE: Final = 0.1
CLOSE: Final = 0.25
# A short text shares little with anything; it must not look closer for being short.
_SHORT: Final = 30
# Marks in common below which two texts may just have been typed by the same fingers: 添付, ご提案.
_ENOUGH: Final = 10
# Texts a young desk has not received yet; else what its first two proposals share would be said by everybody.
_UNSEEN: Final = 50
_RUNS: Final = re.compile(r"[\u4e00-\u9fff々]{2,}|[\u30a1-\u30faー]{2,}|[a-z]{2,}")
_KANJI: Final = re.compile(r"[\u4e00-\u9fff]")
# Before a kanji that stands for itself, so that it is no word of one character.
_ALONE: Final = "＊"


def marks_of(text: str) -> frozenset[str]:
    """Return by what *text* is compared with others, at most `MOST_MARKS`; what stands first counts first.

    Its notions and fields, pairs of neighbouring characters of its words, and single kanji: who says the same in other
    words often says it with the same characters, 服薬 and 薬の飲み方.
    """
    matched = matching_text(text)
    marks = [*dict.fromkeys(notions_in(matched)), *sorted(fields_of(words_in(spelled_alike(matched))))]
    kanji = (f"{_ALONE}{character}" for character in _KANJI.findall(matched))
    found = dict.fromkeys((*marks, *islice(_pairs(matched), MOST_MARKS), *islice(kanji, MOST_MARKS)))
    return frozenset(islice(found, MOST_MARKS))


def _pairs(matched: str) -> Iterator[str]:
    return (run[start : start + 2] for run in _RUNS.findall(matched) for start in range(len(run) - 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """In how many of all *texts* of a desk each mark of one text stands, that text included."""

    texts: int
    of: Mapping[int, int]

    def weight(self, marks: Iterable[int]) -> float:
        """Return how much *marks* say together: what stands in every text says nothing."""
        # In one order, for a sum of fractions taken in another order differs in its last digit.
        return sum(log((self.texts + _UNSEEN) / self.of[mark]) ** 2 for mark in sorted(marks))


def likeness(spread: Spread, shared: Collection[int], marks: int) -> float:
    """Return how alike another text is, 0 nothing or hardly anything in common, about 1 the same.

    *shared* are the marks the other has in common with the text of *spread*, *marks* how many it has at all.
    """
    if len(shared) < _ENOUGH:
        return 0.0
    own = spread.weight(spread.of) / sqrt(len(spread.of) + _SHORT)
    return spread.weight(shared) / sqrt(marks + _SHORT) / own if own else 0.0


def shared_words(text: str, shared: AbstractSet[str], *, most: int = 6) -> tuple[str, ...]:
    """Return the longest words of *text* that are made of *shared* marks, in the spelling used for comparing."""
    matched = matching_text(text)
    words = {notion for notion in notions_in(matched) if notion in shared}
    for run in _RUNS.findall(matched):
        begin = 0
        for end in range(1, len(run) + 1):
            if end == len(run) or run[end - 1 : end + 1] not in shared:
                if end - begin > 1:
                    words.add(run[begin:end])
                begin = end
    return tuple(sorted(words, key=lambda word: (-len(word), word))[:most])
