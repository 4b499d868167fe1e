"""Labels as people print them, in one spelling, and the marks they tick with."""

import re
import unicodedata
from typing import Final

TICKED: Final = frozenset("☑☒■✓✔レ✅🗸🗹●◉◆⦿◎")
ROUND: Final = frozenset("○〇◯")
OPEN: Final = frozenset("□☐◻⬜❏▢")
MARKS: Final = TICKED | ROUND | OPEN
PROTECT_WORDS: Final = "保護を求める"
CONSENT_WORDS: Final = "公表に同意する"

_INVISIBLE: Final = re.compile(r"[\s\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff]+")
_CIRCLED: Final = re.compile(r"^\s*[①-⑳❶-❿]")
_NUMBER: Final = re.compile(
    r"^\s*(?:\(\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[ア-ン])\s*\)|第\s*\d{1,2}\s*[号章条項]?"
    r"|(?:\d{1,2}(?:-\d{1,2})?|[一二三四五六七八九十]{1,3}|[IVX]{1,4}|[ア-ン])(?:\s*[.)、:]|\s+))\s*"
)
_BULLET: Final = re.compile(rf"^\s*[{''.join(sorted(MARKS - {'レ'}))}◇△▲▼・*※\-]\s*|^\s*レ\s+")
_REQUIRED: Final = re.compile(r"[※*]?[(\[【<〔]?[※*]?(?:必須(?:項目|記入)?|任意|要記入)[)\]】>〕]?")
_LIMIT: Final = re.compile(r"[(\[【〔]?[\d,]{1,7}(?:文字|字)(?:以内|程度|まで)[)\]】〕]?")
_BRACKETS: Final = re.compile(r"^[【「『〔\[<《](.+)[】」』〕\]>》]$")
_ASIDE: Final = re.compile(r"\([^()]*\)")
_HINT: Final = re.compile(r"^\s*(?:[※*(〔]|例\s*[:)]|記入例|\(例)")


def plain(text: str) -> str:
    """Return *text* in one width without any space."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def label_form(text: str) -> str:
    """Return a label without numbers, bullets, marks of what is required, brackets and spaces."""
    rest = unicodedata.normalize("NFKC", _CIRCLED.sub("", text))
    for _ in range(3):
        shorter = _NUMBER.sub("", _BULLET.sub("", rest))
        if shorter == rest:
            break
        rest = shorter
    rest = _LIMIT.sub("", _REQUIRED.sub("", _INVISIBLE.sub("", rest))).strip(":*※")
    inside = _BRACKETS.match(rest)
    return (inside[1] if inside else rest).lower()


def without_asides(form: str) -> str:
    """Return a label's form without what stands in parentheses; what is nothing else stays."""
    return _ASIDE.sub("", form) or form


def is_hint(line: str) -> bool:
    """Tell whether a line explains what to write, as printed hints do."""
    return _HINT.match(unicodedata.normalize("NFKC", line)) is not None


def number_of(text: str) -> tuple[str, int] | None:
    """Return the style and value of the number a heading begins with."""
    head = text.lstrip()[:8]
    if head and "①" <= head[0] <= "⑳":
        return "circled", ord(head[0]) - ord("①") + 1
    folded = unicodedata.normalize("NFKC", head)
    found = re.match(r"(\(|第)?\s*(\d{1,2})([).、:\s号章条項])", folded)
    return (f"{found[1] or ''}{found[3]}", int(found[2])) if found else None


def is_near(one: str, other: str) -> bool:
    """Tell whether two labels differ by one character only; short ones must be the same."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 4:  # noqa: PLR2004 - 概要 and 概況 are two things.
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, other_rest = one[start:], other[start:]
    return rest[1:] == other_rest or rest == other_rest[1:] or rest[1:] == other_rest[1:]


def first_mark(text: str) -> str:
    """Return the mark a line begins with, or nothing."""
    head = text.strip()[:1]
    return head if head in MARKS else ""


def is_ticked(text: str) -> bool:
    """Tell whether *text* holds a mark that says yes; a circle counts where it is the only mark."""
    found = [letter for letter in unicodedata.normalize("NFKC", text) if letter in MARKS]
    return any(letter in TICKED or letter in ROUND for letter in found)
