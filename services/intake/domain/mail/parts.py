"""Walk the tree of a mail: one text to read, and the files beside it."""

from dataclasses import replace

from services.intake.domain.mail.addresses import read_addresses
from services.intake.domain.mail.body import decode_html, has_yenc, read_html, read_text, take_uuencoded
from services.intake.domain.mail.charset import decode
from services.intake.domain.mail.entity import Entity, decoded_body, read_as_second_type, read_entity
from services.intake.domain.mail.formats import (
    Findings,
    Unfolded,
    as_encrypted,
    check_signed,
    is_protected,
    read_lines,
    unfold,
    unfold_armour,
)
from services.intake.domain.mail.headers import read_text as read_header
from services.intake.domain.mail.headers import shown
from services.intake.domain.mail.multipart import cut
from services.intake.domain.mail.naming import found_name, given_name, is_named
from services.intake.domain.mail.pieces import Body, File, alternative, mixed
from services.intake.domain.mail.values import Limits, Notes, WarningCode

# Every other text is read in place as RFC 2046 asks, unless it has a name or is called an attachment.
_FILES_OF_TEXT = frozenset({
    "text/calendar", "text/css", "text/csv", "text/directory", "text/javascript", "text/rfc822-headers", "text/rtf",
    "text/tab-separated-values", "text/vcard", "text/x-amp-html", "text/x-vcard", "text/xml",
})  # fmt: skip
_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
_READABLE_REPORTS = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "message/feedback-report",
        "text/rfc822-headers",
    }
)


class Walk:
    """One walk over one mail; `files` and the notes grow as it goes."""

    def __init__(self, limits: Limits, notes: Notes, *, depth: int = 0) -> None:
        self.files: list[File] = []
        self.pages: list[str] = []
        self.found = Findings()
        self._limits = limits
        self._notes = notes
        self._parts = 0
        self._base = depth

    def read(self, entity: Entity) -> Body:
        """Return the text of the mail *entity*; when no part says anything, what stood inside a file."""
        body = self.visit(entity)
        if body.text.strip() or not self.found.spare.text.strip():
            return body
        self.pages += [self.found.spare_page] if self.found.spare_page else []
        return self.found.spare

    def visit(self, entity: Entity, depth: int = 0) -> Body:
        """Return the text of *entity* and keep its files."""
        self._parts += 1
        if self._parts > self._limits.max_parts:
            self._notes.add(WarningCode.TOO_MANY_PARTS)
            return Body()
        if is_protected(entity):
            self.found.subject = self.found.subject or read_header(entity.first("subject")).text
        if entity.content_type.startswith("multipart/"):
            return self._branch(entity, depth)
        if _is_text(entity, top=depth == 0):
            return self._text(entity)
        return self._file(entity, depth)

    def _branch(self, entity: Entity, depth: int) -> Body:
        if depth + self._base >= self._limits.max_depth:
            self._notes.add(WarningCode.TOO_DEEP)
            self.files.append(File(content=entity.body, declared_type="application/octet-stream", original_name=""))
            return Body()
        kind = entity.content_type.removeprefix("multipart/")
        if kind == "encrypted":
            self._notes.add(WarningCode.ENCRYPTED)
            self.found.encrypted = True
        elif kind == "signed":
            self.found.take_signed(check_signed(entity, self._notes), whole=self._base + depth == 0)
        preamble, parts = self._children(entity, kind)
        if not parts:
            self._notes.add(WarningCode.TRUNCATED)
            return self._text(read_as_second_type(entity, preamble) or replace(entity, body=preamble))
        if kind == "appledouble":
            parts = self._without_forks(parts)
        elif kind == "encrypted":
            parts = [as_encrypted(part) for part in parts]
        bodies = [self.visit(part, depth + 1) for part in parts[: self._limits.max_parts]]
        if kind != "alternative":
            return mixed(bodies)
        # Two different plain texts are no alternatives of each other, whatever the mail says.
        plain = [body for part, body in zip(parts, bodies, strict=False) if part.content_type == "text/plain"]
        if len({body.plain.strip() for body in plain} - {""}) > 1:
            bodies.insert(0, mixed(plain))
        return alternative(bodies)

    def _children(self, entity: Entity, kind: str) -> tuple[bytes, list[Entity]]:
        boundary = entity.parameters.get("boundary", "")
        pieces = cut(entity.body, boundary, self._notes)
        if not pieces.parts and (whole := decoded_body(entity, Notes())) != entity.body:
            # A multipart must not be encoded as a whole, and sometimes is.
            pieces = cut(whole, boundary, self._notes)
        default = "message/rfc822" if kind == "digest" else "text/plain"
        parts = pieces.parts[: self._limits.max_parts]
        found = [read_entity(part, self._limits, self._notes, default=default) for part in parts]
        lost = read_as_second_type(entity, pieces.preamble) if found and pieces.preamble.strip() else None
        if lost is not None and not lost.content_type.startswith("multipart/"):
            self._notes.add(WarningCode.HEADERS_DAMAGED)
            found.insert(0, lost)
        return pieces.preamble, found

    def _without_forks(self, parts: list[Entity]) -> list[Entity]:
        """Leave out what only a Macintosh reads, where the file itself stands beside it."""
        kept = [part for part in parts if part.content_type != "application/applefile"]
        if not kept or len(kept) == len(parts):
            return parts
        self.found.left_out += len(parts) - len(kept)
        self._notes.add(WarningCode.APPLE_FORK)
        return kept

    def _text(self, entity: Entity) -> Body:
        raw = decoded_body(entity, self._notes)
        if entity.content_type in {"text/html", "text/x-watch-html"}:
            page = decode_html(raw, entity, self._limits, self._notes)
            self.pages.append(page)
            return Body(html=read_html(page, self._limits, self._notes))
        raw, found = take_uuencoded(raw, self._notes)
        for name, content in found:
            original = decode(name, None).text
            self.files.append(File(content=content, declared_type="application/octet-stream", original_name=original))
        text = read_text(raw, entity, self._limits, self._notes)
        if has_yenc(raw):
            self._notes.add(WarningCode.YENC)
        text, inside = unfold_armour(text, self._notes)
        self._take(inside, 0)
        return Body(plain=text)

    def _take(self, inside: Unfolded, depth: int) -> Body:
        """Keep what stood inside a part, and read a mail that was wrapped up in it."""
        self.files += inside.files
        self.found.take(inside)
        if inside.entity is None:
            return Body()
        if depth + self._base >= self._limits.max_depth:
            self._notes.add(WarningCode.TOO_DEEP)
            return Body()
        return self.visit(inside.entity, depth + 1)

    def _file(self, entity: Entity, depth: int) -> Body:
        name = given_name(entity)
        self._notes.add_all(name.codes)
        content = decoded_body(entity, self._notes)
        original, text = self._read_file(entity, content, name.text, depth)
        original = original or found_name(entity)
        inside = unfold(entity, content, original, self._limits, self._notes)
        if inside is not None:
            return self._take(inside, depth)
        if text and entity.content_type == "text/calendar":
            self.found.take(Unfolded(spare=Body(plain=text)))
        self.files.append(
            File(
                content=content,
                declared_type=entity.content_type,
                original_name=original,
                inline=entity.disposition != "attachment" and entity.first("content-id") != "",
                content_id=read_header(entity.first("content-id")).text.strip("<>")[:255],
                charset=entity.parameters.get("charset", ""),
                text=text,
            )
        )
        return Body()

    def _read_file(self, entity: Entity, content: bytes, name: str, depth: int) -> tuple[str, str | None]:
        """Return the name of a file and its text, of the kinds of file that belong to mail itself."""
        kind = entity.content_type
        if kind in _MESSAGES:
            title, text = describe_message(content, self._limits, self._base + depth + 1)
            title = title or read_header(entity.first("content-description")).text or "Mail"
            return name or f"{title}.eml", text
        if kind in {"message/partial", "message/external-body"}:
            return self._elsewhere(entity, content, name)
        if kind in _READABLE_REPORTS or (kind == "text/plain" and entity.disposition != "attachment"):
            return name, read_text(content, entity, self._limits, self._notes)
        if kind == "text/html" and entity.disposition != "attachment":
            return name, read_html(decode_html(content, entity, self._limits, self._notes), self._limits, self._notes)
        return name, read_lines(entity, content, name)

    def _elsewhere(self, entity: Entity, content: bytes, name: str) -> tuple[str, str]:
        """Say what stands in other mails or at another place; it is not fetched."""
        partial = entity.content_type == "message/partial"
        self._notes.add(WarningCode.PARTIAL if partial else WarningCode.EXTERNAL_BODY)
        told = "\n".join(shown(f"{key}: {value}") for key, value in entity.parameters.items())
        text = read_text(content, entity, self._limits, Notes())
        return name or entity.content_type.rpartition("/")[2] + ".txt", f"{told}\n\n{text}"


def _is_text(entity: Entity, *, top: bool) -> bool:
    """Tell a part that is read in place from a file: text without a name that nobody called an attachment."""
    if not entity.content_type.startswith("text/") or entity.content_type in _FILES_OF_TEXT:
        return False
    if entity.disposition == "attachment":
        # Some gateways mark the only part of a mail as an attachment; without a name it is still the text.
        return top and "filename" not in entity.names
    return top or not is_named(entity)


def describe_message(raw: bytes, limits: Limits, depth: int) -> tuple[str, str]:
    """Return the subject of a message inside the mail, and its text with a short head, for reading only."""
    notes = Notes()
    entity = read_entity(raw.lstrip(b"\r\n"), limits, notes)
    subject = read_header(entity.first("subject")).text[: limits.max_subject_characters]
    senders, _ = read_addresses(entity.first("from"), 1)
    sender = f"{senders[0].name} <{senders[0].address}>".strip() if senders else ""
    lines = [f"件名: {subject}", f"差出人: {sender}", f"日時: {read_header(entity.first('date')).text}"]
    if depth < limits.max_depth:
        walk = Walk(limits, notes, depth=depth)
        body = walk.read(entity)
        lines += [f"添付: {file.original_name or file.declared_type}" for file in walk.files]
        lines += ["", body.text]
    return subject, "\n".join(lines).replace("\x00", "")
