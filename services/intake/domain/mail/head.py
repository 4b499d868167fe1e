"""Read the header block of a mail or a part, whatever was done to its lines."""

import re

from services.intake.domain.mail.values import Limits, Notes, WarningCode

Headers = tuple[tuple[str, str], ...]

_NEEDED = re.compile(
    rb"(?i)(?:from|to|cc|subject|date|message-id|in-reply-to|references|reply-to|return-path|sender|mime-version"
    rb"|content-[a-z-]+|auto-submitted|precedence|list-[a-z]+|x-auto[a-z-]*|x-desk-loop|x-loop"
    rb"|x-failed-recipients|authentication-results)"
)
_KNOWN = re.compile(
    rb"(?im)^(?:" + _NEEDED.pattern[4:] + rb"|x-[a-z0-9-]+|received|resent-[a-z-]+|(?:dkim|arc)-[a-z-]+|bcc"
    rb"|user-agent|organization|delivered-to|thread-[a-z]+|importance|errors-to)[ \t]*:"
)
# A run of carriage returns is bounded, or a megabyte of them would be read again for each.
_LINE = re.compile(rb"([^\r\n]*)(\r{0,3}\n|\r(?!\n)|\Z)")
_EMPTY_LINE = re.compile(rb"(?:\r?\n|\r(?!\n))[ \t]*(?:\r{0,2}\n|\r(?!\n))")
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]*")
_BAD_FIELD = re.compile(rb"[^\s:]{1,100}[ \t]*:")
_FOLDED_THEN_KNOWN = re.compile(rb"(?i)(?:[ \t]+[^\r\n]*\r?\n){0,20}" + _KNOWN.pattern.removeprefix(b"(?im)^"))
_TRACE = re.compile(rb"(?i)(?:by|with|for|id|from|via)[ \t]|(?:mon|tue|wed|thu|fri|sat|sun),[ \t]")
_UNIX_FROM = (b"From ", b">From ")
_FIELD_CUT = 100_000


def read_head(raw: bytes, limits: Limits, notes: Notes) -> tuple[Headers, bytes]:
    """Return the fields of the header block, names in lower case, and the body behind it.

    Values keep their folds as line feeds and their 8-bit bytes as surrogates. A line that is no field is skipped when
    known fields still follow, and begins the body when none do.
    """
    block = _Block(limits, notes)
    position = 0
    while position < len(raw):
        match = _LINE.match(raw, position)
        if match is None:  # pragma: no cover - the pattern matches everywhere.
            break
        line = match.group(1)
        if not line or (line.isspace() and not _FOLDED_THEN_KNOWN.match(raw, match.end())):
            if line and block.begun:
                # Not quite a blank line; it may have been meant as one all the same.
                notes.add(WarningCode.HEADERS_DAMAGED)
            position = match.end()
            break
        if not _take(block, line, raw, position):
            # The blank line is missing: here stands the text, or the delimiter of a part.
            break
        position = match.end()
    return block.headers(), raw[position:]


def _take(block: "_Block", line: bytes, raw: bytes, position: int) -> bool:
    """Take a line into the block; False when it belongs to the body."""
    if line[:1] in b" \t" and block.begun:
        block.more(line)
    elif line[:2] == b"--":
        return False
    elif field := _FIELD.match(line):
        block.begin(field.group(1), line[field.end() :])
    elif block.open_name == b"received" and _TRACE.match(line):
        block.more(b" " + line)
    elif _BAD_FIELD.match(line) or _known_fields_follow(block, raw, position):
        if not line.startswith(_UNIX_FROM):
            block.stray(line)
    else:
        return False
    return True


def _known_fields_follow(block: "_Block", raw: bytes, position: int) -> bool:
    if block.last_known < 0:
        empty = _EMPTY_LINE.search(raw, position)
        end = empty.start() if empty else len(raw)
        found = [match.start() for match in _KNOWN.finditer(raw, position, end)]
        block.last_known = found[-1] if found else 0
    return position < block.last_known


class _Block:
    """The fields as they are found, within what an honest mail needs."""

    def __init__(self, limits: Limits, notes: Notes) -> None:
        self.last_known = -1
        self.begun = False
        self.open_name = b""
        self._notes = notes
        self._fields: list[tuple[str, list[bytes]]] = []
        self._spare_fields = self._fields_left = limits.max_header_fields
        self._spare_room = self._room = limits.max_header_bytes
        self._open: list[bytes] | None = None
        self._field_room = 0

    def begin(self, name: bytes, value: bytes) -> None:
        """Open a field; beyond the limits only what intake reads is kept."""
        self.begun = True
        self._open = None
        self.open_name = name.lower()
        size = min(len(value), _FIELD_CUT)
        if self._fields_left > 0 and self._room >= size:
            self._fields_left -= 1
        elif _NEEDED.fullmatch(name) and self._spare_fields > 0 and self._spare_room >= size:
            self._spare_fields -= 1
            self._spare_room -= size
        else:
            self._notes.add(WarningCode.HEADERS_CUT)
            return
        self._open = []
        self._field_room = _FIELD_CUT
        self._fields.append((name.decode("ascii").lower(), self._open))
        self.more(value)

    def more(self, line: bytes) -> None:
        """Add a line to the open field."""
        if self._open is None:
            return
        room = max(0, min(self._field_room, self._room if self._room > 0 else self._spare_room))
        if len(line) > room:
            self._notes.add(WarningCode.HEADERS_CUT)
            line = line[:room]
        self._open.append(line)
        self._field_room -= len(line) + 1
        self._room -= len(line)

    def stray(self, line: bytes) -> None:
        """Skip a line that is no header, unless it is a fold that lost its blank."""
        self._notes.add(WarningCode.HEADERS_DAMAGED)
        if self.open_name == b"subject" or line.startswith(b"=?"):
            self.more(b" " + line)

    def headers(self) -> Headers:
        """Return what was kept."""
        return tuple(
            (name, b"\n".join(lines).rstrip(b" \t\r\n").decode("ascii", "surrogateescape"))
            for name, lines in self._fields
        )
