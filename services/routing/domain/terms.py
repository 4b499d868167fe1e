"""The terms of a text: what is compared, counted and learned of it, in the one spelling used for matching.

Three kinds: words as they stand there, the fields they belong to, and the fields the heading speaks of.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from services.routing.domain.fields.reading import HIRAGANA, fields_of, inner_words, words_in
from services.routing.domain.spelling import spelled_alike

# Which reading this is: one more with whatever changes the terms of a text, or terms that were stored by an earlier
# program would be compared with words they were never read for.
READING: Final = 1
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
_LONGEST: Final = 8
_LONGEST_KANA: Final = 6
_LAST_HIRAGANA: Final = "\u309f"
_LAST_KATAKANA: Final = "\u30fc"
_FOREIGN: Final = re.compile("[ーァィゥェォヴ]")
_HEADING_END: Final = re.compile(r"[。\n]")
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
    spelled = spelled_alike(text)
    words = words_in(spelled)
    headed = fields_of(words_in(spelled_alike(_HEADING_END.split(text.strip(), maxsplit=1)[0])))
    first = words if len(words) <= MOST_WORDS else sorted(words, key=lambda word: (spelled.find(word), word))
    return frozenset(
        (
            *islice(_stretches_in(spelled), MOST_STRETCHES),
            *(inner_words(islice(first, MOST_WORDS)) - EMPTY),
            *(FIELD + field for field in fields_of(words)),
            *(HEADING + field for field in headed),
        )
    )


def all_terms_of(text: str) -> frozenset[str]:
    """Return the terms of *text* however thick it is, for what must not be overlooked."""
    spelled = spelled_alike(text)
    return terms_of(text).union(_stretches_in(spelled), inner_words(words_in(spelled)) - EMPTY)


def readable(terms: Iterable[str]) -> frozenset[str]:
    """Return those of *terms* that are words to be shown to a person, fields left out."""
    return frozenset(term for term in terms if term[0] not in _MARKS)


def _stretches_in(spelled: str) -> Iterator[str]:
    """Return each stretch that says something once, in the order in which they come."""
    seen = set(EMPTY)
    for run in dict.fromkeys(_RUNS.findall(spelled)):
        for stretch in _stretches(run):
            if stretch not in seen:
                seen.add(stretch)
                yield stretch


def runs_of(text: str) -> tuple[str, ...]:
    """Return the runs of *text* that can hold words, normalised, in their order."""
    return tuple(_RUNS.findall(spelled_alike(text)))


def _stretches(run: str) -> Iterator[str]:
    if run[0] <= _LAST_HIRAGANA:
        for piece in _GRAMMAR.split(run):
            yield from _cut(piece.strip(_EDGE), 3, _LONGEST_KANA)
    elif run[0] <= _LAST_KATAKANA:
        # Two katakana are a splinter of a word; a word some write in hiragana meets its other spelling.
        yield from _cut(run, 3, _LONGEST)
        if len(run) <= _LONGEST_KANA and not _FOREIGN.search(run):
            yield run.translate(HIRAGANA)
    else:
        yield from _cut(run, 2, _LONGEST)


def _cut(run: str, shortest: int, longest: int) -> Iterator[str]:
    for start in range(len(run) - shortest + 1):
        for length in range(shortest, min(longest, len(run) - start) + 1):
            yield run[start : start + length]
