"""A signature is short, stands at the end and says how to reach somebody."""

import pytest

from shared.folding.signature import signature_start


def _start(text: str, sender: str = "") -> int | None:
    lines = text.split("\n")
    return signature_start(lines, 0, len(lines), sender)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("提案します。\n--\n山田", 1),
        ("提案します。\n-----\nTEL 029-000-0000", 1),
        ("提案します。\n-----\n次の節\n本文です。", None),
        ("提案します。\n-----\n次の節", None),
        ("１ 目的\n━━━━\n観光の提案です。\n━━━━\n２ 効果\n三割増\n\n━━━━\n会社\n電話 029-000-0000\n━━━━", 7),
        ("提案します。\n━━━━\n会社\n電話 029-000-0000\n━━━━\n住所 茨城県\n━━━━", 1),
        ("提案します。\n━━━━\n会社\n電話 029-000-0000\n━━━━\n２ 効果\n三割増", None),
        ("提案します。\n\n山田\n電話 029-000-0000\nyamada@corp.example", 2),
        ("提案します。\n\n電話 029-000-0000 へご連絡をお願いします。\nyamada@corp.example でも承ります。", None),
        ("提案します。\nスマートフォンから送信", 1),
        ("--\n" + "長い本文の行\n" * 30, None),
    ],
)
def test_a_signature_begins_where_it_can_be_told_from_words(text: str, start: int | None) -> None:
    assert _start(text) == start
