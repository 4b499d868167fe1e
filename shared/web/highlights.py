"""Words marked in texts that stay as they came: which words, whose they are, and where each first stood."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from shared.japanese.occurrences import Occurrence, occurrences


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a text: `marked` or not, with the signs of those whose words it is and the anchors it begins with."""

    text: str
    marked: bool = False
    signs: str = ""
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlight:
    """A word in the texts drawn so far: as it first stood there, how often, and the anchor of its first place."""

    spelling: str
    count: int
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlights:
    """Tells the parts of texts that are to be marked, and remembers what it marked.

    `words` gives each word with the signs of those it speaks for, such as ①③; `spellings` gives what stands for a word
    where it is not the word itself. The first places get anchors that begin with `anchor` (empty: none). The parts of
    a text, put together, are the text.
    """

    words: Mapping[str, str]
    spellings: Mapping[str, str] = field(default_factory=dict)
    anchor: str = ""
    found: dict[str, Highlight] = field(default_factory=dict)

    def parts(self, text: str) -> list[Part]:
        """Return *text* in parts; what is found is remembered, so texts are given in the order of the page."""
        found = self._found(text)
        anchors: dict[int, list[str]] = {}
        for one in found:
            anchor = self._remember(one, text)
            if anchor:
                anchors.setdefault(one.start, []).append(anchor)
        return list(self._parts(text, found, anchors))

    def _found(self, text: str) -> list[Occurrence]:
        """Return where the words stand, each by its own name, and once where two spellings of it stand there."""
        written = occurrences(text, {*self.words, *self.spellings})
        return list(dict.fromkeys(replace(one, word=self.spellings.get(one.word, one.word)) for one in written))

    def _remember(self, one: Occurrence, text: str) -> str:
        """Count the word and return the anchor it gets here, if this is where it first stands."""
        known = self.found.get(one.word)
        if known is not None:
            self.found[one.word] = replace(known, count=known.count + 1)
            return ""
        anchor = f"{self.anchor}-{len(self.found) + 1}" if self.anchor else ""
        spelling = "".join(text[one.start : one.end].split())
        self.found[one.word] = Highlight(spelling=spelling, count=1, anchor=anchor)
        return anchor

    def _parts(self, text: str, found: Sequence[Occurrence], anchors: Mapping[int, Sequence[str]]) -> Iterator[Part]:
        """Cut the text around words; those that overlap, or touch and speak for the same, are one part."""
        done = 0
        for start, end, words in _together(found, self._signs):
            if done < start:
                yield Part(text=text[done:start])
            begun = tuple(anchor for place in range(start, end) for anchor in anchors.get(place, ()))
            yield Part(text=text[start:end], marked=True, signs=self._signs(words), anchors=begun)
            done = end
        if done < len(text):
            yield Part(text=text[done:])

    def _signs(self, words: Iterable[str]) -> str:
        return "".join(sorted({sign for word in words for sign in self.words[word]}))


def _together(
    found: Sequence[Occurrence], signs: Callable[[Iterable[str]], str]
) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Return from where to where words stand that cannot be told apart, and which they are."""
    start, end, words = 0, 0, frozenset[str]()
    for one in found:
        same = one.start == end and words and signs(words) == signs([one.word])
        if one.start < end or same:
            end, words = max(end, one.end), words | {one.word}
            continue
        if words:
            yield start, end, words
        start, end, words = one.start, one.end, frozenset({one.word})
    if words:
        yield start, end, words
