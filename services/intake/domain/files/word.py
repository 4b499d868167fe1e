"""Read Word documents: what stands on the page in its order, then what stands beside it."""

from collections.abc import Iterator

from services.intake.domain.files.markup import Element, Package, attribute, local, within
from services.intake.domain.files.values import FileLimits

_THROUGH = frozenset(
    {"body", "sdt", "sdtContent", "ins", "smartTag", "customXml", "AlternateContent", "Choice", "moveTo"}
)
_SKIPPED = frozenset({"pPr", "rPr", "del", "moveFrom", "Fallback", "instrText", "delText", "rubyPr", "sdtPr"})
_MARKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "footnoteReference": "（※注）"}
_BESIDE = (
    ("header", "【ヘッダー】"),
    ("footer", "【フッター】"),
    ("footnotes", "【脚注】"),
    ("endnotes", "【文末脚注】"),
    ("comments", "【コメント】"),
)
_HEADING = "■ "


def word_lines(content: bytes, limits: FileLimits) -> Iterator[str]:
    """Yield paragraphs and table rows in the order of the page; cells are parted by tabs."""
    package = Package(content, limits)
    tree = package.tree("word/document.xml")
    if tree is None:
        return
    headings = _headings(package)
    yield from _blocks(tree, headings)
    for stem, title in _BESIDE:
        said: list[str] = []
        for name in package.matching("word", stem):
            part = package.tree(name)
            if part is not None:
                said += [line for line in _blocks(part, headings) if line.strip()]
        # A document has the same header several times: for its first, its even and its other pages.
        if said:
            yield from ("", title, *dict.fromkeys(said))


def _headings(package: Package) -> frozenset[str]:
    tree = package.tree("word/styles.xml")
    if tree is None:
        return frozenset()
    styles = ((attribute(style, "styleId"), style) for style in tree if local(style) == "style")
    return frozenset(
        style_id
        for style_id, style in styles
        if any(attribute(one, "val").lower().startswith(("heading", "title")) for one in style if local(one) == "name")
    )


def _blocks(parent: Element, headings: frozenset[str]) -> Iterator[str]:
    for node in parent:
        name = local(node)
        if name == "p":
            yield from _paragraph(node, headings)
        elif name == "tbl":
            for row in _rows(node):
                cells = (" ".join(filter(None, _blocks(cell, frozenset()))) for cell in _cells(row))
                yield "\t".join(cells)
        elif name in _THROUGH or name in {"footnote", "endnote", "comment"}:
            yield from _blocks(node, headings)


def _rows(table: Element) -> Iterator[Element]:
    return _of("tr", table)


def _cells(row: Element) -> Iterator[Element]:
    return _of("tc", row)


def _of(name: str, parent: Element) -> Iterator[Element]:
    for node in parent:
        if local(node) == name:
            yield node
        elif local(node) in _THROUGH:
            yield from _of(name, node)


def _paragraph(paragraph: Element, headings: frozenset[str]) -> Iterator[str]:
    """Yield the line of a paragraph, then the lines of the text boxes that hang on it."""
    found: list[str] = []
    boxes: list[Element] = []
    _inline(paragraph, found, boxes)
    line = "".join(found)
    style = next((attribute(one, "val") for one in within(paragraph, "pStyle")), "")
    yield f"{_HEADING}{line}" if line.strip() and style in headings else line
    for box in boxes:
        yield from _blocks(box, headings)


def _inline(parent: Element, found: list[str], boxes: list[Element]) -> None:
    for node in parent:
        name = local(node)
        if name == "t":
            found.append(node.text or "")
        elif name in _MARKS:
            found.append(_MARKS[name])
        elif name == "txbxContent":
            boxes.append(node)
        elif name == "ruby":
            _ruby(node, found, boxes)
        elif name not in _SKIPPED:
            _inline(node, found, boxes)


def _ruby(node: Element, found: list[str], boxes: list[Element]) -> None:
    """Write the reading of a word behind it."""
    for part in (one for one in node if local(one) == "rubyBase"):
        _inline(part, found, boxes)
    reading: list[str] = []
    for part in (one for one in node if local(one) == "rt"):
        _inline(part, reading, boxes)
    if reading:
        found.append(f"（{''.join(reading)}）")
