"""Read address headers however they were written; nothing here raises or recurses."""

import re
import unicodedata
from collections.abc import Iterator

from services.intake.domain.mail.headers import decode_words, raw_text, shown
from services.intake.domain.mail.values import Address

_ATOM = re.compile(r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=")
_DOMAIN = r"(?:\[[^\s\[\]]{1,100}\]|[^\s@<>()\[\],;:\"]+)"
_ADDRESS = re.compile(
    # Tried once for each run of characters, not once for each character of it.
    rf"(?<![^\s@<>()\[\],;:\"])[^\s@<>()\[\],;:\"]++@{_DOMAIN}|\"[^\"]{{1,200}}\"@{_DOMAIN}"
)
_MAILTO = re.compile(r"(?i)\[mailto:([^\s\[\]]{1,320})\]|\bmailto:")
_BLANKS_AROUND_AT = re.compile(r"\s*@\s*")
_MAX_ADDRESS = 320


def read_addresses(value: str, limit: int) -> tuple[tuple[Address, ...], bool]:
    """Return up to *limit* addresses and whether there were more."""
    found: list[Address] = []
    for chunk in _with_surnames(_chunks(_MAILTO.sub(_as_address, raw_text(value).text))):
        if len(found) == limit:
            return tuple(found), True
        address = _read(chunk)
        if address is not None:
            found.append(address)
    return tuple(found), False


def _with_surnames(chunks: Iterator[str]) -> Iterator[str]:
    """Put a name together again that has a comma and no quotes: `Yamada, Taro <taro@example.jp>`."""
    surname = ""
    for chunk in chunks:
        if surname and "<" not in chunk:
            yield surname
            surname = ""
        whole = f"{surname},{chunk}" if surname else chunk
        surname = whole if "@" not in whole and "<" not in whole and not surname and whole.strip() else ""
        if not surname:
            yield whole
    if surname:
        yield surname


def _as_address(match: re.Match[str]) -> str:
    return f"<{match.group(1)}>" if match.group(1) else ""


def _chunks(text: str) -> Iterator[str]:  # noqa: C901 - one small state machine reads better whole.
    """Split at commas and semicolons that stand outside quotes, comments, brackets and encoded words."""
    start = position = depth = 0
    quoted = bracket = False
    # What never ends (a quote, a comment, a bracket) must not swallow the address behind it.
    last_quote, last_close, last_bracket = text.rfind('"'), text.rfind(")"), text.rfind(">")
    while position < len(text):
        character = text[position]
        if character == "=" and (match := _ATOM.match(text, position)):
            position = match.end()
            continue
        if character == "\\" and (quoted or depth):
            position += 2
            continue
        if character == '"' and not depth:
            quoted = not quoted and position < last_quote
        elif not quoted and character == "(":
            depth += 1 if position < last_close else 0
        elif not quoted and character == ")" and depth:
            depth -= 1
        elif not quoted and not depth:
            if character in "<>":
                bracket = character == "<" and position < last_bracket
            elif character in ",;" and not bracket:
                yield text[start:position]
                start = position + 1
            elif character == ":" and not bracket and _is_group_name(text, start, position):
                start = position + 1
        position += 1
    yield text[start:]


def _is_group_name(text: str, start: int, end: int) -> bool:
    name = _ATOM.sub("", text[start:end])
    return "@" not in name and "=?" not in name and text.find(";", end) >= 0


def _read(chunk: str) -> Address | None:
    chunk = chunk.strip()
    if not chunk:
        return None
    start = chunk.rfind("<")
    if start >= 0 and (match := _in_brackets(chunk, start)):
        name = chunk[:start].strip("< ")
        if not name.strip(' "'):
            name = _comment(chunk) or chunk[start:].rpartition(">")[2]
        return Address(name=_name(name), address=_clean(match.group()))
    bare = _without_comments(_ATOM.sub(" ", chunk))
    if match := _ADDRESS.search(bare):
        rest = bare[: match.start()] + bare[match.end() :]
        return Address(name=_name(_comment(chunk) or rest.strip(" <>")), address=_clean(match.group()))
    for read in (decode_words(chunk).text, unicodedata.normalize("NFKC", chunk)):
        if read != chunk and (match := _ADDRESS.search(read)):
            return Address(name=_name(read[: match.start()].rstrip(" <")), address=_clean(match.group()))
    name = _name(chunk.replace("<>", ""))
    return Address(name=name, address="") if name else None


def _in_brackets(chunk: str, start: int) -> re.Match[str] | None:
    inside = chunk[start : start + 400]
    if "(" in inside:
        inside = _without_comments(inside)
    return _ADDRESS.search(inside) or _ADDRESS.search(_BLANKS_AROUND_AT.sub("@", inside))


def _without_comments(text: str) -> str:
    kept: list[str] = []
    depth = 0
    for character in text:
        if character == "(":
            depth += 1
        elif character == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(character)
    return "".join(kept)


def _comment(text: str) -> str:
    start, end = text.find("("), text.rfind(")")
    return text[start + 1 : end] if 0 <= start < end else ""


def _name(text: str) -> str:
    text = text.strip()
    if text.startswith('"'):
        end = text.rfind('"')
        text = text[1:end] + text[end + 1 :] if end > 0 else text[1:]
    # Quotes say where a word begins and ends; escaped ones belong to it.
    text = re.sub(r'\\(["\\()])|"', r"\1", text)
    return shown(decode_words(text).text).strip("\"' ")[:500]


def _clean(address: str) -> str:
    """Keep the local part as it is and write the domain in lower case."""
    local, _, domain = shown(address).rpartition("@")
    return f"{local}@{domain.rstrip('.').lower()}"[:_MAX_ADDRESS]
