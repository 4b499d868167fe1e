"""Turn HTML into the text a person would read."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from services.intake.domain.mail.html_lines import Lines

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "caption", "center", "dd", "div", "dl", "dt",
    "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
    "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_PARAGRAPHS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre"])
_DROPPED = frozenset({"script", "style", "title", "template", "svg", "math", "object", "select"})
_EMPTY = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_MARKED = re.compile(r"(?is)<(script|style|title)\b.*?(?:</\1\s*>|\Z)")
_DECLARATION = re.compile(r"<[!?][^>]*>")
_NOT_SHOWN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all")
_MAY_HIDE = re.compile(rf"(?i)\bhidden\b|{_NOT_SHOWN.pattern.removeprefix('(?i)')}")
_TAG = re.compile(r"<[^<>]*>")
_SHOWN_TARGETS = ("http://", "https://", "mailto:")
_MAX_TARGET = 500
_MAX_BRACKETS = 1_000

Attributes = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Visible:
    """The text of a page; `hid_something` when words stood there that no reader was meant to see."""

    text: str
    hid_something: bool = False


class _Reader(HTMLParser):
    def __init__(self, *, hide: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = Lines()
        self.hid_something = False
        self.hidden_by: list[str] = []
        self.hidden_at: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self._hidden_from = (1, 0)
        self._hide = hide
        self._dropped = 0
        self._lists: list[int | None] = []
        self._target = ""
        self._link: list[str] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag in _DROPPED:
            self._dropped += 1
        elif self._dropped or self._is_hidden(tag, attrs):
            return
        elif tag == "br":
            self.lines.end()
        elif tag in {"td", "th"}:
            self.lines.add("\t")
        elif tag == "img":
            self._say(_value(attrs, "alt"))
        elif tag == "a":
            self._end_link()
            self._target = _value(attrs, "href").strip()
        elif tag in _BLOCKS:
            self._open(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        if tag not in _DROPPED:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self._dropped = max(0, self._dropped - 1)
        elif self.hidden_by:
            if tag == self.hidden_by[-1]:
                self.hidden_by.pop()
                if not self.hidden_by:
                    self.hidden_at.append((self._hidden_from, self.getpos()))
        elif self._dropped:
            return
        elif tag == "a":
            self._end_link()
        elif tag in _BLOCKS:
            self._close(tag)

    def handle_data(self, data: str) -> None:
        if self.hidden_by:
            self.hid_something = self.hid_something or not data.isspace()
        elif not self._dropped:
            self._say(data)

    def _is_hidden(self, tag: str, attrs: Attributes) -> bool:
        """Follow an element that is not shown to its end, through others of its name."""
        if self.hidden_by:
            if tag == self.hidden_by[0]:
                self.hidden_by.append(tag)
            return True
        if not self._hide or not attrs or tag in _EMPTY:
            return False
        if any(name == "hidden" or (name == "style" and _NOT_SHOWN.search(value or "")) for name, value in attrs):
            self.hidden_by.append(tag)
            self._hidden_from = self.getpos()
        return bool(self.hidden_by)

    def _open(self, tag: str, attrs: Attributes) -> None:
        self.lines.break_(paragraph=tag in _PARAGRAPHS and not (tag in {"ul", "ol"} and self._lists))
        if tag == "blockquote":
            self.lines.quoted += 1
        elif tag == "pre":
            self.lines.pre += 1
        elif tag in {"ul", "ol"}:
            start = _value(attrs, "start")
            self._lists.append((int(start) if start.isdecimal() and len(start) < len("10000") else 1) * (tag == "ol"))
        elif tag == "li":
            self.lines.add(self._item())

    def _item(self) -> str:
        indent = "　" * min(len(self._lists) - 1, 10)
        number = self._lists[-1] if self._lists else None
        if not number:
            return f"{indent}・"
        self._lists[-1] = number + 1
        return f"{indent}{number}. "

    def _close(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        self.lines.break_(paragraph=tag in _PARAGRAPHS and not (tag in {"ul", "ol"} and self._lists))
        if tag == "blockquote":
            self.lines.quoted = max(0, self.lines.quoted - 1)
        elif tag == "pre":
            self.lines.pre = max(0, self.lines.pre - 1)

    def _say(self, data: str) -> None:
        if self._target:
            self._link.append(data)
        self.lines.say(data)

    def _end_link(self) -> None:
        """Show where a link leads when its words say something else: that is how people are fooled."""
        target, words = self._target, "".join(self._link).strip()
        self._target, self._link = "", []
        if words and target.lower().startswith(_SHOWN_TARGETS) and _bare(words) != _bare(target):
            address = target.removeprefix("mailto:")
            self.lines.add(f" <{address[:_MAX_TARGET]}{'…' if len(address) > _MAX_TARGET else ''}>")


def html_to_text(html: str) -> str:
    """Return what visible_text returns, for who does not ask what was hidden."""
    return visible_text(html).text


def visible_text(html: str) -> Visible:
    """Return the visible text of *html*: a line per block, quotes behind `>`; no scripts, styles and tags."""
    source = _only_elements(html)
    reader = _read(source, hide=True)
    if reader is not None and reader.hidden_by:
        # What hides was never closed. Showing too much is better than hiding a mail.
        reader = _read(source, hide=False)
    if reader is None:
        return Visible(_tidied([line.strip() for line in _TAG.sub(" ", source).splitlines()]))
    return Visible(_tidied(reader.lines.finished()), reader.hid_something)


def shown_html(html: str) -> str:
    """Return *html* without what visible_text leaves out because no reader was meant to see it."""
    if _MAY_HIDE.search(html) is None:
        return html
    source = _only_elements(html)
    reader = _read(source, hide=True)
    if reader is None or reader.hidden_by or not reader.hidden_at:
        return html
    lines = [0, *(found.end() for found in re.finditer("\n", source))]
    kept: list[str] = []
    end = 0
    for (line, column), (last_line, last_column) in reader.hidden_at:
        kept.append(source[end : lines[line - 1] + column])
        end = source.find(">", lines[last_line - 1] + last_column) + 1
    return "".join([*kept, source[end:]])


def _only_elements(html: str) -> str:
    """Cut out what is no element and shows nothing; each step passes once over what a sender may make large."""
    # Scripts go first: the parser would read an unclosed one to the end and hide the mail.
    source = _MARKED.sub(" ", html).replace("\x00", "")
    end = source.rfind(">") + 1
    # Behind the last bracket nothing can be a tag, and the parser would look for one again and again.
    source = source[:end] + source[end:].replace("<", "&lt;", _MAX_BRACKETS).replace("<", " ")
    return _DECLARATION.sub("", _without_comments(source))


def _without_comments(source: str) -> str:
    found: list[str] = []
    position = 0
    while (start := source.find("<!--", position)) >= 0:
        end = source.find("-->", start + 2)
        if end < 0:
            break
        found.append(source[position:start])
        position = end + 3
    # One that is never closed would hide the rest of the mail.
    return "".join([*found, source[position:].replace("<!--", " ")])


def _read(source: str, *, hide: bool) -> _Reader | None:
    reader = _Reader(hide=hide)
    try:
        reader.feed(source)
        reader.close()
    except AssertionError:
        # The parser asserts on some broken declarations; then tags are simply cut out.
        return None
    return reader


def _tidied(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _value(attrs: Attributes, name: str) -> str:
    return next((value or "" for key, value in attrs if key == name), "")


def _bare(target: str) -> str:
    """Return a link without what nobody writes out."""
    return re.sub(r"(?i)^(?:https?://|mailto:)", "", target.strip()).partition("?subject=")[0].rstrip("/").lower()
