"""The lines of a page while it is being read."""

import re

_SPACES = re.compile(r"[ \t\r\n\f]+")
_MANY = re.compile(r" {2,}")
_BLANK = re.compile(r"[ \t]*")
_MAX_QUOTED = 20


class Lines:
    """Collect words into lines as a browser would break them."""

    def __init__(self) -> None:
        self.quoted = 0
        self.pre = 0
        self._lines: list[str] = []
        self._line: list[str] = []
        self._gap = False
        self._before = 0

    def say(self, words: str) -> None:
        """Add words of the page; white space counts as one space, except in preformatted text."""
        if not self.pre:
            self.add(_SPACES.sub(" ", words))
            return
        first, *others = words.split("\n")
        self.add(first)
        for line in others:
            self.end()
            self.add(line)

    def add(self, text: str) -> None:
        """Add *text* to the line as it is."""
        self._line.append(text)

    def end(self) -> None:
        """End the line, also an empty one."""
        self._put("".join(self._line))

    def break_(self, *, paragraph: bool) -> None:
        """Begin a new block: the line ends if anything stands in it, and a paragraph keeps a distance."""
        line = "".join(self._line)
        if _BLANK.fullmatch(line):
            self._line.clear()
        else:
            self._put(line)
        self._gap = self._gap or paragraph

    def finished(self) -> list[str]:
        """Return all lines."""
        self.break_(paragraph=False)
        return self._lines

    def _put(self, line: str) -> None:
        self._line.clear()
        quoted = min(self.quoted, _MAX_QUOTED)
        if self._gap and self._lines:
            self._lines.append(("> " * min(quoted, self._before)).rstrip())
        self._gap, self._before = False, quoted
        text = line.rstrip() if self.pre else _MANY.sub(" ", line).strip(" \t")
        self._lines.append(f"{'> ' * quoted}{text.replace(chr(0xA0), ' ')}".rstrip(" "))
