"""HTML of a mail as it may be shown: nothing active, nothing fetched, every link's target in sight."""

import re
from collections.abc import Sequence
from html import escape, unescape

import nh3

from services.intake.domain.mail.html_text import shown_html

_TAGS = {
    "a", "abbr", "address", "b", "bdi", "blockquote", "br", "caption", "center", "cite", "code", "dd", "del", "dfn",
    "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd", "li", "ol", "p", "pre", "q",
    "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "tt", "u", "ul", "var",
}  # fmt: skip
_DROPPED_WHOLE = {"iframe", "math", "noembed", "noframes", "object", "script", "select", "style", "svg", "template",
                  "textarea", "title", "xmp"}  # fmt: skip
_NUMBERS = {str(number) for number in range(1, 101)}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_DROPPED_WHOLE,
    attributes={"a": {"href"}},
    tag_attribute_values={
        "td": {"colspan": _NUMBERS, "rowspan": _NUMBERS},
        "th": {"colspan": _NUMBERS, "rowspan": _NUMBERS},
        "ol": {"start": _NUMBERS},
    },
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
)
_NESTING = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# These close themselves when the next begins, or never hold anything.
_FLAT = frozenset({
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "o", "option", "p",
    "param", "rp", "rt", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
})  # fmt: skip
_LINK = re.compile(r'(?s)<a href="([^"]*)"[^>]*>(.*?)</a>')
_TAG = re.compile(r"<[^>]*>")
_MAX_NESTING = 1_000
_MAX_COPIED = 20_000_000_000
_MAX_CLEAN = 6_000_000
_MAX_SHOWN_TARGET = 300


def clean_html(pages: Sequence[str]) -> str | None:
    """Return the HTML of a mail's parts without anything that acts or loads; None when there is none worth showing.

    What would keep a parser busy for minutes is not cleaned; its text is read all the same.
    """
    cleaned = [_clean(page) for page in pages if page.strip() and not _is_a_bomb(page)]
    full = [page for page in cleaned if page.strip()]
    if not full or sum(map(len, full)) > _MAX_CLEAN:
        return None
    return "\n<hr>\n".join(full)


def _clean(page: str) -> str:
    return _LINK.sub(_with_target, _CLEANER.clean(shown_html(page)))


def _with_target(link: re.Match[str]) -> str:
    """Write the target of a link behind it when its words are others."""
    target = unescape(link.group(1)).strip()
    if unescape(_TAG.sub("", link.group(2))).strip() in {target, target.removeprefix("mailto:")}:
        return link.group()
    shown = target if len(target) <= _MAX_SHOWN_TARGET else f"{target[:_MAX_SHOWN_TARGET]}…"
    return f"{link.group()} <small>［{escape(shown)}］</small>"


def _is_a_bomb(page: str) -> bool:
    # The parser copies a text once for each character reference in it, and walks its open elements for each tag.
    if page.count("&") * len(page) > _MAX_COPIED and _copied(page) > _MAX_COPIED:
        return True
    if page.count("<") < _MAX_NESTING:
        return False
    depth = 0
    for match in _NESTING.finditer(page):
        if match.group(2).lower() in _FLAT:
            continue
        depth = max(0, depth + (-1 if match.group(1) else 1))
        if depth > _MAX_NESTING:
            return True
    return False


def _copied(page: str) -> int:
    return sum(piece.count("&") * len(piece) for piece in page.split("<"))
