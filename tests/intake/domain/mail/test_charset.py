import pytest

from services.intake.domain.mail.charset import decode, tidy
from services.intake.domain.mail.charset_jis import decode_euc, decode_jis
from services.intake.domain.mail.values import WarningCode

WINDOWS = "株式会社①②㈱　髙橋～－ﾃｽﾄ提案Ⅲ"
# 髙 is written here as the NEC-selected cell that Outlook uses.
WINDOWS_JIS = (
    b'\x1b$B3t<02q<R-!-"-j!!|b66!A!]\x1b(IC=D\x1b$BDs0F-7\x1b(B'
)  # fmt: skip


def test_what_windows_calls_iso_2022_jp_is_read_whole() -> None:
    assert decode(WINDOWS_JIS, "iso-2022-jp").text == WINDOWS


@pytest.mark.parametrize(
    "label", ["ISO-2022-JP", "iso-2022-jp-ms", "iso-2022-jp-1", "cp50220", "CP50221", "csISO2022JP", '"iso-2022-jp"; x']
)
def test_every_name_of_iso_2022_jp_is_known(label: str) -> None:
    decoded = decode(WINDOWS_JIS, label)

    assert (decoded.text, decoded.codes) == (WINDOWS, ())


@pytest.mark.parametrize(
    "label", ["shift_jis", "Shift-JIS", "x-sjis", "windows-31j", "MS932", "cp932", "sjis", "x-sjis; format=flowed"]
)
def test_every_name_of_shift_jis_means_code_page_932(label: str) -> None:
    decoded = decode(WINDOWS.encode("cp932"), label)

    assert (decoded.text, decoded.codes) == (WINDOWS, ())


def test_euc_is_read_with_the_windows_characters() -> None:
    raw = b"\xb3\xf4\xbc\xb0\xad\xa1\xad\xea\xa1\xc1\x8e\xc3\x8e\xbd\x8e\xc4\x8f\xb0\xa1"

    assert decode(raw, "x-euc-jp").text == "株式①㈱～ﾃｽﾄ丂"


def test_a_missing_final_escape_garbles_nothing_after_it() -> None:
    assert decode_jis(b"\x1b$BDs0F\r\nplain\x1b$BDs0F") == "提案\r\nplain提案"


def test_a_cell_without_a_character_is_a_geta_and_is_told() -> None:
    decoded = decode(b"\x1b$B\x75\x21\x1b(B", "iso-2022-jp")

    assert (decoded.text, decoded.codes) == ("〓", (WarningCode.CHARACTERS_MISSING,))


@pytest.mark.parametrize("label", [None, "us-ascii", "x-unknown", "utf-8", "unknown-8bit"])
@pytest.mark.parametrize("codec", ["cp932", "euc_jp", "iso2022_jp", "utf-8"])
def test_a_wrong_or_missing_label_is_seen_through(label: str | None, codec: str) -> None:
    text = "公民連携デスク御中　観光振興の提案です。よろしくお願いします。"

    decoded = decode(text.encode(codec), label)

    assert decoded.text == text
    assert decoded.codes == (() if (codec, label) == ("utf-8", "utf-8") else (WarningCode.CHARSET_GUESSED,))


def test_japanese_under_a_western_label_is_seen_through() -> None:
    text = "よろしくお願いします。ありがとうございます。"

    assert [decode(text.encode(codec), "iso-8859-1").text for codec in ("cp932", "euc_jp", "utf-8")] == [text] * 3


def test_western_text_stays_western() -> None:
    text = "Müller grüßt herzlich – déjà vu"

    assert decode(text.encode("cp1252"), "iso-8859-1").text == text
    assert decode("Die Hasen und die Frösche".encode("latin-1"), None).text == "Die Hasen und die Frösche"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be", "utf-16-le", "utf-7"])
def test_the_wide_and_the_narrow_unicode_are_read(codec: str) -> None:
    label = "utf-16" if codec.startswith("utf-16") else codec

    assert decode("提案の件です".encode(codec), label).text == "提案の件です"


@pytest.mark.parametrize(
    "label", ["idna", "punycode", "rot13", "zlib", "unicode_escape", "undefined", "a" * 1000, "\x00", "日本"]
)
def test_a_label_that_is_no_charset_of_mail_is_as_good_as_none(label: str) -> None:
    assert decode("提案です".encode(), label).text == "提案です"


def test_broken_bytes_are_shown_as_broken_and_told() -> None:
    decoded = decode("提案です".encode()[:-1], "utf-8")

    assert (decoded.text[:3], WarningCode.CHARSET_DAMAGED in decoded.codes) == ("提案で", True)


def test_kana_that_a_mac_took_apart_is_joined_and_names_stay_as_written() -> None:
    assert tidy("か\u3099ハ\u309a \ufa1b\ufa19\x00\x1b\ud800") == "がパ \ufa1b\ufa19\ufffd"


def test_any_bytes_at_all_become_text() -> None:
    noise = bytes(range(256)) * 3

    texts = [decode(noise, label).text for label in ("iso-2022-jp", "euc-jp", "cp932", "utf-16", "utf-7", "hz", None)]

    assert [text.encode("utf-8", "surrogatepass") == b"" for text in texts] == [False] * 7
    assert decode_euc(noise) != ""


@pytest.mark.parametrize(
    ("text", "label", "codec"),
    [
        ("公民連携のご提案です。ご検討ください。", "shift_jis", "utf-8"),
        ("公民連携のご提案です。ご検討ください。", "shift_jis", "euc_jp"),
        ("公民連携のご提案です。ご検討ください。", "euc-jp", "cp932"),
        ("公民連携のご提案です。ご検討ください。", "euc-jp", "utf-8"),
        ("公民連携のご提案です。ご検討ください。", "utf-16", "utf-8"),
        ("提案書", "iso-8859-1", "cp932"),
        ("企画提案書の送付", "windows-1252", "cp932"),
        ("観光の提案です。A proposal of ours", None, "utf-16-le"),
        ("A proposal", None, "utf-16-be"),
        ("Plain old English text", "unicode", "ascii"),
    ],
)
def test_a_label_is_not_believed_against_its_bytes(text: str, label: str | None, codec: str) -> None:
    decoded = decode(text.encode(codec), label)

    assert (decoded.text, decoded.codes) == (text, (WarningCode.CHARSET_GUESSED,))


@pytest.mark.parametrize(
    ("text", "label", "codec"),
    [
        ("ﾃｽﾄﾃﾞｽ", "shift_jis", "cp932"),
        ("ｶﾌﾞｼｷｶﾞｲｼｬ", "sjis-win", "cp932"),
        ("森の髙﨑①", "cp932", "cp932"),
        ("凜と薔薇と躑躅", "eucJP-win", "euc_jp"),
        ("A proposal", "utf-16be", "utf-16-be"),
        ("Ça coûte 5 €, naïve œuvre", "iso-8859-15", "iso-8859-15"),
        ("Ça coûte 5 €, naïve “œuvre”", "iso-8859-1", "cp1252"),
        ("Привет из Москвы", "koi8-r", "koi8-r"),
        ("안녕하세요 제안서", "ks_c_5601-1987", "cp949"),
        ("公私合作提案书", "gb2312", "gb18030"),
    ],
)
def test_a_label_is_believed_where_its_bytes_do_not_speak_against_it(text: str, label: str, codec: str) -> None:
    decoded = decode(text.encode(codec), label)

    assert (decoded.text, decoded.codes) == (text, ())


def test_kanji_cut_by_a_line_end_go_on_behind_it() -> None:
    assert decode_jis(b"\x1b$BDs\r\n0F\x1b(B\r\nplain") == "提\r\n案\r\nplain"


def test_a_character_of_ones_own_is_a_geta_and_is_told() -> None:
    decoded = decode(b"\xf0\x40\x92\xf1\x88\xc4", "shift_jis")

    assert (decoded.text, decoded.codes) == ("〓提案", (WarningCode.CHARACTERS_MISSING,))


@pytest.mark.parametrize("text", ["Fr\xf6sche und M\xfcller", "voc\xea n\xe3o \xe9 assim", "d\xe4r \xe4r det"])
def test_western_text_without_a_label_is_western(text: str) -> None:
    assert decode(text.encode("latin-1"), None).text == text
    assert decode(text.encode("latin-1"), "utf-8").text == text
