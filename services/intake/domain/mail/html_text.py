"""Turn HTML into the text a person would read."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "caption", "center", "dd", "div", "dl", "dt",
    "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
    "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_PARAGRAPHS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre"])
_HIDDEN = frozenset({"script", "style", "title", "template", "noscript", "svg", "math", "object", "select"})
_SPACES = re.compile(r"[ \t\r\n\f]+")
_MARKED = re.compile(r"(?is)<(script|style|title)\b.*?(?:</\1\s*>|\Z)")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._hidden = 0
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif self._hidden:
            return
        elif tag == "br":
            self.found.append("\n")
        elif tag in {"td", "th"}:
            self.found.append("\t")
        elif tag == "img":
            self._text(next((value or "" for name, value in attrs if name == "alt"), ""))
        elif tag in _BLOCKS:
            self._break(tag)
            self._pre += tag == "pre"
            if tag == "li":
                self.found.append("・")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _HIDDEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BLOCKS and not self._hidden:
            self._break(tag)
            self._pre = max(0, self._pre - (tag == "pre"))

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._text(data)

    def unknown_decl(self, data: str) -> None:
        """Ignore `<![if mso]>` and its like."""

    def _text(self, data: str) -> None:
        self.found.append(data if self._pre else _SPACES.sub(" ", data))

    def _break(self, tag: str) -> None:
        self.found.append("\x00\x00" if tag in _PARAGRAPHS else "\x00")


def html_to_text(html: str) -> str:
    """Return the visible text of *html* with one line per block; scripts, styles and tags are gone."""
    reader = _Reader()
    # Scripts go first: the parser would read an unclosed one to the end and hide the mail.
    source = _MARKED.sub(" ", html).replace("\x00", "")
    try:
        reader.feed(source)
        reader.close()
    except AssertionError:
        # The parser asserts on some broken declarations; then tags are simply cut out.
        reader.found[:] = [re.sub(r"<[^<>]*>", " ", source)]
    text = "".join(reader.found)
    text = re.sub(r"[ \t]*\x00[\x00 ]*", _block_break, text)
    lines = [line.strip(" \t") for line in text.replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _block_break(match: re.Match[str]) -> str:
    return "\n\n" if "\x00\x00" in match.group() else "\n"
