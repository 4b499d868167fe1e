"""Read header values: raw bytes of any kind, encoded words, parameters. Nothing here raises."""

import binascii
import re
from dataclasses import dataclass

from services.intake.domain.mail.charset import Decoded, decode, tidy
from services.intake.domain.mail.values import WarningCode

_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?(?:([bB])\?([^?]*)|([qQ])\?((?:[^?=]|=(?!\?)|\?(?!=))*))(?:\?=|\?$|$)")
_FOLD = re.compile(r"\r?\n(?=[ \t])|\r(?=[ \t])")
_BREAKS = re.compile("[\t\n\u2028\u2029]+ *")
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_IDS = re.compile(r"<([^<>\s]{1,998})>")
MAX_VALUE = 100_000


@dataclass(frozen=True, slots=True)
class Word:
    """One encoded word, still as bytes."""

    charset: str
    encoding: str
    payload: str


def unfold(value: str) -> str:
    """Turn a header as the parser kept it (8-bit bytes as surrogates) into one line of text."""
    return raw_text(value).text


def raw_text(value: str) -> Decoded:
    """Decode what stands outside encoded words: ASCII normally, raw UTF-8, cp932, EUC or JIS in real life."""
    value = _FOLD.sub("", value[:MAX_VALUE])
    if value.isascii() and "\x1b" not in value:
        return Decoded(value)
    raw = value.encode("utf-8", "surrogateescape")
    try:
        # RFC 6532 allows UTF-8 here; everything else is a guess.
        return Decoded(raw.decode("utf-8")) if b"\x1b" not in raw else decode(raw, None)
    except UnicodeDecodeError:
        return decode(raw, None)


def decode_words(text: str) -> Decoded:
    """Replace encoded words; neighbours of one charset are joined before decoding, so split characters survive."""
    if "=?" not in text:
        return Decoded(text)
    found: list[str] = []
    codes: list[WarningCode] = []
    waiting: list[Word] = []
    position = 0

    def flush() -> None:
        for decoded in _decode_run(waiting):
            found.append(decoded.text)
            codes.extend(decoded.codes)
        waiting.clear()

    for match in _ENCODED.finditer(text):
        between = text[position : match.start()]
        if between.strip() or not waiting:
            flush()
            found.append(between)
        charset, encoding, payload = match[1], match[2] or match[4], match[3] or match[5] or ""
        waiting.append(Word(charset.split("*")[0].lower(), encoding.upper(), payload))
        position = match.end()
    flush()
    found.append(text[position:])
    return Decoded("".join(found), tuple(codes))


def _decode_run(words: list[Word]) -> list[Decoded]:
    """Decode neighbouring words, those of one charset together."""
    groups: list[tuple[str, bytes]] = []
    open_base64 = ""
    for word in words:
        same = bool(groups) and groups[-1][0] == word.charset
        if word.encoding == "B":
            # Some mailers cut the base64 itself; it only makes sense glued together again.
            text = (open_base64 if same else "") + _NOT_BASE64.sub("", word.payload)
            whole = len(text) // 4 * 4
            if "=" in word.payload:
                whole = len(text)
            raw, open_base64 = _base64(text[:whole]), text[whole:]
        else:
            raw, open_base64 = _quoted(word.payload), ""
        if same:
            groups[-1] = (word.charset, groups[-1][1] + raw)
        else:
            groups.append((word.charset, raw))
    if open_base64 and groups:
        groups[-1] = (groups[-1][0], groups[-1][1] + _base64(open_base64))
    return [decode(raw, charset) for charset, raw in groups]


def _base64(text: str) -> bytes:
    if len(text) % 4 == 1:
        text = text[:-1]
    return binascii.a2b_base64(text + "=" * (-len(text) % 4))


def _quoted(text: str) -> bytes:
    raw = text.encode("utf-8", "surrogateescape")
    return binascii.a2b_qp(raw.replace(b"\r", b"").replace(b"\n", b""), header=True)


def shown(text: str) -> str:
    """Return *text* fit for one line on a page: no controls, no direction marks, line ends as spaces."""
    text = _BREAKS.sub(" ", tidy(text.replace("\x00", "")))
    return _INVISIBLE.sub("", BIDI.sub("", text)).strip()


def read_text(value: str) -> Decoded:
    """Return a header's text as it may be shown, with what had to be guessed."""
    if value.isascii() and value.isprintable() and "=?" not in value:
        return Decoded(value.strip())
    raw = raw_text(value)
    words = decode_words(raw.text)
    turned = (WarningCode.BIDI_REMOVED,) if BIDI.search(words.text) else ()
    return Decoded(shown(words.text), _once(raw.codes + words.codes + turned))


def _once(codes: tuple[WarningCode, ...]) -> tuple[WarningCode, ...]:
    return tuple(dict.fromkeys(codes))


def message_ids(value: str, limit: int) -> tuple[str, ...]:
    """Return ids without their angle brackets, in order, once each; the first and the last ones when too many."""
    line = unfold(value)
    found = list(dict.fromkeys(_IDS.findall(line))) or [word[:998] for word in line.split()[:1]]
    ids = [shown(each) for each in found]
    if len(ids) > limit:
        ids = [ids[0], *ids[len(ids) - limit + 1 :]]
    return tuple(each for each in ids if each)
