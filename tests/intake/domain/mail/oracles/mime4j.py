"""james-mime4j: each `*.xml` is the tree it sees in the `*.msg` of the same name, bodies as they stand in the mail."""

import email.message
import email.parser
import email.policy
from collections.abc import Iterable
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from services.intake.domain.mail.headers import decode_words
from services.intake.domain.mail.html_text import html_to_text
from tests.intake.domain.mail.oracles.agreement import DATA, Agreement
from tests.intake.domain.mail.oracles.reading import Part, Reading, ours, without_rich_tags, without_uuencoded

_FOLDER = DATA / "james-mime4j"
_EXCLUDED: dict[str, str] = {}


def agreements() -> Iterable[Agreement]:
    """Compare text and files of every mail whose tree is well-formed XML."""
    trees = [(path, tree) for path in sorted(_FOLDER.rglob("*.xml")) if (tree := _tree(path)) is not None]
    differing: list[str] = []
    checked = 0
    for path, tree in trees:
        name = path.stem
        if name in _EXCLUDED:
            continue
        theirs = _message(tree)
        checked += 1 + max(1, len(theirs.all_files()))
        differing += [f"{name}: {each}" for each in theirs.differences(ours(path.with_suffix(".msg").read_bytes()))]
    yield Agreement(
        oracle="james-mime4j `*.xml`",
        compares="text, files (name, bytes)",
        files=len(trees),
        checked=checked,
        differing=tuple(differing),
        excluded=_EXCLUDED,
    )


def _tree(path: Path) -> Element | None:
    try:
        return ElementTree.fromstring(path.read_bytes())
    except ElementTree.ParseError:
        return None


def _message(element: Element) -> Reading:
    found = Reading()
    _read(element, found, default="text/plain", first=True)
    if not "".join(found.texts).strip():
        # A text that was given a file name is still the text where there is no other.
        found.texts = [part.content.decode("latin-1") for part in found.files if (part.text or "").strip()][:1]
    return found


def _read(element: Element, found: Reading, *, default: str, first: bool) -> None:
    head = _head(element, default)
    if (inner := element.find("message")) is not None:
        found.inner.append(_message(inner))
    elif (multipart := element.find("multipart")) is not None:
        _read_parts(multipart, head, found)
    else:
        _read_leaf(head, element.findtext("body") or "", found, first=first)


def _read_parts(multipart: Element, head: email.message.Message, found: Reading) -> None:
    default = "message/rfc822" if head.get_content_subtype() == "digest" else "text/plain"
    parts = multipart.findall("body-part")
    if not parts:
        # Where no part is found at all, the preamble is what there is to read.
        found.texts.append(multipart.findtext("preamble") or "")
    alternative = head.get_content_subtype() == "alternative"
    for part in parts:
        texts = list(found.texts)
        _read(part, found, default=default, first=False)
        plain = _head(part, default).get_content_type() == "text/plain"
        if alternative and texts and not plain:
            # Another reading of the same: only its files count.
            found.texts = texts


def _read_leaf(head: email.message.Message, body: str, found: Reading, *, first: bool) -> None:
    head.set_payload(body.encode("utf-8", "surrogateescape").decode("ascii", "surrogateescape"))
    content = head.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else body.encode()
    name = decode_words(head.get_filename() or "").text
    attached = head.get_content_disposition() == "attachment"
    if head.get_content_maintype() != "text" or (name and (not first or attached)):
        plain = head.get_content_type() == "text/plain" and not attached
        found.files.append(Part(name, raw, body if plain else None))
        return
    # Bodies that are not encoded for the way come through XML as characters already.
    encoded = str(head.get("content-transfer-encoding", "")).strip().lower() in {"base64", "quoted-printable"}
    text = raw.decode(head.get_content_charset("latin-1"), "replace") if encoded else body
    text = without_uuencoded(text, found.files)
    if head.get_content_subtype() == "html":
        text = html_to_text(text)
    found.texts.append(without_rich_tags(text) if head.get_content_subtype() in {"enriched", "richtext"} else text)


def _head(element: Element, default: str) -> email.message.Message:
    header = element.find("header")
    fields = header.findall("field") if header is not None else []
    text = "\n".join((each.text or "").strip() for each in fields)
    head = email.parser.HeaderParser(policy=email.policy.compat32).parsestr(text + "\n\n")
    head.set_default_type(default)
    return head
