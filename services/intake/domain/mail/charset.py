"""Turn bytes with a claimed charset into text, whatever the claim is worth."""

import codecs
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import charset_normalizer

from services.intake.domain.mail.charset_jis import GETA, REPLACEMENT, decode_euc, decode_jis
from services.intake.domain.mail.values import WarningCode

_JIS_LABEL = re.compile(r"(?:cs)?iso-?2022-?jp(?:-.*)?|x-iso-2022-jp.*|cp5022[012x]|jis|x-jis|jis7")
_SJIS_LABEL = re.compile(
    r"(?:x-)?s(?:hift)?[-_ ]?jis|(?:x-)?(?:ms-?)?cp-?932|windows-?(?:31j|932)|ms-?932|ms-?kanji"
    r"|cs(?:shiftjis|windows31j)"
)
_EUC_LABEL = re.compile(r"(?:x-)?euc[-_]?jp(?:-?ms)?|ujis|cp51932|x-euc|cseucpkdfmtjapanese")
_UTF8_LABEL = re.compile(r"(?:x-)?(?:unicode-\d-\d-)?utf-?8(?:-sig|mb[34])?|cp65001")
_UTF16_LABEL = re.compile(r"(?:x-)?utf-?16(?:-?([lb]e))?|unicode|ucs-?2")
_WESTERN = frozenset({"iso8859-1", "cp1252", "iso8859-15", "ascii"})
_WIDER = {
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
_JIS_ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\([IJ]|\$\()")
_JIS_ESCAPE_TEXT = re.compile("\x1b(?:\\$[@B]|\\(I|\\$\\()")
_SJIS_KANA = re.compile(rb"\x82[\x9f-\xf1]|\x83[\x40-\x96]")
_EUC_KANA = re.compile(rb"(?:[\xa4\xa5][\xa1-\xf6]){2}")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
_ACCENTS = re.compile(rb"(?<![\x80-\xff])(?:(?<=[A-Za-z])[\xc0-\xff]|[\xc0-\xff](?=[A-Za-z]))(?![\x80-\xff])")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_OPEN_TO_COMPOSE = re.compile("[^\uf900-\ufaff\U0002f800-\U0002fa1f]+")
_GOOD_ENOUGH = 0.5
_SAMPLE_BYTES = 20_000
_KANA_SEEN = 3
_ENOUGH_TO_COUNT = 200
_LONGEST_CHARACTER = 4


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and what had to be guessed or repaired to get it."""

    text: str
    codes: tuple[WarningCode, ...] = ()


def decode(raw: bytes, label: str | None) -> Decoded:
    """Decode *raw* as *label* claims, or as its content shows; never fails."""
    if not raw:
        return Decoded("")
    name = _label(label)
    if raw.isascii() and b"\x1b" not in raw and (name is None or not _seven_bit(name)):
        return Decoded(raw.decode("ascii"))
    text = _as_claimed(raw, name)
    if text is not None:
        return _judged(text)
    if b"\x1b" in raw and _JIS_ESCAPE.search(raw):
        return _judged(decode_jis(raw), WarningCode.CHARSET_GUESSED)
    return _judged(_guess(raw, name), WarningCode.CHARSET_GUESSED)


def tidy(text: str) -> str:
    """Drop controls and lone surrogates, use line feeds, and compose kana that a Mac took apart.

    Compatibility ideographs (福, 﨑 in names) stay as they were written.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    text = _SURROGATES.sub(REPLACEMENT, _CONTROLS.sub("", text))
    if unicodedata.is_normalized("NFC", text):
        return text
    return _OPEN_TO_COMPOSE.sub(lambda match: unicodedata.normalize("NFC", match.group()), text)


def _label(label: str | None) -> str | None:
    """Reduce a label to its core, or None when it says nothing."""
    if not label:
        return None
    core = re.split(r"[;,\s]", label.strip().strip("\"'"), maxsplit=1)[0].strip("\"'").lower()
    return core or None


def _seven_bit(name: str) -> bool:
    """Tell whether *name* can mean more than ASCII although every byte is ASCII."""
    return ("utf" in name and "8" not in name) or _UTF16_LABEL.fullmatch(name) is not None or name.startswith("hz")


def _as_claimed(raw: bytes, name: str | None) -> str | None:  # noqa: PLR0911 - one line for each family.
    """Decode as claimed, or None when the claim is missing, unknown or plainly wrong."""
    if name is None:
        return None
    if _JIS_LABEL.fullmatch(name):
        return decode_jis(raw) if _jis_is_plausible(raw) else None
    if _SJIS_LABEL.fullmatch(name):
        return _unless_jis(raw, lambda: raw.decode("cp932"))
    if _EUC_LABEL.fullmatch(name):
        return _unless_jis(raw, lambda: _strict(decode_euc(raw)))
    if _UTF8_LABEL.fullmatch(name):
        return _unless_jis(raw, lambda: raw.decode("utf-8-sig"))
    if match := _UTF16_LABEL.fullmatch(name):
        return _utf16(raw, match.group(1))
    codec = _codec(name)
    if codec is None:
        return None
    if codec in _WESTERN and _is_japanese(raw):
        return None
    return _unless_jis(raw, lambda: _wider(raw, codec))


def _wider(raw: bytes, codec: str) -> str:
    try:
        return raw.decode(_WIDER.get(codec, codec))
    except UnicodeDecodeError:
        if codec == "ascii":
            raise
        return raw.decode(codec)


def _codec(name: str) -> str | None:
    """Return the standard library's name of a text codec, or None."""
    try:
        codec = codecs.lookup(_ALIASES.get(name, name)).name
        b"".decode(codec)
    except (LookupError, ValueError):
        return None
    return None if codec.replace("-", "_") in _NOT_OF_MAIL else codec


def _unless_jis(raw: bytes, read: Callable[[], str]) -> str | None:
    """Return what *read* gives, unless it fails or the bytes are JIS under another name."""
    if b"\x1b" in raw and _JIS_ESCAPE.search(raw):
        return None
    try:
        return read()
    except (UnicodeError, LookupError):
        return None


def _strict(text: str) -> str:
    if REPLACEMENT in text:
        raise UnicodeError
    return text


def _jis_is_plausible(raw: bytes) -> bool:
    """Tell JIS (with perhaps some 8-bit bytes in it) from text that merely claims to be."""
    return raw.isascii() or _JIS_ESCAPE.search(raw) is not None


def _utf16(raw: bytes, order: str | None) -> str:
    """Decode UTF-16; without a mark the order is taken from where the zero bytes stand."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    if order is not None:
        return raw.decode(f"utf-16-{order}", "replace")
    big, little = raw.decode("utf-16-be", "replace"), raw.decode("utf-16-le", "replace")
    return big if quality(big[:_SAMPLE_BYTES]) >= quality(little[:_SAMPLE_BYTES]) else little


def _is_japanese(raw: bytes) -> bool:
    """Tell Japanese bytes under a western label; kana pairs do not occur in western text."""
    sample = raw[:_SAMPLE_BYTES]
    try:
        return len(sample.decode("utf-8")) < len(sample)
    except UnicodeDecodeError:
        if len(raw) > _SAMPLE_BYTES and _is_utf8_but_for_the_end(sample):
            return True
    for pattern, codec in ((_SJIS_KANA, "cp932"), (_EUC_KANA, "euc_jp")):
        if len(pattern.findall(sample)) >= _KANA_SEEN and quality(sample.decode(codec, "replace")) > _GOOD_ENOUGH:
            return True
    return False


def _is_utf8_but_for_the_end(sample: bytes) -> bool:
    try:
        sample[:-4].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(sample) - 8
    return True


def quality(text: str) -> float:
    """Say from 0 to 1 how much of the non-ASCII part reads like Japanese."""
    good = bad = 0.0
    for character in text:
        code = ord(character)
        if code < 0x80:  # noqa: PLR2004 - ASCII says nothing.
            if code < 0x20 and character not in "\t\r\n\x1b":  # noqa: PLR2004 - a control.
                bad += 1
        elif 0x3000 <= code <= 0x30FF or 0xFF00 <= code <= 0xFF60:  # noqa: PLR2004 - kana and full width.
            good += 1
        elif 0x4E00 <= code <= 0x9FFF:  # noqa: PLR2004 - kanji; the rare ones hint at a wrong guess.
            good += 1.0 if _is_common(character) else 0.2
            bad += 0.0 if _is_common(character) else 0.8
        elif character == REPLACEMENT or 0xE000 <= code <= 0xF8FF:  # noqa: PLR2004 - broken or private.
            bad += 3
        elif 0xFF61 <= code <= 0xFF9F:  # noqa: PLR2004 - half-width kana: what a wrong guess is full of.
            good += 0.3
            bad += 0.3
        else:
            bad += 0.3
    return good / (good + bad) if good + bad else 0.0


def _is_common(character: str) -> bool:
    """Tell a kanji of the first level of JIS X 0208."""
    try:
        return character.encode("cp932")[0] <= 0x98  # noqa: PLR2004 - the second level begins there.
    except UnicodeEncodeError:
        return False


def _guess(raw: bytes, name: str | None) -> str:  # noqa: PLR0911 - one line for each guess.
    """Try what Japan sends, strictest first; charset-normalizer is asked last."""
    if _is_utf16(raw):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(raw, error.start):
            return raw.decode("utf-8-sig", "replace")
    # Only a sample is judged: a mail of many megabytes is decoded once, not once for each guess.
    sample = raw[:_SAMPLE_BYTES]
    readings = {codec: _read_as(sample, codec) for codec in ("euc_jp", "cp932", "utf-8")}
    codec, best = max(readings.items(), key=lambda reading: quality(reading[1]))
    if quality(best) > _GOOD_ENOUGH:
        return _read_as(raw, codec)
    if (name is None or "utf" in name) and _is_western(sample):
        return raw.decode("cp1252", "replace")
    if name is not None and (claimed := _codec(name)) is not None and claimed not in _WESTERN:
        return raw.decode(claimed, "replace")
    if len(sample) < _ENOUGH_TO_COUNT:
        # Statistics say nothing about a subject line; what is left is western, or nothing.
        return raw.decode("cp1252", "replace")
    found = charset_normalizer.from_bytes(sample).best()
    return raw.decode(found.encoding if found is not None else "cp1252", "replace")


def _is_utf16(raw: bytes) -> bool:
    """Tell UTF-16 by its mark, unless what follows makes no sense as such: two stray bytes may look like one."""
    if not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return b"\x00" in raw or quality(raw[:_SAMPLE_BYTES].decode("utf-16", "replace")) > _GOOD_ENOUGH


def _is_western(sample: bytes) -> bool:
    """Tell a language of western Europe: accents stand alone between plain letters, as in no other alphabet."""
    return len(_ACCENTS.findall(sample)) * 2 > len(_HIGH_RUNS.findall(sample))


def _is_damaged_utf8(raw: bytes, first_error: int) -> bool:
    """Tell UTF-8 that was cut or hurt in a few places; no other charset looks like it by chance."""
    text = raw.decode("utf-8", "replace")
    broken = text.count(REPLACEMENT)
    whole = sum(character > "\x7f" for character in text) - broken
    return whole > 0 and (first_error >= len(raw) - _LONGEST_CHARACTER or whole >= broken * 3)


def _read_as(raw: bytes, codec: str) -> str:
    return decode_euc(raw) if codec == "euc_jp" else raw.decode(codec, "replace")


def _judged(text: str, *codes: WarningCode) -> Decoded:
    """Add what the text itself shows to have been lost; a letter only its sender's house has is one of them."""
    text = _PRIVATE.sub(GETA, text)
    found = list(codes)
    text = _PRIVATE.sub(GETA, text)
    if REPLACEMENT in text:
        found.append(WarningCode.CHARSET_DAMAGED)
    if GETA in text:
        found.append(WarningCode.CHARACTERS_MISSING)
    return Decoded(text, tuple(found))
