"""The parts of an office file: bounded, without entities, never over a network."""

from typing import Final
from zipfile import ZipFile

from lxml import etree  # type: ignore[import-untyped]  # The library has no types.

from services.intake.domain.sheet.cells import SheetBroken, SheetLimits

_PROPERTIES: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
_LONGEST_PROPERTY: Final = 100


def part(archive: ZipFile, name: str, limits: SheetLimits) -> bytes | None:
    """Return a part by its name, None when there is none; raise SheetBroken when it is too large."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.file_size > limits.max_xml_bytes:
        raise SheetBroken("A part of the file is too large for a sheet.")
    with archive.open(info) as source:
        return source.read(limits.max_xml_bytes)


def parse(content: bytes) -> etree._Element:
    """Return the root of an XML part; raises what lxml raises on broken XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(content, parser)
    if root is None:
        raise SheetBroken("There is nothing in a part of the file.")
    return root


def custom_property(archive: ZipFile, name: str, limits: SheetLimits) -> str:
    """Return a document property of this name as text, empty without one."""
    content = part(archive, "docProps/custom.xml", limits)
    if content is None:
        return ""
    for one in parse(content).iterchildren(f"{_PROPERTIES}property"):
        if one.get("name") == name:
            return "".join(one.itertext()).strip()[:_LONGEST_PROPERTY]
    return ""
