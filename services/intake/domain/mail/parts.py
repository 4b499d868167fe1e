"""Walk the tree of a mail: one text to read, and the files beside it."""

from services.intake.domain.mail.addresses import read_addresses
from services.intake.domain.mail.body import read_html, read_text, take_uuencoded
from services.intake.domain.mail.charset import decode
from services.intake.domain.mail.entity import Entity, children, decoded_body, read_entity
from services.intake.domain.mail.headers import file_name
from services.intake.domain.mail.headers import read_text as read_header
from services.intake.domain.mail.pieces import Body, File, alternative, mixed
from services.intake.domain.mail.values import Limits, Notes, WarningCode

_INLINE_TEXT = frozenset({"text/plain", "text/enriched", "text/richtext", "text/html", "text/x-watch-html"})
_ENCRYPTED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
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
        self._limits = limits
        self._notes = notes
        self._parts = 0
        self._base = depth

    def visit(self, entity: Entity, depth: int = 0) -> Body:
        """Return the text of *entity* and keep its files."""
        self._parts += 1
        if self._parts > self._limits.max_parts:
            self._notes.add(WarningCode.TOO_MANY_PARTS)
            return Body()
        if entity.content_type.startswith("multipart/"):
            return self._branch(entity, depth)
        if _is_text(entity, top=depth == 0):
            return self._text(entity)
        self._file(entity, depth)
        return Body()

    def _branch(self, entity: Entity, depth: int) -> Body:
        if depth + self._base >= self._limits.max_depth:
            self._notes.add(WarningCode.TOO_DEEP)
            self.files.append(File(content=entity.body, declared_type="application/octet-stream", original_name=""))
            return Body()
        kind = entity.content_type.removeprefix("multipart/")
        if kind == "encrypted":
            self._notes.add(WarningCode.ENCRYPTED)
        elif kind == "signed":
            self._notes.add(WarningCode.SIGNED)
        pieces = children(entity, self._notes)
        if not pieces:
            self._notes.add(WarningCode.TRUNCATED)
            return self._text(entity)
        default = "message/rfc822" if kind == "digest" else "text/plain"
        bodies = []
        for piece in pieces:
            if self._parts > self._limits.max_parts:
                break
            bodies.append(self.visit(read_entity(piece, self._limits, self._notes, default=default), depth + 1))
        return alternative(bodies) if kind == "alternative" else mixed(bodies)

    def _text(self, entity: Entity) -> Body:
        raw = decoded_body(entity, self._notes)
        if entity.content_type in {"text/html", "text/x-watch-html"}:
            return Body(html=read_html(raw, entity, self._limits, self._notes))
        raw, found = take_uuencoded(raw, self._notes)
        for name, content in found:
            shown = decode(name, None).text
            self.files.append(File(content=content, declared_type="application/octet-stream", original_name=shown))
        text = read_text(raw, entity, self._limits, self._notes)
        if "-----BEGIN PGP MESSAGE-----" in text:
            self._notes.add(WarningCode.ENCRYPTED)
        return Body(plain=text)

    def _file(self, entity: Entity, depth: int) -> None:
        name = file_name(entity.names)
        if not name.text:
            name = file_name(entity.parameters)
        self._notes.add_all(name.codes)
        content = decoded_body(entity, self._notes)
        original, text = name.text, None
        if entity.content_type in _MESSAGES:
            title, text = describe_message(content, self._limits, self._base + depth + 1)
            original = original or f"{title[:60] or 'message'}.eml"
        elif entity.content_type == "text/plain" and entity.disposition != "attachment":
            text = read_text(content, entity, self._limits, self._notes)
        elif entity.content_type in _READABLE_REPORTS:
            text = read_text(content, entity, self._limits, self._notes)
            original = original or entity.content_type.rpartition("/")[2] + ".txt"
        if entity.content_type == "application/ms-tnef" or original.lower() == "winmail.dat":
            self._notes.add(WarningCode.WINMAIL)
        if entity.content_type in _ENCRYPTED:
            signed = entity.parameters.get("smime-type", "").lower().startswith("signed")
            self._notes.add(WarningCode.SIGNED if signed else WarningCode.ENCRYPTED)
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


def _is_text(entity: Entity, *, top: bool) -> bool:
    """Tell a part that is read in place from a file: text without a name that nobody called an attachment."""
    if entity.content_type not in _INLINE_TEXT:
        return False
    if entity.disposition == "attachment":
        # Some gateways mark the only part of a mail as an attachment; without a name it is still the text.
        return top and "filename" not in entity.names
    return top or not ("filename" in entity.names or "name" in entity.parameters)


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
        body = walk.visit(entity)
        lines += [f"添付: {file.original_name or file.declared_type}" for file in walk.files]
        lines += ["", body.text]
    return subject, "\n".join(lines).replace("\x00", "")
