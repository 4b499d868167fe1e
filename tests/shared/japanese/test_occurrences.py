"""Words are found where they stand, whatever their spelling; what is shown stays exactly as it came."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.japanese.normalise import matching_text
from shared.japanese.occurrences import Occurrence, occurrences, placed
from tests.growth import grows_too_fast

# What makes spellings differ in length or melt together: width, sound marks, signs for several letters, old forms.
TRICKY = st.text(alphabet="ｶﾞﾊﾟかが\u3099\u309aé\u0301㈱㍿㌔①髙𠮷İΣς 　\n\r\tー-1海洋\U000e0100가\u1161\u11a8")


def found(text: str, *words: str) -> list[tuple[str, str]]:
    """Return each word with the original's characters it stands on."""
    return [(one.word, text[one.start : one.end]) for one in occurrences(text, words)]


def bare(text: str) -> str:
    """Return a text as it is compared: in one spelling, kana as katakana, without spaces."""
    return matching_text(text).translate({code: code + 0x60 for code in range(0x3041, 0x3097)}).replace(" ", "")


@given(st.one_of(TRICKY, st.text()))
@example("Σ")
@example(" \u3099か")
def test_a_text_is_placed_in_its_matching_spelling_and_no_character_is_lost(text: str) -> None:
    spelt = placed(text)

    assert spelt.text == matching_text(text)
    assert len(spelt.text) == len(spelt.starts) == len(spelt.ends)
    assert list(spelt.starts) == sorted(spelt.starts)
    assert list(spelt.ends) == sorted(spelt.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(spelt.starts, spelt.ends, strict=True))


@given(TRICKY, st.text(alphabet="海洋カーボンがαai", min_size=1), TRICKY)
@example("", "カ", "か")
def test_what_is_found_reads_as_the_word(before: str, word: str, after: str) -> None:
    text = before + word + after

    for one in occurrences(text, [word]):
        assert bare(word) in bare(text[one.start : one.end])


@pytest.mark.parametrize(
    ("text", "word", "stands"),
    [
        ("藻場の再生と藻場の調査", "藻場", ["藻場", "藻場"]),
        ("ﾌﾞﾙｰｶｰﾎﾞﾝの調査", "ブルーカーボン", ["ﾌﾞﾙｰｶｰﾎﾞﾝ"]),
        ("フ\u3099ルーカーボン", "ブルーカーボン", ["フ\u3099ルーカーボン"]),
        ("廣域の學校", "広域", ["廣域"]),
        ("㈱みお水産", "(株)", ["㈱"]),
        ("㈱みお水産", "株", ["㈱"]),
        ("こどもの居場所", "コドモ", ["こども"]),
        ("藻場の再\n生を進める", "再生", ["再\n生"]),
        ("藻場の再 \r\n生を進める", "再生", ["再 \r\n生"]),
        ("みお会社 会議", "社会", []),
        ("再\n\n生", "再生", []),
        ("再\n　生", "再生", []),
        ("ＡＩで見守る。mail と AI", "ai", ["ＡＩ", "AI"]),
        ("aiaiai", "ai", []),
        ("smart city の Smart\nCity", "smart city", ["smart city", "Smart\nCity"]),
        ("歯の健診と歯科", "歯", ["歯"]),
        ("ごみ拾い、すごみ、町のごみ", "ごみ", ["ごみ", "ごみ"]),
        ("海海海", "海海", ["海海", "海海"]),
        ("", "海", []),
        ("海", "", []),
        ("海", " ", []),
    ],
)
def test_a_word_is_found_in_every_spelling(text: str, word: str, stands: list[str]) -> None:
    assert found(text, word) == [(word, spelt) for spelt in stands]


def test_words_are_found_in_the_order_they_stand_the_longer_first() -> None:
    assert occurrences("海洋教育", ["教育", "海洋", "海洋教育"]) == [
        Occurrence(word="海洋教育", start=0, end=4),
        Occurrence(word="海洋", start=0, end=2),
        Occurrence(word="教育", start=2, end=4),
    ]


def test_a_thick_text_costs_no_more_than_its_length() -> None:
    def thick(lines: int) -> list[Occurrence]:
        return occurrences("藻場の再生\nを進める。" * lines, ["再生", "漁業"])

    assert not grows_too_fast(lambda: thick(4_000), lambda: thick(8_000))
