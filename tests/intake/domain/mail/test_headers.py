import base64

import pytest

from services.intake.domain.mail.addresses import read_addresses
from services.intake.domain.mail.headers import message_ids, read_text
from services.intake.domain.mail.values import Address


def raw(data: bytes) -> str:
    """A header as the parser keeps it."""
    return data.decode("ascii", "surrogateescape")


def test_a_character_split_between_two_words_survives() -> None:
    data = "提案書".encode()
    words = [f"=?UTF-8?B?{base64.b64encode(piece).decode()}?=" for piece in (data[:4], data[4:])]

    assert read_text("\r\n ".join(words)).text == "提案書"


def test_base64_cut_anywhere_is_glued_together() -> None:
    text = base64.b64encode("公民連携の提案".encode("iso2022_jp")).decode()

    assert read_text(f"=?ISO-2022-JP?B?{text[:7]}?= =?ISO-2022-JP?B?{text[7:]}?=").text == "公民連携の提案"


@pytest.mark.parametrize("codec", ["cp932", "utf-8", "euc_jp", "iso2022_jp"])
def test_a_raw_header_is_read_in_whatever_it_was_written(codec: str) -> None:
    assert read_text(raw("観光振興に関するご提案".encode(codec))).text == "観光振興に関するご提案"


def test_a_question_in_an_encoded_word_does_not_end_it() -> None:
    assert read_text("=?UTF-8?Q?what??= =?UTF-8?Q?_=E6=8F=90?_or_not?=").text == "what? 提? or not"


@pytest.mark.parametrize("word", ["=?Shift_JIS?B?", "=?EUC-JP?B?", "=?US-ASCII?B?", "=?ISO-8859-1?B?"])
def test_a_wrong_charset_of_an_encoded_word_is_seen_through(word: str) -> None:
    payload = base64.b64encode("公民連携のご提案".encode()).decode()

    assert read_text(f"{word}{payload}?=").text == "公民連携のご提案"


def test_an_encoded_line_end_cannot_begin_a_new_header() -> None:
    assert read_text("提案=?UTF-8?Q?=0D=0A?=Bcc: x@example.com").text == "提案 Bcc: x@example.com"


def test_what_turns_text_around_or_is_invisible_is_not_shown() -> None:
    assert read_text("a\u202etxt.exe\u200b\x00\x07\x85b").text == "atxt.exe b"


@pytest.mark.parametrize(
    "subject",
    [
        "=?UTF-8?B?5o+Q5qGI",
        "=?UTF-8?B?5o+Q5qGI?",
        "=?utf-8*ja?b?5o+Q5qGI?=",
        "=?x-nope?Q?=E6=8F=90=E6=A1=88?=",
        "=?UTF-8?B?5o+Q?==?UTF-8?Q?=E6=A1=88?=",
    ],
)
def test_broken_encoded_words_are_read_as_far_as_they_go(subject: str) -> None:
    assert read_text(subject).text == "提案"


@pytest.mark.parametrize(
    ("header", "name", "address"),
    [
        ("taro@example.jp", "", "taro@example.jp"),
        ("Taro@Example.JP (山田)", "山田", "Taro@example.jp"),
        ('"山田, 太郎" <taro@example.jp>', "山田, 太郎", "taro@example.jp"),
        ("=?ISO-2022-JP?B?GyRCOzNFRBsoQg==?= <taro@example.jp>", "山田", "taro@example.jp"),
        ('"=?UTF-8?B?5bGx55Sw?=" <a..b.@docomo.ne.jp>', "山田", "a..b.@docomo.ne.jp"),
        ("窓口: taro@example.jp;", "", "taro@example.jp"),
        ("=?UTF-8?Q?a,_b?= <taro@example.jp>", "a, b", "taro@example.jp"),
        ('"never closed <taro@example.jp>', "never closed", "taro@example.jp"),
        ("(" * 5000 + " <taro@example.jp>", "(" * 500, "taro@example.jp"),
        ("提案@例え.jp", "", "提案@例え.jp"),
        ("nobody", "nobody", ""),
        ("Taro Yamada [mailto:taro@example.jp]", "Taro Yamada", "taro@example.jp"),
        ("Yamada, Taro <taro@example.jp>", "Yamada, Taro", "taro@example.jp"),
        ("Taro <taro @ example.jp>", "Taro", "taro@example.jp"),
        ("=?UTF-8?B?5bGx55Sw?=: taro@example.jp;", "", "taro@example.jp"),
        ('=?UTF-8?Q?Taro?= "=?UTF-8?Q?_Yamada?=" <taro@example.jp>', "Taro Yamada", "taro@example.jp"),
        ("Taro <taro(at home)@example.jp>", "Taro", "taro@example.jp"),
        ("Taro <<taro@example.jp>>", "Taro", "taro@example.jp"),
        ("<taro@example.jp> 山田", "山田", "taro@example.jp"),
        ("山田 太郎 <taro＠example．jp>", "山田 太郎", "taro@example.jp"),
        ("Taro <taro@[192.0.2.1]>", "Taro", "taro@[192.0.2.1]"),
        ("/C=JP/S=Yamada/@gate.example.jp", "", "/C=JP/S=Yamada/@gate.example.jp"),
        ("=?UTF-8?B?5bGx55SwIDx0YXJvQGV4YW1wbGUuanA+?=", "山田", "taro@example.jp"),
    ],
)
def test_the_sender_is_found_however_it_was_written(header: str, name: str, address: str) -> None:
    found, more = read_addresses(header, 10)

    assert (found, more) == ((Address(name=name, address=address),), False)


def test_ten_thousand_recipients_are_cut() -> None:
    found, more = read_addresses(", ".join(f"a{number}@example.jp" for number in range(10_000)), 100)

    assert (len(found), more) == (100, True)


def test_ids_come_without_brackets_and_a_long_chain_keeps_its_ends() -> None:
    chain = " ".join(f"<{number}@x>" for number in range(1000))

    assert message_ids(" <a@b>\r\n <c@d> <a@b>", 10) == ("a@b", "c@d")
    assert message_ids(chain, 3) == ("0@x", "998@x", "999@x")
