"""Read slides in their order, each with its notes."""

from collections.abc import Iterator

from services.intake.domain.files.markup import Package, drawn_lines, within
from services.intake.domain.files.values import FileLimits

_INDEX = "ppt/presentation.xml"


def slide_lines(content: bytes, limits: FileLimits) -> Iterator[str]:
    """Yield the lines of each slide under its number, then what the speaker noted."""
    package = Package(content, limits)
    tree = package.tree(_INDEX)
    if tree is None:
        return
    targets = package.targets(_INDEX)
    wanted = (targets.get(_relation(one), "") for one in within(tree, "sldId"))
    for number, name in enumerate(wanted, start=1):
        slide = package.tree(name)
        if slide is None:
            continue
        hidden = "（非表示）" if slide.get("show") in {"0", "false"} else ""
        yield f"【スライド {number}】{hidden}"
        yield from filter(str.strip, drawn_lines(slide))
        notes = [line for part in _beside(package, name) for line in part if line.strip() and not line.isdigit()]
        if notes:
            yield from ("【ノート】", *notes)
        yield ""


def _relation(slide: object) -> str:
    # Both attributes are called id; the one of the relation has a namespace.
    found = getattr(slide, "attrib", {})
    return next((str(value) for key, value in found.items() if str(key).endswith("}id")), "")


def _beside(package: Package, slide: str) -> Iterator[list[str]]:
    for target in package.targets(slide).values():
        if "notesSlides/" in target or "diagrams/data" in target:
            yield package.drawn(target)
