"""The lines that say whose words follow are known, and sentences are not taken for them."""

import pytest

from shared.folding.marks import Mark, is_attribution, marks_of


@pytest.mark.parametrize(
    "words",
    [
        "2026年11月20日(金) 10:00 公民連携デスク <desk@pref.example.jp>:",
        "2026/11/20 10:00、公民連携デスク <desk@pref.example.jp>のメール：",
        "On Fri, Nov 20, 2026 at 10:00 AM Desk <desk@pref.example.jp> wrote:",
        "Am 20.11.2026 10:00 schrieb Desk <desk@pref.example.jp>:",
        "公民連携デスク <desk@pref.example.jp> さんは書きました：",
        "2026-11-20 10:00 GMT+09:00 Desk",
    ],
)
def test_a_line_that_says_who_wrote_and_when_is_an_attribution(words: str) -> None:
    assert is_attribution(words)


@pytest.mark.parametrize(
    "words",
    [
        "社長は次のように書きました：",
        "On this day I wrote something.",
        "2026年11月20日(金) 10:00 に伺います。",
        "連絡先：desk@pref.example.jp",
        "",
    ],
)
def test_a_sentence_is_none(words: str) -> None:
    assert not is_attribution(words)


def test_headers_count_only_together_and_when_they_begin_with_the_sender() -> None:
    alone = marks_of(["差出人: 山田", "よろしくお願いします。", "件名は後日お知らせします。"])
    together = marks_of(["差出人: 山田", "送信日時: 2026年11月20日", "件名: 提案", "", "本文"])

    assert Mark.HEADER not in alone
    assert together == [Mark.HEADER, Mark.HEADER, Mark.HEADER, Mark.EMPTY, Mark.TEXT]
