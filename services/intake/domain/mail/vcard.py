"""A contact card as lines to read: name, body, telephone, address; nothing is put into an address book."""

from collections.abc import Iterator

from services.intake.domain.mail.content_lines import ContentLine, content_lines

_LABELS = (
    ("ORG", "組織"),
    ("TITLE", "役職"),
    ("TEL", "電話"),
    ("EMAIL", "電子メール"),
    ("ADR", "住所"),
    ("URL", "URL"),
)
_MAX_CARDS = 20
_MAX_VALUES = 5


def read_vcard(content: bytes, charset: str) -> str | None:
    """Return the cards as text; None when there is none in it."""
    cards = [text for card in _cards(content, charset) if (text := _card(card))]
    return "\n\n".join(cards) or None


def _cards(content: bytes, charset: str) -> Iterator[list[ContentLine]]:
    card: list[ContentLine] = []
    count = 0
    for line in content_lines(content, charset):
        if line.name not in {"BEGIN", "END"}:
            card.append(line)
        elif line.name == "END" and card:
            yield card
            card, count = [], count + 1
            if count == _MAX_CARDS:
                return
    if card:
        yield card


def _card(lines: list[ContentLine]) -> str:
    found = [("氏名", _name(lines))]
    for name, label in _LABELS:
        values = [_value(line) for line in lines if line.name == name]
        found.append((label, "、".join(list(dict.fromkeys(filter(None, values)))[:_MAX_VALUES])))
    said = [f"{label}：{' '.join(value.split())[:500]}" for label, value in found if value]
    return "\n".join(["【連絡先】", *said]) if said else ""


def _name(lines: list[ContentLine]) -> str:
    full = next((line.text for line in lines if line.name == "FN" and line.text.strip()), "")
    name = next((line for line in lines if line.name == "N"), None)
    shown = full or ("" if name is None else " ".join(filter(None, name.fields[:2])))
    sounds = {line.name: line.text for line in lines if line.name.startswith("X-PHONETIC-")}
    reading = " ".join(filter(None, (sounds.get("X-PHONETIC-LAST-NAME"), sounds.get("X-PHONETIC-FIRST-NAME"))))
    return f"{shown}（{reading}）" if reading else shown


def _value(line: ContentLine) -> str:
    if line.name == "ADR":
        # The order an address is written in here: post code, region, town, street, building.
        parts = (line.fields + [""] * 7)[:7]
        return " ".join(filter(None, (parts[5], parts[4], parts[3], parts[2], parts[1], parts[0])))
    return " ".join(filter(None, line.fields)) if line.name == "ORG" else line.text.removeprefix("tel:").strip()
