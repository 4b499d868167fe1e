"""Words are marked where they stand; the text itself stays as it came, and nothing of it becomes markup."""

import re

from hypothesis import given
from hypothesis import strategies as st

from shared.web.filters import paragraphs, visible
from shared.web.highlights import Highlight, Highlights, Part

WORDS = {"海洋": "①", "海洋教育": "②", "カーボン": "①③", "株": "②"}


@given(st.text(alphabet="海洋教育カーボンｶｰﾎﾞﾝ㈱株<>&\n\u3099 "))
def test_the_parts_of_a_text_are_the_text(text: str) -> None:
    parts = Highlights(words=WORDS, anchor="word").parts(text)

    assert "".join(part.text for part in parts) == text
    assert all(part.text for part in parts)


@given(st.text(alphabet="海洋教育ｶｰﾎﾞﾝ㈱<>&'\"\x1b\u202e\n "))
def test_marking_adds_marks_and_nothing_else(text: str) -> None:
    def unmarked(shown: str) -> str:
        return re.sub(r'</?mark[^>]*>|<span id="[^"]*"></span>', "", shown)

    assert unmarked(paragraphs(text, Highlights(words=WORDS, anchor="word"))) == paragraphs(text)
    assert unmarked(visible(text, Highlights(words=WORDS, anchor="word"))) == visible(text)


def test_words_that_overlap_are_one_mark_that_speaks_for_all_of_them() -> None:
    assert Highlights(words=WORDS).parts("公海洋教育と海") == [
        Part(text="公"),
        Part(text="海洋教育", marked=True, signs="①②"),
        Part(text="と海"),
    ]


def test_words_that_touch_and_speak_for_others_stay_apart() -> None:
    assert Highlights(words={"海洋": "①", "教育": "②"}).parts("海洋教育") == [
        Part(text="海洋", marked=True, signs="①"),
        Part(text="教育", marked=True, signs="②"),
    ]


def test_words_that_touch_and_speak_for_the_same_are_marked_as_one() -> None:
    highlights = Highlights(words={"海洋": "①", "教育": "①"}, anchor="word")

    assert highlights.parts("海洋教育") == [Part(text="海洋教育", marked=True, signs="①", anchors=("word-1", "word-2"))]


def test_only_the_first_place_of_a_word_has_an_anchor_on_the_whole_page() -> None:
    highlights = Highlights(words=WORDS, anchor="word")

    shown = paragraphs("ｶｰﾎﾞﾝと海洋", highlights) + paragraphs("海洋のカー\nボン", highlights)

    assert re.findall(r'id="([^"]+)"', shown) == ["word-1", "word-2"]
    assert highlights.found == {
        "カーボン": Highlight(spelling="ｶｰﾎﾞﾝ", count=2, anchor="word-1"),
        "海洋": Highlight(spelling="海洋", count=2, anchor="word-2"),
    }


def test_a_word_is_marked_and_counted_by_its_own_name_however_it_is_written() -> None:
    spellings = {"ゴミ": "ごみ", "ごみ": "ごみ", "塵芥": "ごみ"}
    highlights = Highlights(words={"ごみ": "①"}, spellings=spellings, anchor="word")

    shown = visible("ゴミと塵芥", highlights)

    assert shown.count("<mark") == 2
    assert highlights.found == {"ごみ": Highlight(spelling="ゴミ", count=2, anchor="word-1")}


def test_a_marked_word_may_go_on_in_the_next_line() -> None:
    assert paragraphs("海\r\n洋<b>", Highlights(words=WORDS)) == (
        '<p><mark class="desk-mark" data-of="①">海<br>洋</mark>&lt;b&gt;</p>'
    )
