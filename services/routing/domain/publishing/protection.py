"""What its proposer protects is found in a draft, however it is spelt there: a run of it, or the whole of it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from shared.japanese.normalise import matching_text

# So many characters in a row are no accident.
RUN: Final = 12
_SHORTEST: Final = 2
# Hiragana is compared as katakana: whoever copies may write either.
_KANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_POINT_OF_A_SENTENCE: Final = re.compile(r"(?<!\d)\.|\.(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A passage its proposer marked, and the field or the file it stands in, as people know it."""

    subject: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Leak:
    """In which field of a draft something of which protected passage stands; never what it says."""

    code: str
    subject: str


def bare(text: str) -> str:
    """Return the letters and figures of a text in one spelling, without spaces, marks and lines."""
    spelt = _POINT_OF_A_SENTENCE.sub("", matching_text(text).translate(_KANA))
    return "".join(one for one in spelt if one.isalnum() or one == ".")


def leaks(texts: Mapping[str, str], kept: Iterable[Kept]) -> list[Leak]:
    """Return where the fields of a draft (*texts*, by code) repeat something of what is kept back, in their order."""
    said = {code: bare(text) for code, text in texts.items() if text}
    runs = {code: _runs(text) for code, text in said.items()}
    passages = [(one.subject, passage) for one in kept if len(passage := bare(one.text)) >= _SHORTEST]
    found = {
        Leak(code=code, subject=subject)
        for subject, passage in passages
        for code, text in said.items()
        if (not runs[code].isdisjoint(_runs(passage)) if len(passage) >= RUN else _stands_in(passage, text))
    }
    order = list(texts)
    return sorted(found, key=lambda one: (order.index(one.code), one.subject))


def _runs(text: str) -> frozenset[str]:
    return frozenset(text[start : start + RUN] for start in range(len(text) - RUN + 1))


def _stands_in(value: str, text: str) -> bool:
    """Tell whether a short value stands in a text by itself: 30 is not in 2030, nor `ai` in `mail`."""
    before = r"(?<![0-9a-z.])" if _plain(value[0]) else ""
    after = r"(?![0-9a-z]|\.[0-9])" if _plain(value[-1]) else ""
    return re.search(f"{before}{re.escape(value)}{after}", text) is not None


def _plain(character: str) -> bool:
    return character.isascii() and character.isalnum()
