"""The register as an Atom feed (RFC 4287), what was taken back as a deleted entry (RFC 6721)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree import ElementTree as ET

from services.publication.storage.entry_queries import Line
from services.publication.web.desk import Look
from shared.xml_text import xml_text

_ATOM: Final = "http://www.w3.org/2005/Atom"
_TOMBSTONES: Final = "http://purl.org/atompub/tombstones/1.0"
_NEVER_CHANGED: Final = datetime(1970, 1, 1, tzinfo=UTC)
ET.register_namespace("", _ATOM)
ET.register_namespace("at", _TOMBSTONES)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLinks:
    """The addresses a feed names: itself, the page for people, and the older rest."""

    itself: str
    page: str
    next: str


def urn_of(entry_id: UUID) -> str:
    """Return the name an entry keeps, whatever its address."""
    return f"urn:uuid:{entry_id}"


def atom_feed(look: Look, lines: Sequence[Line], links: FeedLinks, updated: datetime | None) -> bytes:
    """Return the feed, the last change first."""
    feed = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "ja"})
    named = f"{look.scheme.prefecture}/{look.scheme.desk_id}{look.asked.query()}"
    _add(feed, "id", urn_of(uuid5(NAMESPACE_URL, f"register:{named}")))
    _add(feed, "title", f"{look.scheme.prefecture} {look.scheme.name}　公表した取組")
    _add(feed, "updated", _moment(updated or _NEVER_CHANGED))
    _link(feed, "self", links.itself, "application/atom+xml")
    _link(feed, "alternate", links.page, "text/html")
    if links.next:
        _link(feed, "next", links.next, "application/atom+xml")
    author = ET.SubElement(feed, f"{{{_ATOM}}}author")
    _add(author, "name", f"{look.scheme.prefecture} {look.scheme.department_name}")
    for line in lines:
        if line.is_gone:
            ET.SubElement(
                feed,
                f"{{{_TOMBSTONES}}}deleted-entry",
                {"ref": urn_of(line.entry_id), "when": _moment(line.released_at)},
            )
        else:
            _entry(feed, look, line)
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(feed: ET.Element, look: Look, line: Line) -> None:
    entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
    _add(entry, "id", urn_of(line.entry_id))
    _add(entry, "title", line.title)
    _add(entry, "updated", _moment(line.released_at))
    _add(entry, "published", _moment(line.first_at))
    _link(entry, "alternate", look.absolute(look.address(line)), "text/html")
    for one in line.card.get("fields", ()):
        attributes = {"term": one["code"], "label": xml_text(one["words"])}
        ET.SubElement(entry, f"{{{_ATOM}}}category", attributes)
    _add(entry, "summary", line.summary or line.title)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = xml_text(text)


def _link(parent: ET.Element, relation: str, address: str, media_type: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}link", {"rel": relation, "href": address, "type": media_type})


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
