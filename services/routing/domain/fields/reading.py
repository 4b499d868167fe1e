"""The words of the fields in a text: the longest that stand there, each once."""

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from services.routing.domain.fields import FIELDS
from services.routing.domain.spelling import spelled_alike

HIRAGANA: Final = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
KATAKANA: Final = {after: before for before, after in HIRAGANA.items()}
_KANA: Final = re.compile(r"[\u3041-\u3096]{3,}|[\u30a1-\u30f6]{3,}")
_LATIN: Final = re.compile(r"[0-9a-z]")
_KANJI: Final = re.compile(r"[\u4e00-\u9fff々]")
_INSIDE: Final = re.compile(r"[\u3041-\u309f]")
# Words of no field, known so that no shorter one is read out of them.
_FIELDLESS: Final = frozenset(("第三セクター", "第三者", "ハウスメーカー"))
# One kanji that leaves the word behind it what it is: 新庁舎.
_BEFORE_A_WORD: Final = frozenset("新旧本元全各前副県市区町村国都府非未不再無大小")
# After these a word may begin although they are hiragana, too.
_PARTICLES: Final = frozenset("のとやへにをはがもで")


def _spellings(word: str) -> Iterable[str]:
    yield word
    if _KANA.fullmatch(word):
        yield word.translate(HIRAGANA)
        yield word.translate(KATAKANA)


def _by_word() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for field, words in FIELDS.items():
        for word in words:
            for spelling in _spellings(spelled_alike(word)):
                found.setdefault(spelling, set()).add(field)
    return {word: tuple(sorted(fields)) for word, fields in found.items()}


def _by_beginning(words: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
    """Return how long the words are that begin with a character, the longest first."""
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


def _seams(word: str) -> tuple[int, ...]:
    """Return where a known word is put together of others: 漁業 and 協同組合, but not 外 and 国語."""
    return tuple(
        at
        for at in range(1, len(word))
        if (at > 1 and word[:at] in _KNOWN) or (word[at:] in _KNOWN and (at > 1 or word[0] in _BEFORE_A_WORD))
    )


_FIELDS: Final = _by_word()
_KNOWN: Final = _FIELDS.keys() | _FIELDLESS
_LENGTHS: Final = _by_beginning(_KNOWN)
_SEAMS: Final = {word: _seams(word) for word in _KNOWN}
_INNER: Final = {
    word: tuple(
        word[start:end]
        for start in (0, *_SEAMS[word])
        for end in (*_SEAMS[word], len(word))
        if end - start > 1 and word[start:end] in _KNOWN
    )
    for word in _KNOWN
}


@dataclass(frozen=True, slots=True)
class Known:
    """The known words of a text, and where in it a shorter word may not begin or end: inside one of them."""

    words: frozenset[str]
    closed: frozenset[int]


def known_in(spelled: str) -> Known:
    """Return the words of *spelled*, a text in the one spelling, that are known and inside no longer one there."""
    words: set[str] = set()
    closed: set[int] = set()
    end = 0
    for start, first in enumerate(spelled):
        for length in _LENGTHS.get(first, ()):
            if start + length <= end:
                break
            word = spelled[start : start + length]
            if word in _KNOWN and _stands_alone(spelled, start, word):
                words.add(word)
                end = start + length
                closed.update(start + inner for inner in range(1, length) if inner not in _SEAMS[word])
                break
    return Known(frozenset(words), frozenset(closed))


def words_in(spelled: str) -> frozenset[str]:
    """Return the known words of *spelled*, a text in the one spelling, that are inside no longer one there."""
    return known_in(spelled).words


def inner_words(words: Iterable[str]) -> frozenset[str]:
    """Return *words* with the shorter ones inside them: of こども食堂 also こども."""
    return frozenset(inner for word in words for inner in _INNER.get(word, ()))


def of_a_field(words: AbstractSet[str]) -> AbstractSet[str]:
    """Return those of *words* that belong to a field."""
    return words & _FIELDS.keys()


def fields_of(words: Iterable[str]) -> frozenset[str]:
    """Return the fields that *words* belong to."""
    return frozenset(field for word in words for field in _FIELDS.get(word, ()))


def _stands_alone(text: str, start: int, word: str) -> bool:
    """Return whether *word* is no splinter of another one there: it in item, 歯 in 義歯."""
    before = text[start - 1 : start]
    after = text[start + len(word) : start + len(word) + 1]
    if _LATIN.match(word[0]):
        return not (_LATIN.match(before) or _LATIN.match(after))
    if len(word) == 1:
        return not (_KANJI.match(before) or _KANJI.match(after))
    return not (_INSIDE.match(word[0]) and _INSIDE.match(before) and before not in _PARTICLES)
