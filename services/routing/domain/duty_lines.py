"""The lines of duties and names that a text may be matched with, and the words of the text that belong there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from services.routing.domain.fields.reading import KATAKANA, fields_of, of_a_field
from services.routing.domain.terms import FIELD, readable, runs_of, terms_of


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """One duty of a department, or a name of its, with its terms and the runs in which its words stand."""

    written: str
    is_name: bool
    runs: tuple[str, ...]
    terms: frozenset[str]

    def words(self, said: AbstractSet[str]) -> tuple[str, ...]:
        """Return the longest words of the line that were *said*, in its order."""
        here = readable(self.terms & said)
        starts = _by_beginning(here)
        found = [word for run in self.runs for word in _longest(run, here, starts)]
        # Words of kanji and kana mixed lie in no run.
        return outermost((*found, *sorted(word for word in here if not any(word in run for run in self.runs))))

    def fields_of(self, said_of: Iterable[str]) -> list[str]:
        """Return those of the fields that something was *said_of* that the line belongs to."""
        return [field for field in sorted(said_of) if FIELD + field in self.terms]


def lines_of(names: Iterable[str], duties: Iterable[str]) -> tuple[Line, ...]:
    """Return the duties of a department, its name and its bureau's as lines."""
    return (*(_line(duty, is_name=False) for duty in duties), *(_line(name, is_name=True) for name in names))


def standing(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """Return each term of *lines* with those it stands in."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        for term in line.terms:
            found.setdefault(term, []).append(line)
    return found


def words_by_field(said: AbstractSet[str]) -> dict[str, tuple[str, ...]]:
    """Return the words that were *said* of each field, the longest first."""
    found: dict[str, list[str]] = {}
    for word in sorted(readable(of_a_field(said)), key=lambda word: (-len(word), word)):
        for field in fields_of((word,)):
            found.setdefault(field, []).append(word)
    return {field: outermost(words) for field, words in found.items()}


def outermost(words: Iterable[str]) -> tuple[str, ...]:
    """Return *words*, each once and in their order, without those inside another in whichever kana."""
    each = {word: word.translate(KATAKANA) for word in words}
    return tuple(word for word in each if not any(word != other and _inside(word, each[word], other) for other in each))


def _line(written: str, *, is_name: bool) -> Line:
    return Line(written=written, is_name=is_name, runs=runs_of(written), terms=terms_of(written))


def _inside(word: str, in_katakana: str, other: str) -> bool:
    return word in other or in_katakana in other


def _longest(run: str, said: AbstractSet[str], starts: Mapping[str, Sequence[int]]) -> Iterator[str]:
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


def _by_beginning(words: Iterable[str]) -> Mapping[str, Sequence[int]]:
    """Return how long the words are that begin with two characters, the longest first."""
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[:2], set()).add(len(word))
    return {start: sorted(found, reverse=True) for start, found in lengths.items()}
