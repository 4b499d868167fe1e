"""Where a signature begins at the end of what somebody wrote; when in doubt it is none."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from shared.folding.marks import is_dashes, is_rule

_MOST_LINES: Final = 20
_MOST_COLUMNS: Final = 72
_LONG: Final = 300
_LEAST_CONTACTS: Final = 2
_CLOSING_LINES: Final = 4
_WORDS_OF_A_SENTENCE: Final = 4

_CONTACT: Final = re.compile(
    r"(?:^|[\s　(（【\[|｜/／])(?:tel|fax|t|f|mob(?:ile)?|phone|e-?mail|mail|url|hp|web|skype|ＴＥＬ|ＦＡＸ"
    r"|電話|携帯|直通|代表|内線|住所|所在地|メール|メールアドレス)\s?[.:：／/)）\]】　 ]"
    r"|〒\s?\d{3}|[^\s<>@]{1,100}@[^\s<>@]{1,100}\.[a-z]{2,}|https?://|\bwww\."
    r"|[(（]?0\d{1,4}[)）\-－ー‐]\s?\d{1,4}[-－ー‐]\d{3,4}"
    r"|\(\d{3}\)\s?\d{3}-\d{4}|\+\d[\d\s-]{8,}",
    re.IGNORECASE,
)
_DEVICE: Final = re.compile(
    r"^[\s<(\[（【]{0,4}(?:"
    r"sent\s(?:from|via|with|by)\b|someone from mobile|via mobile|from my\b|get\s\[?outlook for\b|envoyé d|enviado d"
    r"|inviato d|von mein\w* \w+ gesendet|gesendet (?:von|mit)|diese nachricht wurde von|verzonden|sendt fra"
    r"|skickat från|wysłane z|отправлено|надіслано|從我的|发自我的|從.{1,30}傳送"
    r"|(?:私の|マイ)?[\w!！.・ ＋+\-（）()]{1,30}から送信|outlook for (?:ios|android)|(?:ios|android) 版 outlook"
    r")[^\n。]{0,120}$",
    re.IGNORECASE,
)
_ENGLISH_END: Final = re.compile(r"[a-z]{2}[.!]$")
_CLOSING: Final = re.compile(
    r"^(?:thank you|thanks|many thanks|regards|best regards|kind regards|best|cheers|sincerely)[,.!]?$", re.IGNORECASE
)


def signature_start(lines: Sequence[str], begin: int, end: int, sender: str = "") -> int | None:
    """Return where the signature begins that ends at *end*, or None; lines before *begin* are not looked at.

    *sender* is the sender's name, where it is known: standing alone at the end it is a signature too.
    """
    lowest = _lowest(lines, begin, end)
    for found in (
        _after_dashes(lines, lowest, end),
        _after_rule(lines, lowest, end),
        _device(lines, begin, end),
        _card(lines, lowest, end),
        _name(lines, lowest, end, sender),
    ):
        if found is not None and any(line.strip() for line in lines[found:end]):
            return found
    return None


def _lowest(lines: Sequence[str], begin: int, end: int) -> int:
    """Return the first line a signature may begin at: it is short."""
    left = _MOST_LINES
    for place in range(end - 1, begin - 1, -1):
        left -= bool(lines[place].strip())
        if left < 0:
            return place + 1
    return begin


def _after_dashes(lines: Sequence[str], lowest: int, end: int) -> int | None:
    return next((place for place in range(lowest, end) if is_dashes(lines[place])), None)


def _after_rule(lines: Sequence[str], lowest: int, end: int) -> int | None:
    """Return the rule next to the ways to reach somebody; what stands between other rules is what was written."""
    found, contacts, words = None, 0, 0
    for place in range(end - 1, lowest - 1, -1):
        line = lines[place]
        if is_rule(line):
            if words and not contacts:
                break
            found, contacts, words = place, 0, 0
        elif line.strip():
            if _is_sentence(line):
                break
            words += 1
            contacts += _is_contact(line)
    return found


def _device(lines: Sequence[str], begin: int, end: int) -> int | None:
    found = None
    for place in range(end - 1, begin - 1, -1):
        line = lines[place]
        if not line.strip():
            continue
        if len(line) > _LONG or not _DEVICE.match(line):
            break
        found = place
    return found


def _card(lines: Sequence[str], lowest: int, end: int) -> int | None:
    """Return where a last paragraph begins that is a visiting card: short lines, two of them ways to reach somebody."""
    first = _paragraph(lines, lowest, end)
    card = [line for line in lines[first:end] if line.strip()]
    stands_apart = first > 0 and not lines[first - 1].strip()
    if not stands_apart or any(_is_sentence(line) for line in card):
        return None
    return first if sum(_is_contact(line) for line in card) >= _LEAST_CONTACTS else None


def _name(lines: Sequence[str], lowest: int, end: int, sender: str) -> int | None:
    first = _paragraph(lines, lowest, end)
    last = [line.strip() for line in lines[first:end] if line.strip()]
    if not sender.strip() or not first or not 0 < len(last) <= _CLOSING_LINES:
        return None
    named = [_plain(line) == _plain(sender) for line in last]
    known = all(is_name or _CLOSING.match(line) for is_name, line in zip(named, last, strict=True))
    return first if any(named) and (known or bool(_DEVICE.match(last[-1]))) else None


def _paragraph(lines: Sequence[str], lowest: int, end: int) -> int:
    last = end
    while last > lowest and not lines[last - 1].strip():
        last -= 1
    while last > lowest and lines[last - 1].strip():
        last -= 1
    return last


def _is_contact(line: str) -> bool:
    return len(line) <= _LONG and bool(_CONTACT.search(line))


def _is_sentence(line: str) -> bool:
    said = line.strip()
    if len(said) > _LONG or said.endswith(("。", "？", "?", "です", "ます")):
        return True
    if _ENGLISH_END.search(said) and len(said.split()) >= _WORDS_OF_A_SENTENCE:
        return True
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in said) > _MOST_COLUMNS


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
