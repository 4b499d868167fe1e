"""What a mail program repeated is folded, what somebody wrote never is, and nothing is lost."""

import pytest

from shared.folding import PieceKind, fold, words_of
from tests.growth import grows_too_fast

HISTORY = "受付番号 R8-0012 で受け付けました。"
CARD = "株式会社みほん　企画部\n山田 太郎\n〒310-0000 水戸市一丁目\nTEL 029-000-0000"

# What follows a reply, by the mail program that put it there.
QUOTING = {
    "outlook": f"""________________________________
差出人: 公民連携デスク <desk@pref.example.jp>
送信日時: 2026年11月20日 10:00
宛先: 山田 太郎 <yamada@corp.example>
件名: 【受付】R8-0012

{HISTORY}""",
    "outlook with wide colons": f"""差出人： 公民連携デスク
日時： 2026年11月20日(金) 10:00
宛先： 山田
CC： 佐藤
件名： Re: R8-0012
{HISTORY}""",
    "outlook spaced out": f"""差出人: 公民連携デスク

送信日時: 2026年11月20日 10:00

件名: R8-0012

{HISTORY}""",
    "original, in Japanese": f"-----元のメッセージ-----\nFrom: desk@pref.example.jp\n{HISTORY}",
    "original, in English": f"-----Original Message-----\nFrom: desk@pref.example.jp\nSent: Friday\n> {HISTORY}",
    "original, wide": f"－－－－－元のメール－－－－－\n{HISTORY}",
    "apple": f"2026/11/20 10:00、公民連携デスク <desk@pref.example.jp>のメール:\n\n> {HISTORY}",
    "apple, quoted with it": f"> 2026/11/20 10:00、公民連携デスク <desk@pref.example.jp>のメール：\n> \n> {HISTORY}",
    "gmail": f"2026年11月20日(金) 10:00 公民連携デスク <desk@pref.example.jp>:\n\n> {HISTORY}",
    "gmail, broken line": f"2026年11月20日(金) 10:00 公民連携デスク（企画部）\n<desk@pref.example.jp>:\n> {HISTORY}",
    "gmail in English": f"On Fri, Nov 20, 2026 at 10:00 AM Desk <desk@pref.example.jp>\nwrote:\n\n> {HISTORY}",
    "becky": f"On Fri, 20 Nov 2026 10:00:00 +0900\n公民連携デスク <desk@pref.example.jp> wrote:\n\n> {HISTORY}",
    "becky in Japanese": f"On Fri, 20 Nov 2026 10:00:00 +0900\ndesk@pref.example.jp さんは書きました:\n\n> {HISTORY}",
    "thunderbird": f"On 2026/11/20 10:00, 公民連携デスク wrote:\n> {HISTORY}",
    "thunderbird, older": f"(2026/11/20 10:00), 公民連携デスク wrote:\n> {HISTORY}",
    "no marks at all": f"2026年11月20日(金) 10:00 公民連携デスク <desk@pref.example.jp>:\n{HISTORY}",
    "marks alone": f"> > お世話になっております。\n> {HISTORY}",
    "yahoo": f"--- desk@pref.example.jp wrote ---\n{HISTORY}",
}
SIGNATURES = {
    "two dashes": f"-- \n{CARD}",
    "heavy rules": f"━━━━━━━━━━━━━━\n{CARD}\n━━━━━━━━━━━━━━",
    "double rules": f"＝＝＝＝＝＝＝＝\n{CARD}\n＝＝＝＝＝＝＝＝",
    "stars": f"*:..。o○☆ *:..。o○☆\n{CARD}",
    "no rule": CARD + "\nE-mail: yamada@corp.example",
    "a telephone": "iPhoneから送信",
    "another telephone": "Android 版 Outlook を入手",
}


@pytest.mark.parametrize("quoting", QUOTING.values(), ids=QUOTING)
def test_history_is_folded_behind_what_was_written(quoting: str) -> None:
    text = f"承知しました。金曜日にお願いします。\n山田\n\n{quoting}\n"

    pieces = fold(text)

    assert [piece.kind for piece in pieces] == [PieceKind.WORDS, PieceKind.QUOTED]
    assert words_of(pieces) == "承知しました。金曜日にお願いします。\n山田"


@pytest.mark.parametrize("signature", SIGNATURES.values(), ids=SIGNATURES)
@pytest.mark.parametrize("quoting", ["", QUOTING["outlook"], QUOTING["gmail"]])
def test_a_signature_is_folded_before_the_history_and_at_the_end(signature: str, quoting: str) -> None:
    text = f"よろしくお願いいたします。\n\n{signature}\n\n{quoting}".rstrip("\n")

    pieces = fold(text)

    assert [piece.kind for piece in pieces][:2] == [PieceKind.WORDS, PieceKind.SIGNATURE]
    assert words_of(pieces) == "よろしくお願いいたします。"


def test_a_signature_below_the_history_is_folded_too() -> None:
    pieces = fold(f"はい。\n\n{QUOTING['becky']}\n\n-- \n{CARD}\n")

    assert [piece.kind for piece in pieces] == [PieceKind.WORDS, PieceKind.QUOTED, PieceKind.SIGNATURE]


def test_an_answer_below_the_question_leaves_only_the_question_folded() -> None:
    pieces = fold("On 2026/11/20 10:00, 公民連携デスク wrote:\n> 資料はありますか。\n\nはい、添付します。\n")

    assert [piece.kind for piece in pieces] == [PieceKind.QUOTED, PieceKind.WORDS]
    assert words_of(pieces) == "はい、添付します。"


def test_answers_between_the_questions_keep_the_questions_in_sight() -> None:
    text = """2026年11月20日(金) 10:00 公民連携デスク <desk@pref.example.jp>:
> 予算はいくらですか。

百万円です。

> 時期はいつですか。

春です。
"""

    pieces = fold(text)

    assert [piece.kind for piece in pieces] == [PieceKind.HEADING, PieceKind.WORDS]
    assert not any(piece.is_folded for piece in pieces)


def test_a_mail_that_only_forwards_shows_what_it_forwards() -> None:
    text = """---------- Forwarded message ---------
From: 佐藤 <sato@corp.example>
Date: 2026年11月20日(金) 9:00
Subject: 連携の提案
To: <yamada@corp.example>

スマート農業の実証を提案します。
"""

    pieces = fold(text)

    assert [piece.kind for piece in pieces] == [PieceKind.HEADING, PieceKind.WORDS]
    assert words_of(pieces) == "スマート農業の実証を提案します。"


def test_what_is_forwarded_below_a_word_of_ones_own_is_named_as_forwarded() -> None:
    pieces = fold(
        "転送します。\n\n---------- 転送されたメッセージ ----------\n差出人: 佐藤\n件名: 提案\n\n実証を提案します。\n"
    )

    assert [piece.kind for piece in pieces] == [PieceKind.WORDS, PieceKind.FORWARDED]


@pytest.mark.parametrize(
    "text",
    [
        "お世話になります。\n━━━━━━\n■概要\n━━━━━━\nドローンで橋を点検します。\n\n━━━━━━\n■効果\n━━━━━━\n費用が半分です。\n",
        "概要を述べます。\n----------\n1. 目的\n点検の省力化\n----------\n2. 予算\n百万円\n",
        "2014年に当社の社長は次のように書きました：\n地域とともに歩む。\nこれが原点です。\n",
        "日付：2026年11月22日\n宛先：県知事\n差出人：株式会社みほん\n件名：提案書\n\n提案します。\n",
        "> 引用だけを送ります。\n",
        "数は >10 です。\n>10 の場合も同じです。\n以上です。\n",
        "",
    ],
    ids=["sections", "numbered", "prose", "a letter's head", "only quoted", "a sign", "nothing"],
)
def test_what_might_be_written_by_the_sender_stays_in_sight(text: str) -> None:
    assert not any(piece.is_folded for piece in fold(text))


def test_a_name_alone_at_the_end_is_a_signature_only_when_it_is_the_senders() -> None:
    text = "It is ready. Please have a look at it.\n\nThank you,\nTaro Yamada\n"

    known, unknown = fold(text, sender="Taro Yamada"), fold(text)

    assert [piece.kind for piece in known] == [PieceKind.WORDS, PieceKind.SIGNATURE]
    assert [piece.kind for piece in unknown] == [PieceKind.WORDS]


@pytest.mark.parametrize("text", [*QUOTING.values(), *SIGNATURES.values(), "a\r\nb\rc\n\n", "\n\n"])
def test_the_pieces_are_the_whole_text(text: str) -> None:
    said = f"はい。\r\n\r\n{text}"

    assert "\n".join(piece.text for piece in fold(said)) == said.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(
    "hostile",
    [
        "2026/11/22 10:00 a\n" * 50_000,
        "2026年11月22日 10:00\n\n" * 30_000,
        "From: a\nDate: x\nx\nTo:\n" * 20_000,
        ">" * 500_000,
        "=-" * 250_000,
        "---\n" * 100_000,
        "a@" * 250_000,
        ("On " + "2026 wrote " * 20 + "\n") * 4_000,
        "Sent from a\n" * 40_000,
    ],
    ids=["days", "days apart", "headers", "marks", "rules", "rule lines", "addresses", "wrote", "telephones"],
)
def test_a_hostile_text_costs_no_more_than_its_length(hostile: str) -> None:
    half = hostile[: len(hostile) // 2]

    assert not grows_too_fast(lambda: fold(half), lambda: fold(hostile))
