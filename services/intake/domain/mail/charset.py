"""Turn bytes with a claimed charset into text, whatever the claim is worth."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from services.intake.domain.mail.charset_guess import (
    decode_utf16,
    guess,
    is_convincing,
    is_japanese,
    reads_better_otherwise,
)
from services.intake.domain.mail.charset_jis import GETA, REPLACEMENT, decode_euc, decode_jis
from services.intake.domain.mail.charset_labels import (
    EUC,
    JIS,
    SHIFT_JIS,
    UTF8,
    UTF16,
    WESTERN,
    WIDER,
    codec_of,
    is_seven_bit,
    read_label,
)
from services.intake.domain.mail.values import WarningCode

_JIS_ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\([IJ]|\$\()")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_OPEN_TO_COMPOSE = re.compile("[^\uf900-\ufaff\U0002f800-\U0002fa1f]+")
_FEW_ZEROS = 5
_STRAY_ZEROS = 3
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and what had to be guessed or repaired to get it."""

    text: str
    codes: tuple[WarningCode, ...] = ()


def decode(raw: bytes, label: str | None) -> Decoded:
    """Decode *raw* as *label* claims, or as its content shows; never fails."""
    if not raw:
        return Decoded("")
    name = read_label(label)
    if b"\x00" in raw and _is_unlabelled_utf16(raw, name):
        return _judged(decode_utf16(raw, None), WarningCode.CHARSET_GUESSED)
    if raw.isascii() and b"\x1b" not in raw and (name is None or not is_seven_bit(name)):
        return Decoded(raw.decode("ascii"))
    text = _as_claimed(raw, name)
    if text is not None:
        return _judged(text)
    if b"\x1b" in raw and _JIS_ESCAPE.search(raw):
        return _judged(decode_jis(raw), WarningCode.CHARSET_GUESSED)
    return _judged(guess(raw, name), WarningCode.CHARSET_GUESSED)


def tidy(text: str) -> str:
    """Drop controls and lone surrogates, use line feeds, and compose kana that a Mac took apart.

    Compatibility ideographs (福, 﨑 in names) stay as they were written.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    text = _SURROGATES.sub(REPLACEMENT, _CONTROLS.sub("", text))
    if unicodedata.is_normalized("NFC", text):
        return text
    return _OPEN_TO_COMPOSE.sub(lambda match: unicodedata.normalize("NFC", match.group()), text)


def _is_unlabelled_utf16(raw: bytes, name: str | None) -> bool:
    """Tell by the zero bytes, which no other text is full of."""
    labelled = raw.startswith(_MARKS) or (name is not None and is_seven_bit(name))
    return not labelled and raw.count(0) > max(_STRAY_ZEROS, len(raw) // _FEW_ZEROS)


def _as_claimed(raw: bytes, name: str | None) -> str | None:  # noqa: PLR0911 - one line for each family.
    """Decode as claimed, or None when the claim is missing, unknown or plainly wrong."""
    if name is None:
        return None
    if JIS.fullmatch(name):
        return decode_jis(raw) if _jis_is_plausible(raw) else None
    if SHIFT_JIS.fullmatch(name):
        return _unless_better(raw, _unless_jis(raw, lambda: raw.decode("cp932")))
    if EUC.fullmatch(name):
        return _unless_better(raw, _unless_jis(raw, lambda: _strict(decode_euc(raw))))
    if UTF8.fullmatch(name):
        return _unless_jis(raw, lambda: raw.decode("utf-8-sig"))
    if match := UTF16.fullmatch(name):
        text = decode_utf16(raw, match.group(1))
        return text if b"\x00" in raw or raw.startswith(_MARKS) or is_convincing(text) else None
    codec = codec_of(name)
    if codec is None:
        return None
    if codec in WESTERN and is_japanese(raw):
        return None
    return _unless_jis(raw, lambda: _wider(raw, codec))


def _wider(raw: bytes, codec: str) -> str:
    try:
        return raw.decode(WIDER.get(codec, codec))
    except UnicodeDecodeError:
        if codec == "ascii":
            raise
        return raw.decode(codec)


def _unless_jis(raw: bytes, read: Callable[[], str]) -> str | None:
    """Return what *read* gives, unless it fails or the bytes are JIS under another name."""
    if b"\x1b" in raw and _JIS_ESCAPE.search(raw):
        return None
    try:
        return read()
    except (UnicodeError, LookupError):
        return None


def _unless_better(raw: bytes, text: str | None) -> str | None:
    return None if text is None or reads_better_otherwise(raw, text) else text


def _strict(text: str) -> str:
    if REPLACEMENT in text:
        raise UnicodeError
    return text


def _jis_is_plausible(raw: bytes) -> bool:
    """Tell JIS (with perhaps some 8-bit bytes in it) from text that merely claims to be."""
    return raw.isascii() or _JIS_ESCAPE.search(raw) is not None


def _judged(text: str, *codes: WarningCode) -> Decoded:
    """Add what the text itself shows to have been lost; a letter only its sender's house has is one of them."""
    found = list(codes)
    text = _PRIVATE.sub(GETA, text)
    if REPLACEMENT in text:
        found.append(WarningCode.CHARSET_DAMAGED)
    if GETA in text:
        found.append(WarningCode.CHARACTERS_MISSING)
    return Decoded(text, tuple(found))
