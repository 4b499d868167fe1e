"""Read the parameters of Content-Type and Content-Disposition, RFC 2231 however broken. Nothing here raises."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from services.intake.domain.mail.charset import Decoded, decode
from services.intake.domain.mail.headers import decode_words, raw_text
from services.intake.domain.mail.values import WarningCode

_MAIN = re.compile(r"\s*([^\s;/\"=]+(?:\s*/\s*[^\s;/\"=,]+)?)(?=[\s;,(]|\Z)")
_NEWLINES = re.compile(r"[\r\n]+")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_COMMENT = re.compile(r"\([^()]{0,200}\)")
_REFERENCE = re.compile(r"&#\d{3,6};")
_SEGMENT = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")
# Where the semicolon is missing, only a parameter that is really in use begins a new one.
_NEXT = re.compile(
    r"(?<![\s,])[\s,]++(?=(?:charset|boundary|name|filename|format|delsp|type|start|size|method|report-type|protocol|micalg"
    r"|smime-type|creation-date|modification-date|read-date|x-[a-z-]{1,30})(?:\*\d{0,3}\*?)?[ \t]*="
    r"|[a-z-]{1,40}\*\d{1,3}\*?[ \t]*=)",
    re.IGNORECASE,
)
_MOST = 200


class Parameters(NamedTuple):
    """The lower-case main value, its parameters, and what had to be guessed to read them."""

    main: str
    values: dict[str, str]
    codes: tuple[WarningCode, ...] = ()


class _Segment(NamedTuple):
    number: int
    starred: bool
    content: str


def read_parameters(value: str) -> Parameters:
    """Split `type; name=value` into its main value and its parameters."""
    raw = raw_text(value)
    line = _COMMENT.sub("", raw.text) if raw.text.lstrip().startswith("(") else raw.text
    found = _MAIN.match(line)
    main = re.sub(r"\s", "", found.group(1)).lower() if found else ""
    plain: dict[str, str] = {}
    segments: dict[str, list[_Segment]] = {}
    codes = list(raw.codes)
    for piece in _pieces(line[found.end() if found else 0 :]):
        key, equals, content = piece.partition("=")
        match = _SEGMENT.fullmatch(key.strip().lower())
        if not equals or match is None:
            continue
        name, number, star = match.groups()
        if number is None and star is None:
            plain.setdefault(name, _unquote(content, apostrophes=name != "boundary"))
        else:
            segments.setdefault(name, []).append(_Segment(int(number or 0), star is not None, _unquote(content)))
    for name, parts in segments.items():
        joined = _join(parts)
        if joined.text and (name not in plain or "\ufffd" not in joined.text):
            plain[name] = joined.text
            codes += joined.codes
    charset, semicolon, others = plain.get("charset", "").partition(";")
    if semicolon:
        # `charset="x-sjis; format=flowed"`: the quotes went around too much.
        plain = read_parameters("x;" + others.replace('"', "")).values | plain | {"charset": charset}
    return Parameters(main, plain, tuple(dict.fromkeys(codes)))


def _pieces(line: str) -> Iterator[str]:
    """Split at semicolons outside quotes, and before a known parameter that follows without one."""
    for count, piece in enumerate(_split_outside_quotes(line)):
        if count == _MOST:
            return
        start = 0
        for match in islice(_NEXT.finditer(piece), _MOST):
            if piece.count('"', start, match.start()) % 2 == 0:
                yield piece[start : match.start()]
                start = match.end()
        yield piece[start:]


def _split_outside_quotes(line: str) -> list[str]:
    pieces: list[str] = []
    start, quoted, escaped = 0, False, False
    # A quote that never ends must not swallow the parameters behind it.
    last_quote = line.rfind('"')
    for position, character in enumerate(line):
        if escaped:
            escaped = False
        elif character == "\\" and quoted:
            escaped = True
        elif character == '"':
            quoted = not quoted and position < last_quote
        elif character == ";" and not quoted:
            pieces.append(line[start:position])
            start = position + 1
    pieces.append(line[start:])
    return pieces


def _unquote(content: str, *, apostrophes: bool = True) -> str:
    """Take the quotes off; apostrophes are none, but used as such everywhere except around a boundary."""
    content = content.strip()
    if content.startswith('"'):
        end = content.rfind('"')
        content = content[1:end] if end > 0 else content[1:]
        # A backslash before anything but a quote is a Windows path, not an escape.
        content = re.sub(r'\\(["\\])', r"\1", content)
    elif apostrophes and len(content) > 1 and content[0] == content[-1] == "'":
        content = content[1:-1]
    return content


def _join(parts: list[_Segment]) -> Decoded:
    """Join the segments of one parameter; a missing one leaves its gap, and is told."""
    parts = sorted(parts, key=lambda part: part.number)
    charset: str | None = None
    raw = all_unquoted = b""
    for index, (_, starred, content) in enumerate(parts):
        text = content
        if starred and index == 0 and text.count("'") >= 2:  # noqa: PLR2004 - charset'language'value
            charset, _, text = text.split("'", 2)
        elif starred and charset:
            # Some mailers say the charset again in every segment.
            text = re.sub(rf"\A{re.escape(charset)}'(?:[A-Za-z-]{{0,8}}')?", "", text)
        encoded = text.encode("utf-8", "surrogateescape")
        unquoted = unquote_to_bytes(encoded)
        raw += unquoted if starred else encoded
        all_unquoted += unquoted
    decoded = decode(raw, charset)
    if WarningCode.CHARSET_DAMAGED in decoded.codes:
        # Some mailers forget the star that says a segment is encoded.
        decoded = decode(all_unquoted, charset)
    words = decode_words(decoded.text)
    missing = parts[-1].number >= len(parts)
    codes = decoded.codes + words.codes + ((WarningCode.NAME_DAMAGED,) if missing else ())
    return Decoded(words.text, codes)


def file_name(parameters: dict[str, str]) -> Decoded:
    """Return the name a part was given, decoded by whichever of the many wrong ways was used."""
    text = parameters.get("filename") or parameters.get("name") or ""
    if "''" in text and (match := re.match(r"([A-Za-z][\w-]{1,30})'[\w-]*'(.*%[0-9A-Fa-f]{2}.*)\Z", text, re.DOTALL)):
        # An extended value under the plain name.
        return decode(unquote_to_bytes(match.group(2).encode("utf-8", "surrogateescape")), match.group(1))
    decoded = decode_words(_NEWLINES.sub(" ", text))
    if _REFERENCE.search(decoded.text):
        # What a browser writes for a character its form cannot hold.
        return Decoded(unescape(decoded.text), decoded.codes)
    if _PERCENT.search(decoded.text) and decoded.text.isascii():
        guess = decode(unquote_to_bytes(decoded.text), None)
        if not guess.text.isascii() and "\ufffd" not in guess.text:
            return guess
    return decoded
