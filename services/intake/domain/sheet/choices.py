"""Which choices were ticked, whatever was used as a tick; what else was written is handed back."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.intake.domain.sheet.words import MARKS, OPEN, ROUND, TICKED, plain, without_asides

_BETWEEN: Final = "、,，・/／;；　 \n\t"
_MARK_LETTERS: Final = "".join(sorted(MARKS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """The values of the choices that were ticked; *rest* is what no choice explains, *guessed* what was near only."""

    values: tuple[str, ...]
    rest: str = ""
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    mark: str = ""
    value: str = ""


def read_choices(text: str, labels: Mapping[str, str]) -> Ticked:
    """Return which of *labels* (words to value) are ticked in *text*, or written out alone."""
    words = {plain(label): value for label, value in labels.items()}
    tokens, rest = _tokens(plain_lines(text), words)
    if any(token.mark for token in tokens):
        values, unclear = _ticked(tokens)
        return Ticked(values=values, rest=text.strip() if unclear else rest)
    if tokens and not rest:
        return Ticked(values=_once(token.value for token in tokens))
    return _written(text, words)


def plain_lines(text: str) -> str:
    """Return *text* in one width with its line breaks."""
    return "\n".join(plain(line) for line in text.split("\n"))


def _tokens(text: str, words: Mapping[str, str]) -> tuple[list[_Token], str]:
    """Part *text* into marks and choices, the longest choice first; the rest is what is neither."""
    by_length = sorted(words, key=len, reverse=True)
    tokens: list[_Token] = []
    rest: list[str] = []
    place = 0
    while place < len(text):
        if (found := next((one for one in by_length if text.startswith(one, place)), None)) is not None:
            tokens.append(_Token(value=words[found]))
            place += len(found)
            continue
        letter = text[place]
        if letter in MARKS and (letter != "レ" or _stands_alone(text, place)):
            tokens.append(_Token(mark=letter))
        else:
            rest.append(letter)
        place += 1
    lines = ("".join(rest)).split("\n")
    return tokens, "\n".join(filter(None, (line.strip(_BETWEEN + "()") for line in lines)))


def _stands_alone(text: str, place: int) -> bool:
    """Tell a tick drawn as レ from the letter in a word."""
    before = text[place - 1] if place else "\n"
    return before in "\n、,・/)" or before in MARKS


def _ticked(tokens: Sequence[_Token]) -> tuple[tuple[str, ...], bool]:
    """Return the ticked values and whether the marks say nothing clear."""
    marks = {token.mark for token in tokens if token.mark}
    counted = [token for token in tokens if token.value]
    # Circles before everything are bullets; beside empty boxes, or before some only, they are ticks.
    if marks <= ROUND and len(counted) > 1 and sum(bool(token.mark) for token in tokens) >= len(counted):
        return (), True
    marks_first = bool(tokens[0].mark)
    ordered = tokens if marks_first else list(reversed(tokens))
    values: list[str] = []
    mark = ""
    for token in ordered:
        if token.mark:
            # Behind an empty box a tick may have been drawn instead of into it.
            mark = token.mark if token.mark not in OPEN or not mark else mark
        else:
            if mark in TICKED | ROUND:
                values.append(token.value)
            mark = ""
    return _once(values if marks_first else reversed(values)), False


def _written(text: str, words: Mapping[str, str]) -> Ticked:
    """Take choices that were typed out, whole, without what stands in parentheses, or by their beginning (a guess)."""
    short = {without_asides(word): value for word, value in words.items()}
    values: list[str] = []
    guessed = False
    for part in _parts(text):
        if part in words or part in short:
            values.append(words.get(part) or short[part])
            continue
        near = {value for word, value in words.items() if len(part) > 1 and word.startswith(part)}
        if len(near) != 1:
            return Ticked(values=(), rest=text.strip())
        values += near
        guessed = True
    return Ticked(values=_once(values), guessed=guessed)


def _parts(text: str) -> list[str]:
    separated = unicodedata.normalize("NFKC", text)
    for letter in "、,/;\n\t" + _MARK_LETTERS.replace("レ", ""):
        separated = separated.replace(letter, "\n")
    return [part for part in map(plain, separated.split("\n")) if part]


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
