"""Parts of office documents as trees of XML, read with nothing from outside and never more than a part may hold."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # The library has no types.

from services.intake.domain.files.values import FileLimits

# The library has no types, and names what it hands out nowhere in public.
Element = Any


class PartTooLarge(ValueError):
    """A part of the document is larger than anybody reads."""


class Package:
    """The parts of one document; the archive was judged before."""

    def __init__(self, content: bytes, limits: FileLimits) -> None:
        """Open the directory alone."""
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._most = limits.max_part_bytes
        self.names = self._archive.namelist()

    def tree(self, name: str) -> Element | None:
        """Return the root of a part, or None when there is no such part; raise PartTooLarge."""
        if name not in self.names:
            return None
        with self._archive.open(name) as part:
            raw = part.read(self._most + 1)
        if len(raw) > self._most:
            raise PartTooLarge
        # Entities, outside files and the network stay shut: a document needs none of them.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
        return etree.fromstring(raw, parser)

    def drawn(self, name: str) -> list[str]:
        """Return the lines of a part that is a drawing; none when there is no such part."""
        tree = self.tree(name)
        return [] if tree is None else list(drawn_lines(tree))

    def matching(self, folder: str, stem: str) -> list[str]:
        """Return the parts `folder/stemN.xml` in the order of their numbers."""
        found = []
        for name in self.names:
            path = PurePosixPath(name)
            number = path.stem.removeprefix(stem)
            ours = str(path.parent) == folder and path.suffix == ".xml" and path.stem.startswith(stem)
            if ours and (not number or (number.isascii() and number.isdigit())):
                found.append((int(number or 0), name))
        return [name for _, name in sorted(found)]

    def targets(self, name: str) -> dict[str, str]:
        """Return what the relations of a part point to inside the package, by their ids."""
        path = PurePosixPath(name)
        tree = self.tree(str(path.parent / "_rels" / f"{path.name}.rels"))
        if tree is None:
            return {}
        found = {}
        for relation in tree:
            if not isinstance(relation.tag, str) or relation.get("TargetMode") == "External":
                continue
            target = relation.get("Target", "")
            inside = PurePosixPath(target) if target.startswith("/") else path.parent / target
            found[relation.get("Id", "")] = _normal(inside)
        return found


def _normal(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts = parts[:-1]
        elif part not in {"/", "."}:
            parts.append(part)
    return "/".join(parts)


def local(node: Element) -> str:
    """Return the name of an element without its namespace: strict and transitional documents differ only there."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(node: Element, name: str) -> str:
    """Return the attribute of this name, whatever its namespace, or nothing."""
    return next((str(value) for key, value in node.attrib.items() if key.rpartition("}")[2] == name), "")


def within(node: Element, name: str) -> Iterator[Element]:
    """Yield the elements of this name below *node*."""
    return (one for one in node.iter() if local(one) == name)


def drawn_lines(node: Element) -> Iterator[str]:
    """Yield the paragraphs of a drawing (slides, text boxes of sheets), rows of its tables with tabs."""
    for one in node:
        name = local(one)
        if name == "tr":
            yield "\t".join(" ".join(drawn_lines(cell)) for cell in one if local(cell) == "tc")
        elif name == "p":
            yield _drawn(one)
        elif name != "Fallback":
            yield from drawn_lines(one)


def _drawn(paragraph: Element) -> str:
    found = []
    for one in paragraph.iter():
        name = local(one)
        if name == "t":
            found.append(one.text or "")
        elif name in {"br", "tab"}:
            found.append("\n" if name == "br" else "\t")
    return "".join(found)
