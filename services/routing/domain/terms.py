"""The terms of a text: what is compared, counted and learned of it, in the one spelling used for matching.

Three kinds: words as they stand there, the fields they belong to, and the fields the heading speaks of.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Final

from services.routing.domain.fields.reading import HIRAGANA, fields_of, inner_words, known_in, words_in
from services.routing.domain.spelling import spelled_alike

# Which reading this is: one more with whatever changes the terms of a text, or terms that were stored by an earlier
# program would be compared with words they were never read for.
READING: Final = 2
# Full-width, so that no word of a text can look like one.
FIELD: Final = "＃"
HEADING: Final = "＾"
# Kanji and katakana between particles; hiragana holds words too, once the grammar is taken off.
_RUNS: Final = re.compile(r"[\u4e00-\u9fff々]{2,}|[\u30a1-\u30faー]{3,}|[\u3041-\u309f]{3,}")
_GRAMMAR: Final = re.compile(
    "に(?:関する|ついて|おける|おいて|よる|より|対する|向けた|かかる|かかわる|つなが[るりっ])|として|とした|とする|という|といった|"
    "よろしく|すること|するもの|したもの|できる|ください|いただ|ござい|および|ならびに|または|また|その他|その|この|これ|それ|など|から|まで|"
    "ため|ます|ました|ません|です|でした|した|して|する|され|させ|しま|しない|いる|います|ある|あり|なる|なり|を"
)
_EDGE: Final = "のにはがでとへお"
# A page or two: what a proposal is about is said by then, and ranking costs the same however thick its annexes are.
MOST_STRETCHES: Final = 400
MOST_WORDS: Final = 200
LONGEST: Final = 8
_SHORTEST_KATAKANA: Final = 4  # Of a longer run; three are a splinter.
_LONGEST_KANA: Final = 6
_LAST_HIRAGANA: Final = "\u309f"
_LAST_KATAKANA: Final = "\u30fc"
# No word begins with these, so none ends before them.
_NO_BEGINNING: Final = re.compile("[ーァィゥェォッャュョヮンヵヶ]")
_FOREIGN: Final = re.compile("[ーァィゥェォヴ]")
_HEADING_END: Final = re.compile(r"[。\n]")
# Whom the proposal is written to: it says nothing of its subject.
_DESK: Final = re.compile("公民連携(?:デスク)?")
_MARKS: Final = frozenset((FIELD, HEADING))
# Said in every office and every proposal: they point nowhere.
EMPTY: Final = frozenset(
    (
        *("推進", "実施", "調整", "支援", "事業", "連携", "提案", "施策", "関係", "管理", "促進", "振興", "総合"),
        *("企画", "県内", "本県", "対策", "業務", "事務", "取組", "活用", "地域", "県民", "経費", "事業費", "事務費"),
        *("補助", "補助金", "負担金", "運営", "実現", "充実", "強化", "内容", "目的", "期待", "効果", "課題", "貴県"),
        *(
            "弊社",
            "当社",
            "御中",
            "担当",
            "部署",
            "検討",
            "希望",
            "予定",
            "必要",
            "可能",
            "デスク",
            "今回",
            "以下",
            "場合",
            "方法",
        ),
    )
)


def terms_of(text: str) -> frozenset[str]:
    """Return the distinct terms of *text*, whose first line or sentence is its heading; the same for every spelling.

    Of a thick text the fields of all of it, and those words and stretches that come first.
    """
    spelled = _spelled(text)
    known = known_in(spelled)
    words = known.words
    headed = fields_of(words_in(_spelled(_HEADING_END.split(text.strip(), maxsplit=1)[0])))
    first = words if len(words) <= MOST_WORDS else sorted(words, key=lambda word: (spelled.find(word), word))
    return frozenset(
        (
            *islice(_stretches_in(spelled, known.closed), MOST_STRETCHES),
            *(inner_words(islice(first, MOST_WORDS)) - EMPTY),
            *(FIELD + field for field in fields_of(words)),
            *(HEADING + field for field in headed),
        )
    )


def all_terms_of(text: str) -> frozenset[str]:
    """Return the terms of *text* however thick it is, and parts of its words, for what must not be overlooked."""
    spelled = _spelled(text)
    parts = {part for run in _RUNS.findall(spelled) for part in _cut(run, 2, LONGEST)}
    parts |= {part.translate(HIRAGANA) for part in parts}
    return terms_of(text).union(
        _stretches_in(spelled, frozenset()), parts - EMPTY, inner_words(words_in(spelled)) - EMPTY
    )


def readable(terms: Iterable[str]) -> frozenset[str]:
    """Return those of *terms* that are words to be shown to a person, fields left out."""
    return frozenset(term for term in terms if term[0] not in _MARKS)


def fields_among(terms: Iterable[str]) -> frozenset[str]:
    """Return the fields among *terms*, of the text or of its heading."""
    return frozenset(term[1:] for term in terms if term[0] in _MARKS)


def runs_of(text: str) -> tuple[str, ...]:
    """Return the runs of *text* that can hold words, normalised, in their order."""
    return tuple(_RUNS.findall(_spelled(text)))


def _spelled(text: str) -> str:
    return _DESK.sub(" ", spelled_alike(text))


def _stretches_in(spelled: str, closed: AbstractSet[int]) -> Iterator[str]:
    """Return each stretch that says something and is not cut at a *closed* place, once, in the order they come."""
    seen = set(EMPTY)
    runs = (
        (run.group(), tuple(at - run.start() for at in range(run.start(), run.end() + 1) if at not in closed))
        for run in _RUNS.finditer(spelled)
    )
    for run, borders in dict.fromkeys(runs):
        for stretch in _stretches(run, borders):
            if stretch not in seen:
                seen.add(stretch)
                yield stretch


def _stretches(run: str, borders: Sequence[int]) -> Iterator[str]:
    if run[0] <= _LAST_HIRAGANA:
        for piece in _GRAMMAR.split(run):
            yield from _cut(piece.strip(_EDGE), 3, _LONGEST_KANA)
    elif run[0] <= _LAST_KATAKANA:
        yield from _of_katakana(run, borders)
    else:
        yield from _between(run, borders, 2)


def _of_katakana(run: str, borders: Sequence[int]) -> Iterator[str]:
    """Return the run and what stands at its edges; a word some write in hiragana meets its other spelling."""
    within = [at for at in borders if not _NO_BEGINNING.match(run, at)]
    for stretch in _between(run, within, min(len(run), _SHORTEST_KATAKANA)):
        if run.startswith(stretch) or run.endswith(stretch):
            yield stretch
    if len(run) <= _LONGEST_KANA and not _FOREIGN.search(run):
        yield run.translate(HIRAGANA)


def _between(run: str, borders: Sequence[int], shortest: int) -> Iterator[str]:
    for place, start in enumerate(borders):
        for end in borders[place + 1 :]:
            if end - start > LONGEST:
                break
            if end - start >= shortest:
                yield run[start:end]


def _cut(run: str, shortest: int, longest: int) -> Iterator[str]:
    for start in range(len(run) - shortest + 1):
        for length in range(shortest, min(longest, len(run) - start) + 1):
            yield run[start : start + length]
