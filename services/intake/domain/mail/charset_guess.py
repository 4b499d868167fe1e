"""Tell from the bytes alone which charset they are in: what Japan sends first, strictest first."""

import re

from services.intake.domain.mail.charset_jis import REPLACEMENT, decode_euc
from services.intake.domain.mail.charset_labels import WESTERN, codec_of

_SJIS_KANA = re.compile(rb"\x82[\x9f-\xf1]|\x83[\x40-\x96]")
_EUC_KANA = re.compile(rb"(?:[\xa4\xa5][\xa1-\xf6]){2}")
# Two and more kanji of the first level in Shift_JIS: bytes that stand so close together in no western text.
_SJIS_KANJI = re.compile(rb"(?:[\x88-\x98][\x40-\x7e\x80-\xfc]){2}")
_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
_ACCENTS = re.compile(rb"(?<![\x80-\xff])(?:(?<=[A-Za-z])[\xc0-\xff]|[\xc0-\xff](?=[A-Za-z]))(?![\x80-\xff])")
_GOOD_ENOUGH = 0.5
_ALL_COMMON = 0.95
_SURE = 0.8
_FAR_BETTER = 0.3
SAMPLE_BYTES = 20_000
_KANA_SEEN = 3
_ENOUGH_TO_COUNT = 200
_LONGEST_CHARACTER = 4


def guess(raw: bytes, name: str | None) -> str:  # noqa: PLR0911 - one line for each guess.
    """Try what Japan sends, strictest first; charset-normalizer is asked last."""
    if _is_utf16(raw):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(raw, error.start):
            return raw.decode("utf-8-sig", "replace")
    # Only a sample is judged: a mail of many megabytes is decoded once, not once for each guess.
    sample = raw[:SAMPLE_BYTES]
    readings = {codec: _read_as(sample, codec) for codec in ("euc_jp", "cp932", "utf-8")}
    codec, best = max(readings.items(), key=lambda reading: quality(reading[1]))
    if quality(best) > _GOOD_ENOUGH:
        return _read_as(raw, codec)
    if (name is None or "utf" in name) and _is_western(sample):
        return raw.decode("cp1252", "replace")
    if name is not None and (claimed := codec_of(name)) is not None and claimed not in WESTERN:
        return raw.decode(claimed, "replace")
    if len(sample) < _ENOUGH_TO_COUNT:
        # Statistics say nothing about a subject line; what is left is western, or nothing.
        return raw.decode("cp1252", "replace")
    # The library is large: only a process that reads mails, and meets such a one, pays for it.
    import charset_normalizer  # noqa: PLC0415 - see above.

    found = charset_normalizer.from_bytes(sample).best()
    return raw.decode(found.encoding if found is not None else "cp1252", "replace")


def is_japanese(raw: bytes) -> bool:
    """Tell Japanese bytes under a western label; kana pairs do not occur in western text."""
    sample = raw[:SAMPLE_BYTES]
    try:
        return len(sample.decode("utf-8")) < len(sample)
    except UnicodeDecodeError:
        if len(raw) > SAMPLE_BYTES and _is_utf8_but_for_the_end(sample):
            return True
    if _is_kanji(sample):
        return True
    for pattern, codec in ((_SJIS_KANA, "cp932"), (_EUC_KANA, "euc_jp")):
        if len(pattern.findall(sample)) >= _KANA_SEEN and quality(sample.decode(codec, "replace")) > _GOOD_ENOUGH:
            return True
    return False


def reads_better_otherwise(raw: bytes, text: str) -> bool:
    """Tell that *raw* reads far better in another Japanese charset than as *text*: EUC-JP and cp932 accept too much."""
    claimed = quality(text[:SAMPLE_BYTES])
    if raw.isascii() or claimed > _SURE:
        return False
    sample = raw[:SAMPLE_BYTES]
    readings = [_read_as(sample, codec) for codec in ("euc_jp", "cp932")]
    if _is_utf8_but_for_the_end(sample):
        readings.append(sample.decode("utf-8", "ignore"))
    return max(map(quality, readings)) > claimed + _FAR_BETTER


def decode_utf16(raw: bytes, order: str | None) -> str:
    """Decode UTF-16; without a mark the order is taken from where the zero bytes stand."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    if order is not None:
        return raw.decode(f"utf-16-{order}", "replace")
    if raw[0::2].count(0) != raw[1::2].count(0):
        # Latin letters and blanks leave the high half empty.
        return raw.decode("utf-16-be" if raw[0::2].count(0) > raw[1::2].count(0) else "utf-16-le", "replace")
    big, little = raw.decode("utf-16-be", "replace"), raw.decode("utf-16-le", "replace")
    return big if quality(big[:SAMPLE_BYTES]) >= quality(little[:SAMPLE_BYTES]) else little


def _is_kanji(sample: bytes) -> bool:
    """Tell a few words of kanji alone, as in a subject."""
    try:
        return _SJIS_KANJI.search(sample) is not None and quality(sample.decode("cp932")) > _ALL_COMMON
    except UnicodeDecodeError:
        return False


def is_convincing(text: str) -> bool:
    """Tell a reading that is rather right than wrong."""
    return quality(text[:SAMPLE_BYTES]) > _GOOD_ENOUGH


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


def _is_utf16(raw: bytes) -> bool:
    """Tell UTF-16 by its mark, unless what follows makes no sense as such: two stray bytes may look like one."""
    if not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return b"\x00" in raw or is_convincing(raw[:SAMPLE_BYTES].decode("utf-16", "replace"))


def _is_western(sample: bytes) -> bool:
    """Tell a language of western Europe: accents stand alone between plain letters, as in no other alphabet."""
    return len(_ACCENTS.findall(sample)) * 2 > len(_HIGH_RUNS.findall(sample))


def _is_damaged_utf8(raw: bytes, first_error: int) -> bool:
    """Tell UTF-8 that was cut or hurt in a few places; no other charset looks like it by chance."""
    text = raw.decode("utf-8", "replace")
    broken = text.count(REPLACEMENT)
    whole = sum(character > "\x7f" for character in text) - broken
    return whole > 0 and (first_error >= len(raw) - _LONGEST_CHARACTER or whole >= broken * 3)


def _is_utf8_but_for_the_end(sample: bytes) -> bool:
    try:
        sample[:-4].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(sample) - 8
    return True


def _read_as(raw: bytes, codec: str) -> str:
    return decode_euc(raw) if codec == "euc_jp" else raw.decode(codec, "replace")
