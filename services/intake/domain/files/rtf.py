"""Read the text of RTF, which old word processors and some mail programs write."""

import re

_TOKEN = re.compile(
    rb"\\(?P<word>[a-z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'(?P<letter>[0-9a-fA-F]{2})|\\(?P<sign>[^a-z])"
    rb"|(?P<brace>[{}])|[\r\n]+|(?P<plain>[^\\{}\r\n]+)"
)
_HIDDEN = frozenset(
    {
        b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"generator", b"listtable", b"themedata",
        b"listoverridetable", b"rsidtbl", b"xmlnstbl", b"datastore", b"latentstyles", b"fldinst", b"colorschememapping",
    }
)  # fmt: skip
_MARKS = {b"par": "\n", b"line": "\n", b"row": "\n", b"sect": "\n", b"page": "\n", b"tab": "\t", b"cell": "\t"}
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_JAPANESE = re.compile(rb"\\fcharset128\b")


def rtf_text(content: bytes) -> str:
    """Return the text between the commands; letters of the file's own code page, cp932 where it has Japanese fonts."""
    page = _CODE_PAGE.search(content[:4096])
    codec = "cp932" if _JAPANESE.search(content) or page is None else f"cp{page.group(1).decode()}"
    reader = _Reader(codec)
    for match in _TOKEN.finditer(content):
        reader.take(match)
    return reader.text()


class _Reader:
    """What was read so far, and whether what comes now is text at all."""

    def __init__(self, codec: str) -> None:
        self._codec = codec
        self._found: list[str] = []
        self._bytes = bytearray()
        self._depth = 0
        self._hidden_from: int | None = None
        self._skip = 0

    def text(self) -> str:
        self._flush()
        # Letters beyond the first plane come as two halves.
        return "".join(self._found).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def take(self, match: re.Match[bytes]) -> None:
        if brace := match["brace"]:
            self._brace(opens=brace == b"{")
        elif match["word"] in _HIDDEN or match["sign"] == b"*":
            self._hidden_from = self._depth if self._hidden_from is None else self._hidden_from
        elif self._hidden_from is None:
            self._visible(match)

    def _brace(self, *, opens: bool) -> None:
        self._depth += 1 if opens else -1
        if self._hidden_from is not None and self._depth < self._hidden_from:
            self._hidden_from = None

    def _visible(self, match: re.Match[bytes]) -> None:
        if letter := match["letter"]:
            # After a Unicode letter stands the one for programs that know none.
            if self._skip:
                self._skip -= 1
            else:
                self._bytes += bytes.fromhex(letter.decode())
        elif plain := match["plain"]:
            self._bytes += plain[self._skip :]
            self._skip = max(0, self._skip - len(plain))
        else:
            self._flush()
            self._command(match)

    def _command(self, match: re.Match[bytes]) -> None:
        word, sign = match["word"], match["sign"]
        if word == b"u" and match["number"] is not None:
            self._found.append(chr(int(match["number"]) % 65_536))
            self._skip = 1
        elif word in _MARKS:
            self._found.append(_MARKS[word])
        elif sign is not None and sign in b"{}\\":
            self._found.append(sign.decode())

    def _flush(self) -> None:
        raw = bytes(self._bytes)
        self._bytes.clear()
        try:
            self._found.append(raw.decode(self._codec, "replace"))
        except LookupError:
            self._found.append(raw.decode("cp932", "replace"))
