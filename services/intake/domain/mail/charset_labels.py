"""What the label of a charset means: mail uses more names than any standard, and uses them loosely."""

import codecs
import re

JIS = re.compile(r"(?:cs)?(?:x-)?iso[-_]?2022[-_]?jp(?:[-_].*)?|(?:x-)?cp5022[012x](?:raw)?|(?:x-)?jis(?:7|-ms)?")
SHIFT_JIS = re.compile(
    r"(?:x-)?s(?:hift)?[-_ ]?jis(?:[-_](?:win|mac|docomo|kddi|softbank|mobile.*))?|(?:x-)?(?:ms[-_]?)?cp-?932"
    r"|(?:x-)?windows-?(?:31j|932)|(?:x-)?ms[-_]?932|ms[-_]?kanji|cs(?:shiftjis|windows31j)|ibm-?94[23]"
)
EUC = re.compile(
    r"(?:x-)?euc[-_]?jp(?:-?(?:ms|win))?|ujis|(?:x-)?cp51932|x-euc|(?:cs)?eucpkdfmtjapanese|euc"
    r"|extended_unix_code_packed_format_for_japanese"
)
UTF8 = re.compile(r"(?:x-)?(?:unicode-\d-\d-)?utf[-_]?8(?:-sig|mb[34]|n)?|(?:cp-?)?65001")
UTF16 = re.compile(r"(?:x-)?utf-?16(?:-?([lb]e))?|unicode|ucs-?2")
WESTERN = frozenset({"iso8859-1", "cp1252", "iso8859-15", "ascii"})
WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "big5": "cp950",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
}
_ALIASES = {
    "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "iso-8859-6-i": "iso8859-6",
    "unicode-1-1-utf-7": "utf-7", "x-utf-7": "utf-7", "csunicode11utf7": "utf-7", "windows-874": "cp874",
    "x-mac-roman": "mac-roman", "macintosh": "mac-roman", "ks_c_5601-1987": "cp949", "x-gbk": "gb18030",
    "ansi_x3.110-1983": "latin-1",
}  # fmt: skip
# These are codecs of Python, but not of mail: slow, or not text at all.
_NOT_OF_MAIL = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})


def read_label(label: str | None) -> str | None:
    """Reduce a label to its core, or None when it says nothing."""
    if not label:
        return None
    core = re.split(r"[;,\s]", label.strip().strip("\"'"), maxsplit=1)[0].strip("\"'").lower()
    return core or None


def is_seven_bit(name: str) -> bool:
    """Tell whether *name* can mean more than ASCII although every byte is ASCII."""
    return ("utf" in name and "8" not in name) or UTF16.fullmatch(name) is not None or name.startswith("hz")


def codec_of(name: str) -> str | None:
    """Return the standard library's name of a text codec, or None."""
    try:
        codec = codecs.lookup(_ALIASES.get(name, name)).name
        b"".decode(codec)
    except (LookupError, ValueError):
        return None
    return None if codec.replace("-", "_") in _NOT_OF_MAIL else codec
