"""Say when two mails are the same mail."""

import hashlib

from services.intake.domain.mail.entity import Entity


def identity(entity: Entity) -> str:
    """Return a digest of what the sender wrote: Message-ID, From, Date and the body, not the marks of the way.

    Line ends and trailing blank lines are left out: servers rewrite them. A mail without a Message-ID is known by its
    subject, too, and without a date by the whole of its headers: the same words may be sent twice and be meant twice.
    """
    digest = hashlib.sha256()
    body = entity.body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n ")
    headers = (" ".join(value.split()) for value in _marks(entity))
    for piece in (*(header.encode("utf-8", "surrogateescape") for header in headers), body):
        digest.update(len(piece).to_bytes(8, "big"))
        digest.update(piece)
    return digest.hexdigest()


def _marks(entity: Entity) -> list[str]:
    marks = [entity.first(name) for name in ("message-id", "from", "date")]
    if not marks[0].strip():
        marks.append(entity.first("subject"))
    if not (marks[0].strip() or marks[2].strip()):
        marks += [f"{name}: {value}" for name, value in entity.headers]
    return marks
