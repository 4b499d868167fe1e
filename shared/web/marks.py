"""Words marked in texts that stay as they came: which words, whose they are, and where each first stood."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from shared.japanese.standing import Standing, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a text: `marked` or not, with the signs of those whose words it is and the anchors it begins with."""

    text: str
    marked: bool = False
    signs: str = ""
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A word in the texts drawn so far: as it first stood there, how often, and the anchor of its first place."""

    spelling: str
    count: int
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Tells the parts of texts that are to be marked, and remembers what it marked.

    `words` gives each word with the signs of those it speaks for, such as ①③; the first places get anchors that begin
    with `anchor` (empty: none). The parts of a text, put together, are the text.
    """

    words: Mapping[str, str]
    anchor: str = ""
    marked: dict[str, Marked] = field(default_factory=dict)

    def parts(self, text: str) -> list[Part]:
        """Return *text* in parts; what is found is remembered, so texts are given in the order of the page."""
        found = standing(text, self.words)
        anchors: dict[int, list[str]] = {}
        for one in found:
            anchor = self._remember(one, text)
            if anchor:
                anchors.setdefault(one.start, []).append(anchor)
        return _as_few(self._cut(text, found, anchors))

    def _remember(self, one: Standing, text: str) -> str:
        """Count the word and return the anchor it gets here, if this is where it first stands."""
        known = self.marked.get(one.word)
        if known is not None:
            self.marked[one.word] = replace(known, count=known.count + 1)
            return ""
        anchor = f"{self.anchor}-{len(self.marked) + 1}" if self.anchor else ""
        spelling = "".join(text[one.start : one.end].split())
        self.marked[one.word] = Marked(spelling=spelling, count=1, anchor=anchor)
        return anchor

    def _cut(self, text: str, found: Sequence[Standing], anchors: Mapping[int, Sequence[str]]) -> Iterator[Part]:
        """Cut the text wherever a word begins or ends."""
        changes: dict[int, Counter[str]] = {0: Counter(), len(text): Counter()}
        for one in found:
            changes.setdefault(one.start, Counter()).update([one.word])
            changes.setdefault(one.end, Counter()).subtract([one.word])
        standing_now: Counter[str] = Counter()
        for start, end in pairwise(sorted(changes)):
            standing_now.update(changes[start])
            here = [word for word, count in standing_now.items() if count > 0]
            signs = "".join(sorted({sign for word in here for sign in self.words[word]}))
            yield Part(text=text[start:end], marked=bool(here), signs=signs, anchors=tuple(anchors.get(start, ())))


def _as_few(parts: Iterator[Part]) -> list[Part]:
    """Join parts that touch and speak for the same."""
    few: list[Part] = []
    for part in parts:
        last = few[-1] if few else None
        if last is not None and (last.marked, last.signs) == (part.marked, part.signs):
            few[-1] = replace(last, text=last.text + part.text, anchors=last.anchors + part.anchors)
        else:
            few.append(part)
    return few
