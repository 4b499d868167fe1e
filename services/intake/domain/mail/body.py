"""Turn one text part into the text a person reads."""

import re

from services.intake.domain.mail.charset import decode, tidy
from services.intake.domain.mail.entity import Entity
from services.intake.domain.mail.headers import BIDI
from services.intake.domain.mail.html_text import visible_text
from services.intake.domain.mail.transfer import from_uuencode
from services.intake.domain.mail.values import Limits, Notes, WarningCode

_META_CHARSET = re.compile(rb"(?i)<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([a-z0-9_:.-]{2,40})")
_UU_BEGIN = re.compile(rb"(?m)^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n(?=[ -`])")
_UU_END = re.compile(rb"(?m)^end[ \t]*(?:\r?\n|\Z)")
_YENC = re.compile(rb"(?m)^=ybegin [^\r\n]{1,300}\bname=")
_RICH_TAG = re.compile(r"<(?:<|/?[A-Za-z0-9-]{1,60}>)")
_SNIFF_BYTES = 4096
_WIDEST = 4


def read_text(raw: bytes, entity: Entity, limits: Limits, notes: Notes) -> str:
    """Decode a text part that is not HTML."""
    decoded = decode(_readable(raw, limits.max_text_characters, notes), entity.parameters.get("charset"))
    notes.add_all(decoded.codes)
    text = tidy(decoded.text.replace("\x00", ""))
    if entity.content_type in {"text/enriched", "text/richtext"}:
        text = _without_rich_tags(text)
    elif entity.parameters.get("format", "").lower() == "flowed":
        text = unflow(text, delete_space=entity.parameters.get("delsp", "").lower() == "yes")
    return _within(text, limits, notes)


def decode_html(raw: bytes, entity: Entity, limits: Limits, notes: Notes) -> str:
    """Decode an HTML part; it is as hostile as it came."""
    label = entity.parameters.get("charset")
    meta = _META_CHARSET.search(raw[:_SNIFF_BYTES])
    if meta and (not label or label.lower() in {"us-ascii", "ascii"}):
        label = meta.group(1).decode("ascii")
    decoded = decode(_readable(raw, limits.max_html_characters, notes), label)
    notes.add_all(decoded.codes)
    html = tidy(decoded.text.replace("\x00", ""))
    if len(html) > limits.max_html_characters:
        notes.add(WarningCode.TEXT_CUT)
        html = html[: limits.max_html_characters]
    return html


def read_html(html: str, limits: Limits, notes: Notes) -> str:
    """Return the visible text of decoded HTML."""
    visible = visible_text(html)
    if visible.hid_something:
        notes.add(WarningCode.HIDDEN_TEXT)
    # Character references can bring controls and half characters back in.
    return _within(tidy(visible.text.replace("\x00", "")), limits, notes)


def _readable(raw: bytes, most_characters: int, notes: Notes) -> bytes:
    """Keep as many bytes as that many characters can need at most: the rest would be decoded for nothing."""
    most = most_characters * _WIDEST
    if len(raw) <= most:
        return raw
    notes.add(WarningCode.TEXT_CUT)
    return raw[: raw.rfind(b"\n", 0, most) + 1] or raw[:most]


def _within(text: str, limits: Limits, notes: Notes) -> str:
    if BIDI.search(text):
        notes.add(WarningCode.BIDI_REMOVED)
        text = BIDI.sub("", text)
    if len(text) > limits.max_text_characters:
        notes.add(WarningCode.TEXT_CUT)
        text = text[: limits.max_text_characters]
    return text


def _without_rich_tags(text: str) -> str:
    closed = text.lower().rfind("</param>") + 1
    text = re.sub(r"(?is)<param>.*?</param>", "", text[: closed + 7]) + text[closed + 7 :] if closed else text
    text = re.sub(r"(?<!\n)\n(?!\n)", " ", text)
    return _RICH_TAG.sub(lambda match: "<" if match.group() == "<<" else "", text)


def unflow(text: str, *, delete_space: bool) -> str:
    """Join the soft line breaks of RFC 3676; quoted depth and the signature mark are kept."""
    lines: list[list[str]] = []
    open_depth = -1
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        soft = content.endswith(" ") and content != "-- "
        joins = open_depth == depth and content != "-- " and lines
        open_depth = depth if soft else -1
        content = content[:-1] if soft and delete_space else content
        if joins:
            lines[-1].append(content)
        else:
            lines.append([f"{'>' * depth}{' ' if depth else ''}{content}"])
    return "\n".join("".join(pieces) for pieces in lines)


def has_yenc(raw: bytes) -> bool:
    """Tell whether a file stands in the text in yEnc, which news programs use; it is left where it is."""
    return _YENC.search(raw) is not None


def take_uuencoded(raw: bytes, notes: Notes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Cut files that stand uuencoded inside a text out of it: the rest, and (name, content) of each."""
    rest: list[bytes] = []
    files: list[tuple[bytes, bytes]] = []
    position = 0
    while match := _UU_BEGIN.search(raw, position):
        end = _UU_END.search(raw, match.end())
        if end is None:
            break
        rest.append(raw[position : match.start()])
        files.append((match.group(1).strip(), from_uuencode(raw[match.end() : end.start()], notes)))
        position = end.end()
    rest.append(raw[position:])
    return b"".join(rest), files
