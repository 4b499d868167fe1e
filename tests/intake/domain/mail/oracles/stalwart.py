"""stalwart-mail-parser: each `*.json` is the full tree that parser sees in the `*.eml` of the same name."""

import json
from collections.abc import Iterable
from typing import Any

from services.intake.domain.mail.html_text import html_to_text
from services.intake.domain.mail.parse import parse_mail
from tests.intake.domain.mail.oracles.agreement import DATA, Agreement
from tests.intake.domain.mail.oracles.reading import (
    Part,
    Reading,
    ours,
    same_text,
    without_rich_tags,
    without_uuencoded,
)

_FOLDER = DATA / "stalwart-mail-parser" / "eml"
_BINARY = ("application/", "audio/", "image/", "video/")
_HTML_AS_TEXT = (
    "`Content-Type: text/plain` stands inside the multipart's own header block, and the oracle shows the delimiter "
    "`--------------alternative` and the HTML's source as text"
)
_EXCLUDED = {"malformed/020": _HTML_AS_TEXT, "malformed/021": _HTML_AS_TEXT}


def agreements() -> Iterable[Agreement]:
    """Compare text, files, subject and sender of every mail."""
    files = [path for path in sorted(_FOLDER.rglob("*.eml")) if path.with_suffix(".json").is_file()]
    differing: list[str] = []
    checked = 0
    for path in files:
        name = str(path.relative_to(_FOLDER).with_suffix(""))
        if name in _EXCLUDED:
            continue
        message = json.loads(path.with_suffix(".json").read_text("utf-8"))
        theirs = _reading(message)
        checked += 3 + max(1, len(theirs.all_files()))
        raw = path.read_bytes()
        differing += [f"{name}: {each}" for each in theirs.differences(ours(raw))]
        differing += [f"{name}: {each}" for each in _head_differences(message, raw)]
    yield Agreement(
        oracle="stalwart-mail-parser `*.json`",
        compares="text, files (name, bytes), subject, sender",
        files=len(files),
        checked=checked,
        differing=tuple(differing),
        excluded=_EXCLUDED,
    )


def _reading(message: dict[str, Any]) -> Reading:
    """Read the tree as RFC 8621 lists it; unnamed text among the attachments is read in place, as by mail programs."""
    found = Reading()
    shown: list[int] = message["text_body"]
    other_readings = _alternatives(message)
    for number in sorted({*shown, *message["attachments"]}):
        part = message["parts"][number]
        ((kind, content),) = part["body"].items()
        disposition, name = _names(part)
        is_text = kind in {"Text", "Html"} and not _type(part).startswith(_BINARY)
        if is_text and (number in shown or not (name or disposition == "attachment")):
            if number in shown or number not in other_readings:
                text = html_to_text(content) if kind == "Html" else without_uuencoded(content, found.files)
                found.texts.append(without_rich_tags(text) if _type(part) == "text/enriched" else text)
        elif kind == "Message":
            found.inner.append(_reading(content))
        else:
            found.files.append(_file(name, content))
    return found


def _alternatives(message: dict[str, Any]) -> set[int]:
    """Return the parts that say again what another one says."""
    return {
        number
        for part in message["parts"]
        if _type(part) == "multipart/alternative" and "Multipart" in part["body"]
        for number in part["body"]["Multipart"]
    }


def _file(name: str, content: str | list[int]) -> Part:
    raw = content.encode() if isinstance(content, str) else bytes(content)
    # This oracle leaves files uuencoded where another encoding was announced.
    inside: list[Part] = []
    without_uuencoded(raw.decode("utf-8", "replace"), inside)
    return Part(name, inside[0].content if inside else raw, content if isinstance(content, str) else None)


def _names(part: dict[str, Any]) -> tuple[str, str]:
    disposition = _parameters(part, "content_disposition")
    return disposition[0], disposition[1].get("filename") or _parameters(part, "content_type")[1].get("name") or ""


def _type(part: dict[str, Any]) -> str:
    value = _value(part, "content_type")
    content = value["ContentType"] if isinstance(value, dict) and "ContentType" in value else {}
    return f"{content.get('c_type')}/{content.get('c_subtype')}".lower()


def _value(part: dict[str, Any], header: str) -> Any:
    return next((each["value"] for each in part["headers"] if each["name"] == header), None)


def _parameters(part: dict[str, Any], header: str) -> tuple[str, dict[str, str]]:
    value = _value(part, header)
    if not isinstance(value, dict) or "ContentType" not in value:
        return "", {}
    content = value["ContentType"]
    return content["c_type"], {each["name"]: each["value"] for each in content["attributes"] or []}


def _head_differences(message: dict[str, Any], raw: bytes) -> list[str]:
    parsed, head = parse_mail(raw), message["parts"][0]
    subject = _value(head, "subject")
    found = []
    if isinstance(subject, dict) and not same_text(str(subject.get("Text") or ""), parsed.subject):
        found.append(f"subject {parsed.subject!r}")
    sender = _value(head, "from")
    people = _people(sender["Address"]) if isinstance(sender, dict) and "Address" in sender else []
    if people and not (
        same_text(people[0]["name"] or "", parsed.from_name)
        and (people[0]["address"] or "").lower() == parsed.from_address.lower()
    ):
        found.append(f"sender {parsed.from_name!r} <{parsed.from_address}>")
    return found


def _people(addresses: dict[str, Any]) -> list[dict[str, Any]]:
    people = list(addresses.get("List", ()))
    for group in addresses.get("Group", ()):
        people += group["addresses"]
    return people
