"""Read texts, sheets and slides of the OpenDocument kind (odt, ods, odp)."""

from collections.abc import Iterator

from services.intake.domain.files.markup import Element, Package, attribute, local
from services.intake.domain.files.values import FileLimits

_MAX_REPEATED = 200
_THROUGH_NOTHING = frozenset({"annotation", "tracked-changes", "forms", "automatic-styles", "font-face-decls"})


def open_document_lines(content: bytes, limits: FileLimits) -> Iterator[str]:
    """Yield paragraphs, rows of tables with tabs, and the names of sheets and slides."""
    tree = Package(content, limits).tree("content.xml")
    if tree is not None:
        yield from _blocks(tree)


def is_locked_document(content: bytes, limits: FileLimits) -> bool:
    """Tell whether the manifest says that the parts are encrypted."""
    tree = Package(content, limits).tree("META-INF/manifest.xml")
    return tree is not None and any(local(one) == "encryption-data" for one in tree.iter())


def _blocks(parent: Element) -> Iterator[str]:
    for node in parent:
        name = local(node)
        if name in {"p", "h"}:
            text = _text(node)
            yield f"■ {text}" if name == "h" and text.strip() else text
        elif name == "table":
            if title := attribute(node, "name"):
                yield f"【{title}】"
            yield from _rows(node)
        elif name == "page":
            yield f"【{attribute(node, 'name') or 'スライド'}】"
            yield from _blocks(node)
        elif name == "notes":
            yield from ("【ノート】", *_blocks(node))
        elif name not in _THROUGH_NOTHING:
            yield from _blocks(node)


def _rows(table: Element) -> Iterator[str]:
    for node in table:
        if local(node) == "table-row":
            line = "\t".join(_cells(node)).rstrip("\t")
            if line:
                yield line
        elif local(node) in {"table-rows", "table-header-rows", "table-row-group"}:
            yield from _rows(node)


def _cells(row: Element) -> Iterator[str]:
    for node in row:
        if local(node) in {"table-cell", "covered-table-cell"}:
            said = " ".join(filter(None, _blocks(node)))
            repeated = attribute(node, "number-columns-repeated")
            count = int(repeated) if repeated.isascii() and repeated.isdigit() else 1
            yield from [said] * min(count, _MAX_REPEATED)


def _text(node: Element) -> str:
    found = [node.text or ""]
    for one in node:
        name = local(one)
        if name == "s":
            count = attribute(one, "c")
            found.append(" " * min(int(count) if count.isascii() and count.isdigit() else 1, _MAX_REPEATED))
        elif name in {"tab", "line-break"}:
            found.append("\t" if name == "tab" else "\n")
        elif name not in _THROUGH_NOTHING:
            found.append(_text(one))
        found.append(one.tail or "")
    return "".join(found)
