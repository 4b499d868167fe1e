"""Where words stand in a text as it came, although they are compared in the one spelling used for matching."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from shared.japanese.normalise import SPACES, matching_text, spelt_alike

# Hiragana is looked for as katakana: whoever counted the words may have held either for the other.
_KANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_LATIN: Final = re.compile(r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]")
_KANJI: Final = re.compile(r"[\u3400-\u9fff々]")
_HIRAGANA: Final = re.compile(r"[\u3041-\u309f]")
_PARTICLES: Final = frozenset("のとやへにをはがもで")
_FULL_LINE: Final = re.compile(r"[ \t]*(?:\r\n|\n|\r)")
# What of Hangul melts into the syllable before it.
_JAMO: Final = range(0x1160, 0x1200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A text in the matching spelling; its character *i* came from the original's `starts[i]` up to `ends[i]`."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A word and where it stands: the original's characters from `start` up to `end`."""

    word: str
    start: int
    end: int


def placed(text: str) -> Placed:
    """Return what `matching_text` returns, with the place of each character in *text*."""
    composed: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        characters, count = _composed(text[start:end])
        composed.append(characters)
        starts += [start] * count
        ends += [end] * count
    return _spaces_as_one(Placed(text=spelt_alike("".join(composed)), starts=starts, ends=ends))


def occurrences(text: str, words: Collection[str]) -> list[Occurrence]:
    """Return every place where one of *words* stands in *text*, however it is spelt there, in their order.

    A word may go on after a full line, not after an empty one. It is no splinter of another: `ai` is not in `mail`, a
    single kanji not beside another, hiragana not inside other hiragana unless a particle stands before it. Words are
    given in any spelling and returned as they were given.
    """
    run = matching_text(text).translate(_KANA).replace(" ", "")
    sought = {word: spelling for word in words if (spelling := _spelling(word)).replace(" ", "") in run}
    if not sought:
        # Following every character back costs more than looking, and most texts hold none of the words.
        return []
    spelt = _lines_joined(placed(text), text)
    found = [
        Occurrence(word=word, start=spelt.starts[first], end=spelt.ends[first + len(spelling) - 1])
        for word, spelling in sought.items()
        for first in _places(spelt.text.translate(_KANA), spelling)
    ]
    return sorted((one for one in found if _alone(text, one)), key=lambda one: (one.start, -one.end, one.word))


@lru_cache(maxsize=1024)
def _spelling(word: str) -> str:
    return matching_text(word).translate(_KANA)


def _places(text: str, word: str) -> Iterator[int]:
    place = text.find(word) if word else -1
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _alone(text: str, found: Occurrence) -> bool:
    """Tell whether no other word goes on before or after what was found."""
    before, after = text[max(found.start - 1, 0) : found.start], text[found.end : found.end + 1]
    first, last = text[found.start], text[found.end - 1]
    if _HIRAGANA.match(first) and _HIRAGANA.match(before) and before not in _PARTICLES:
        return False
    if found.end - found.start == 1 and _KANJI.match(first) and (_KANJI.match(before) or _KANJI.match(after)):
        return False
    return not (_both_latin(before, first) or _both_latin(last, after))


def _both_latin(one: str, other: str) -> bool:
    return bool(_LATIN.match(one) and _LATIN.match(other))


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Return the stretches that NFKC composes each by itself: a character with what is set upon it."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or _begins(text[place]):
            yield start, place
            start = place


@lru_cache(maxsize=8192)
def _composed(cluster: str) -> tuple[str, int]:
    """Return a cluster in NFKC and how many characters its small letters are."""
    characters = unicodedata.normalize("NFKC", cluster)
    return characters, sum(len(one.lower()) for one in characters)


@lru_cache(maxsize=8192)
def _begins(character: str) -> bool:
    """Tell whether nothing of *character* can melt into what stands before it."""
    first = unicodedata.normalize("NFKD", character)[0]
    return not (unicodedata.combining(first) or unicodedata.category(first)[0] == "M" or ord(first) in _JAMO)


def _spaces_as_one(spelt: Placed) -> Placed:
    """Make each run of spaces one space that came from all of them, and leave out those at the ends."""
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for gap in [*SPACES.finditer(spelt.text), None]:
        until = gap.start() if gap else len(spelt.text)
        text.append(spelt.text[at:until])
        starts += spelt.starts[at:until]
        ends += spelt.ends[at:until]
        if gap is None:
            break
        at = gap.end()
        if gap.start() and at < len(spelt.text):
            text.append(" ")
            starts.append(spelt.starts[gap.start()])
            ends.append(spelt.ends[at - 1])
    return Placed(text="".join(text), starts=starts, ends=ends)


def _lines_joined(spelt: Placed, text: str) -> Placed:
    """Leave out single line breaks inside Japanese text, which a mail program set wherever a line was full."""

    def is_full_line(place: int) -> bool:
        between = _FULL_LINE.fullmatch(text[spelt.starts[place] : spelt.ends[place]])
        return between is not None and not _both_latin(spelt.text[place - 1], spelt.text[place + 1])

    kept = [place for place, one in enumerate(spelt.text) if one != " " or not is_full_line(place)]
    return Placed(
        text="".join(spelt.text[place] for place in kept),
        starts=[spelt.starts[place] for place in kept],
        ends=[spelt.ends[place] for place in kept],
    )
