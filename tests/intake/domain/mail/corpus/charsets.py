"""Letters: what Japanese mail is written in, what it says it is written in, and what it really is."""

from typing import Final

from services.intake.domain.mail.values import WarningCode
from tests.intake.domain.mail.corpus.example import SUBJECT, TEXT, Example, example, in_base64, mail, text_part

_JIS: Final = "reliability §6: ISO-2022-JP"
_WRONG: Final = "reliability §6: wrong, unknown and missing charset"
_LETTERS: Final = "reliability §6: letters outside of JIS X 0208"
_GUESSED: Final = (WarningCode.CHARSET_GUESSED,)


def _jis(text: str) -> bytes:
    return text.encode("iso2022_jp")


def _plain(charset: str) -> str:
    return f"text/plain; charset={charset}"


# 「①㈱Ⅲ」 of NEC row 13, 「髙」 of the IBM extensions and 「ﾃｽﾄ」 as JIS codes no Python codec knows.
NEC_ROW_13: Final = b"\x1b$B-!-j-7\x1b(B"
IBM_EXTENSION: Final = b"\x1b$B|b\x1b(B"
HALF_WIDTH: Final = b"\x1b(IC=D\x1b(B"

EXAMPLES: Final[tuple[Example, ...]] = (
    example("jis", _JIS, mail(_jis(TEXT), _plain("ISO-2022-JP")), text=TEXT),
    example("jis-nec-row-13", _JIS, mail(_jis("第") + NEC_ROW_13, _plain("iso-2022-jp")), text="第①㈱Ⅲ"),
    example("jis-ibm-extension", _JIS, mail(IBM_EXTENSION + _jis("橋"), _plain("iso-2022-jp")), text="髙橋"),
    example("jis-half-width-kana", _JIS, mail(HALF_WIDTH, _plain("iso-2022-jp")), text="ﾃｽﾄ"),
    example("jis-without-the-last-escape", _JIS, mail(_jis(TEXT)[:-3], _plain("iso-2022-jp")), text=TEXT),
    example(
        "jis-escape-lost-at-a-line-end",
        _JIS,
        mail(b"\x1b$BDs0F\r\n\x1b$BDs0F\x1b(B", _plain("iso-2022-jp")),
        text="提案\n提案",
    ),
    example("jis-ms", _JIS, mail(_jis("第") + NEC_ROW_13, _plain("iso-2022-jp-ms")), text="第①㈱Ⅲ"),
    example("jis-1", _JIS, mail(_jis(TEXT), _plain("ISO-2022-JP-1")), text=TEXT),
    example("jis-2004", _JIS, mail("㍑と提案".encode("iso2022_jp_2004"), _plain("iso-2022-jp-2004")), says=("提案",)),
    example("jis-cp50221", _JIS, mail(_jis("第") + NEC_ROW_13, _plain("cp50221")), text="第①㈱Ⅲ"),
    example("cp932-as-shift-jis", _WRONG, mail("①㈱髙橋".encode("cp932"), _plain("Shift_JIS")), text="①㈱髙橋"),
    example("cp932-as-x-sjis", _WRONG, mail("①㈱髙橋".encode("cp932"), _plain("x-sjis")), text="①㈱髙橋"),
    example("cp932-as-windows-31j", _WRONG, mail("①㈱髙橋".encode("cp932"), _plain("Windows-31J")), text="①㈱髙橋"),
    example("cp932-as-ms932", _WRONG, mail("①㈱髙橋".encode("cp932"), _plain("MS932")), text="①㈱髙橋"),
    example("cp932-as-jis", _WRONG, mail(TEXT.encode("cp932"), _plain("iso-2022-jp")), text=TEXT, warned=_GUESSED),
    example("cp932-as-ascii", _WRONG, mail(TEXT.encode("cp932"), _plain("us-ascii")), text=TEXT, warned=_GUESSED),
    example("cp932-as-utf-8", _WRONG, mail(TEXT.encode("cp932"), _plain("utf-8")), text=TEXT, warned=_GUESSED),
    example(
        "cp932-as-latin-1",
        _WRONG,
        mail((TEXT * 3).encode("cp932"), _plain("iso-8859-1")),
        text=TEXT * 3,
        warned=_GUESSED,
    ),
    example("cp932-unnamed", _WRONG, mail(TEXT.encode("cp932"), "text/plain"), text=TEXT, warned=_GUESSED),
    example("cp932-without-any-type", _WRONG, mail(TEXT.encode("cp932"), ""), text=TEXT, warned=_GUESSED),
    example("jis-unnamed", _WRONG, mail(_jis(TEXT), "text/plain"), text=TEXT),
    example("jis-as-ascii", _WRONG, mail(_jis(TEXT), _plain("us-ascii")), text=TEXT),
    example("jis-as-utf-8", _WRONG, mail(_jis(TEXT), _plain("utf-8")), text=TEXT),
    example("utf-8-as-jis", _WRONG, mail(TEXT, _plain("iso-2022-jp")), text=TEXT, warned=_GUESSED),
    example("utf-8-as-shift-jis", _WRONG, mail(TEXT, _plain("shift_jis")), text=TEXT, warned=_GUESSED),
    example("utf-8-with-a-mark", _WRONG, mail(b"\xef\xbb\xbf" + TEXT.encode(), _plain("utf-8")), text=TEXT),
    example(
        "utf-8-cut-in-a-letter",
        _WRONG,
        mail(TEXT.encode()[:-1], _plain("utf-8")),
        says=("集落を週に二度まわります",),
        warned=(WarningCode.CHARSET_DAMAGED,),
    ),
    example("utf-16", _WRONG, mail(TEXT.encode("utf-16"), _plain("utf-16")), text=TEXT),
    example("utf-16-be", _WRONG, mail(TEXT.encode("utf-16-be"), _plain("utf-16be")), text=TEXT),
    example("utf-7", _WRONG, mail(TEXT.encode("utf-7"), _plain("utf-7")), text=TEXT),
    example("euc-jp", _WRONG, mail(TEXT.encode("euc_jp"), _plain("EUC-JP")), text=TEXT),
    example("euc-jp-as-x-euc-jp", _WRONG, mail(TEXT.encode("euc_jp"), _plain("x-euc-jp")), text=TEXT),
    example("euc-jp-unnamed", _WRONG, mail(TEXT.encode("euc_jp"), "text/plain"), text=TEXT, warned=_GUESSED),
    example("gb18030", _WRONG, mail("公共服务建议".encode("gb18030"), _plain("GB18030")), text="公共服务建议"),
    example(
        "gb2312-of-a-chinese-partner", _WRONG, mail("合作建议书".encode("gbk"), _plain("gb2312")), text="合作建议书"
    ),
    example(
        "charset-with-a-tail",
        _WRONG,
        mail(TEXT.encode("cp932"), 'text/plain; charset="x-sjis; format=flowed"'),
        text=TEXT,
    ),
    example("charset-in-odd-quotes", _WRONG, mail(TEXT.encode("cp932"), "text/plain; charset='shift_jis'"), text=TEXT),
    example("charset-unheard-of", _WRONG, mail(TEXT, _plain("x-unknown")), text=TEXT, warned=_GUESSED),
    example("charset-of-the-default", _WRONG, mail(TEXT, _plain("default")), text=TEXT, warned=_GUESSED),
    example("charset-empty", _WRONG, mail(TEXT.encode("cp932"), 'text/plain; charset=""'), text=TEXT, warned=_GUESSED),
    example(
        "letters-of-companies",
        _LETTERS,
        mail("髙﨑①㈱Ⅲ～－‖".encode("cp932"), _plain("shift_jis")),
        text="髙﨑①㈱Ⅲ～－∥",
    ),
    example("kana-taken-apart", _LETTERS, mail("か\u3099いと\u3099", _plain("utf-8")), text="がいど"),
    example(
        "a-letter-of-the-house",
        _LETTERS,
        mail("\ue000の提案".encode("cp932"), _plain("shift_jis")),
        says=("の提案",),
        warned=(WarningCode.CHARACTERS_MISSING,),
    ),
    example("a-variant-of-a-name", _LETTERS, mail("葛\U000e0100城市", _plain("utf-8")), says=("葛", "城市")),
    example("pictures-among-letters", _LETTERS, mail("ご提案です🎉", _plain("utf-8")), text="ご提案です🎉"),
    example(
        "quoted-printable-jis",
        "mission §3.1, ecosystem §3.1: Zammad #2498",
        mail("=1B$BDs0F=1B(B", _plain("iso-2022-jp"), Content_Transfer_Encoding="quoted-printable"),
        text="提案",
    ),
    example(
        "jis-in-base64",
        "mission §3.1, ecosystem §3.1: Zammad #3096",
        mail(in_base64(_jis(TEXT)), _plain("iso-2022-jp"), Content_Transfer_Encoding="base64"),
        text=TEXT,
    ),
    # 「％」 of JIS is 「%s」 between the escapes: formatting must never see it.
    example(
        "percent-after-a-lead-byte",
        "ecosystem §3.1: Zammad #3115",
        mail(_jis("達成率は百％以上"), _plain("iso-2022-jp")),
        text="達成率は百％以上",
    ),
    example(
        "half-width-kana-and-circled-numbers",
        "mission §3.1, ecosystem §3.1: Zammad #3368",
        mail(HALF_WIDTH + NEC_ROW_13, _plain("iso-2022-jp")),
        text="ﾃｽﾄ①㈱Ⅲ",
    ),
    example(
        "shift-jis-that-is-cp932",
        "mission §3.1, ecosystem §3.1: Zammad #4680",
        mail("㈱髙島屋①".encode("cp932"), _plain("Shift_JIS")),
        text="㈱髙島屋①",
    ),
    example(
        "outlook-16-without-charset",
        "mission §3.1, ecosystem §3.1: Zammad #6144",
        mail(_jis(TEXT), "text/plain"),
        text=TEXT,
    ),
    example(
        "text-parts-in-two-charsets",
        _WRONG,
        mail(
            b"--x\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n"
            + _jis(TEXT)
            + b"\r\n--x\r\n"
            + text_part("追伸")
            + b"\r\n--x--\r\n",
            "multipart/mixed; boundary=x",
        ),
        says=(TEXT, "追伸"),
        subject=SUBJECT,
    ),
)
