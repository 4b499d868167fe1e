"""Decode ISO-2022-JP and EUC-JP the way Windows mailers write them (code pages 50221 and 51932).

The standard library's codecs know only the national standard: ①, ㈱, 髙 and half-width kana, which every
Japanese office sends daily, come out garbled. Both encodings are only other ways of writing the cells of
code page 932, so each cell is carried over to it.
"""

import re
import sys
from functools import cache

GETA = "〓"  # What Japanese printers have always set where a character is missing.
REPLACEMENT = "\ufffd"

_ESCAPE = re.compile(
    rb"\x1b(?:\$(?:[@AB]|\([@ABCDOPQ])|\([BJIHTU]|\.[AF]|&@|N|K|\$G|\$E|\$F|\$O|\$P|\$Q)|[\x0e\x0f\r\n]"
)
_BACK_TO_ASCII = re.compile(rb"[\r\n]*(?:[!-~]{2}){1,200}\x1b\([BJ]")
_ASCII, _KANA, _KANJI, _SUPPLEMENT, _CHINESE, _KOREAN, _PLANE1, _PLANE2, _EMOJI = range(9)
_MODES = {
    b"\x1b$@": _KANJI,
    b"\x1b$B": _KANJI,
    b"\x1b$(@": _KANJI,
    b"\x1b$(B": _KANJI,
    b"\x1b$A": _CHINESE,
    b"\x1b$(A": _CHINESE,
    b"\x1b$(C": _KOREAN,
    b"\x1b$(D": _SUPPLEMENT,
    b"\x1b$(O": _PLANE1,
    b"\x1b$(Q": _PLANE1,
    b"\x1b$(P": _PLANE2,
    b"\x1b(I": _KANA,
    b"\x0e": _KANA,
    b"\x1b$G": _EMOJI,  # SoftBank's own escape: one emoji per pair until SI.
    b"\x1b$E": _EMOJI,
    b"\x1b$F": _EMOJI,
    b"\x1b$O": _EMOJI,
    b"\x1b$P": _EMOJI,
    b"\x1b$Q": _EMOJI,
}
_OTHER_CODECS = {_CHINESE: "gb2312", _KOREAN: "euc_kr", _PLANE1: "euc_jis_2004"}
_PREFIXED_CODECS = {_SUPPLEMENT: "euc_jp", _PLANE2: "euc_jis_2004"}


def cell(first: int, second: int) -> str:
    """Return the character of a JIS cell (7-bit bytes), or "" when code page 932 has none there."""
    row = first - 0x21
    lead = (row >> 1) + (0x81 if row < 62 else 0xC1)  # noqa: PLR2004 - row 62 is where Shift_JIS jumps.
    even_row = 0x1F if second < 0x60 else 0x20  # noqa: PLR2004 - 0x7F is skipped.
    trail = second + (0x7E if row & 1 else even_row)
    if not 0 <= lead <= 0xFF or not 0 <= trail <= 0xFF:  # noqa: PLR2004 - bytes.
        return ""
    try:
        return bytes((lead, trail)).decode("cp932")
    except UnicodeDecodeError:
        return ""


@cache
def _cells() -> list[str | None]:
    """Build the whole table once: 94 × 94 cells, by the number a pair of bytes makes on this machine."""
    table: list[str | None] = [None] * 65_536
    for first in range(0x21, 0x7F):
        for second in range(0x21, 0x7F):
            table[int.from_bytes(bytes((first, second)), sys.byteorder)] = cell(first, second) or None
    return table


def _pairs(run: bytes) -> str:
    """Decode cells; what cannot be a cell (a space, a lone byte) stands for itself."""
    if not len(run) & 1:
        quick = [*map(_cells().__getitem__, memoryview(run).cast("H"))]
        if None not in quick:
            return "".join(quick)  # type: ignore[arg-type]  # None was just ruled out.
    found: list[str] = []
    position = 0
    while position < len(run):
        first = run[position]
        if first <= 0x20:  # noqa: PLR2004 - a control or a space between the kanji.
            found.append(chr(first))
            position += 1
            continue
        if position + 1 == len(run):
            found.append(REPLACEMENT)
            break
        second = run[position + 1]
        if second <= 0x20:  # noqa: PLR2004 - the second half was lost.
            found.append(REPLACEMENT)
            position += 1
            continue
        found.append(cell(first & 0x7F if first > 0x92 else first, second & 0x7F) or GETA)  # noqa: PLR2004
        position += 2
    return "".join(found)


def _kana(run: bytes) -> str:
    return bytes(byte | 0x80 if 0x21 <= byte <= 0x5F else byte for byte in run).decode(  # noqa: PLR2004
        "cp932", "replace"
    )


def _plain(run: bytes) -> str:
    return run.decode("ascii") if run.isascii() else run.decode("cp932", "replace")


def _other(run: bytes, mode: int) -> str:
    high = bytes(byte | 0x80 if byte > 0x20 else byte for byte in run)  # noqa: PLR2004 - graphic bytes.
    if mode in _PREFIXED_CODECS:
        prefixed = b"".join(b"\x8f" + high[i : i + 2] for i in range(0, len(high) - 1, 2))
        return prefixed.decode(_PREFIXED_CODECS[mode], "replace").replace(REPLACEMENT, GETA)
    return high.decode(_OTHER_CODECS[mode], "replace").replace(REPLACEMENT, GETA)


def _run(run: bytes, mode: int) -> str:
    if mode == _ASCII:
        return _plain(run)
    if mode == _KANJI:
        return _pairs(run)
    if mode == _KANA:
        return _kana(run)
    if mode == _EMOJI:
        return GETA * ((len(run) + 1) // 2)
    return _other(run, mode)


def decode_jis(raw: bytes) -> str:
    """Decode ISO-2022-JP with every extension met in Japanese mail; never fails.

    Cells without a character become 〓, broken bytes U+FFFD. Each line begins in ASCII, so a missing final
    escape garbles nothing after it.
    """
    quick = _ordinary(raw)
    return _every_escape(raw) if quick is None else quick


def _ordinary(raw: bytes) -> str | None:
    """Decode what nearly every mail holds, kanji and ASCII alone, several times faster; None for all else."""
    if b"\x0e" in raw or b"\x0f" in raw:
        return None
    head, *chunks = raw.split(b"\x1b")
    found = [_plain(head)]
    for chunk in chunks:
        mark, run = chunk[:2], chunk[2:]
        if mark in {b"(B", b"(J"}:
            found.append(_plain(run))
        elif mark in {b"$B", b"$@"} and b"\n" not in run and b"\r" not in run:
            found.append(_pairs(run))
        else:
            return None
    return "".join(found)


def _every_escape(raw: bytes) -> str:
    found: list[str] = []
    mode, position = _ASCII, 0
    for match in _ESCAPE.finditer(raw):
        if match.start() > position:
            found.append(_run(raw[position : match.start()], mode))
        position = match.end()
        mark = match.group()
        if mark in b"\r\n":
            found.append(mark.decode("ascii"))
            # The standard wants ASCII at the end of a line. Where the next escape leads there, nobody had gone yet.
            mode = mode if mode == _KANJI and _BACK_TO_ASCII.match(raw, position) else _ASCII
        else:
            mode = _MODES.get(mark, _ASCII)
    found.append(_run(raw[position:], mode))
    return "".join(found)


_EUC = re.compile(rb"(?:[\xa1-\xfe][\xa1-\xfe])+|(?:\x8e[\xa1-\xdf])+|(?:\x8f[\xa1-\xfe][\xa1-\xfe])+|[\x80-\xff]")


def decode_euc(raw: bytes) -> str:
    """Decode EUC-JP as code page 51932 with JIS X 0212; never fails, broken bytes become U+FFFD."""
    found: list[str] = []
    position = 0
    for match in _EUC.finditer(raw):
        found.append(raw[position : match.start()].decode("ascii"))
        position = match.end()
        run = match.group()
        if len(run) == 1:
            found.append(REPLACEMENT)
        elif run[0] == 0x8E:  # noqa: PLR2004 - single shift two: half-width kana.
            found.append(run.replace(b"\x8e", b"").decode("cp932"))
        elif run[0] == 0x8F:  # noqa: PLR2004 - single shift three: the supplement.
            found.append(run.decode("euc_jp", "replace").replace(REPLACEMENT, GETA))
        else:
            found.append(_pairs(bytes(byte & 0x7F for byte in run)))
    found.append(raw[position:].decode("ascii"))
    return "".join(found)
