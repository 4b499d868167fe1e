"""Say when two mails are the same mail."""

import hashlib

from services.intake.domain.mail.entity import Entity


def identity(entity: Entity) -> str:
    """Return a digest of what the sender wrote: Message-ID, From, Date and the body, not the marks of the way.

    Line ends and trailing blank lines are left out: servers rewrite them.
    """
    digest = hashlib.sha256()
    body = entity.body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n ")
    headers = (" ".join(entity.first(name).split()) for name in ("message-id", "from", "date"))
    for piece in (*(header.encode("utf-8", "surrogateescape") for header in headers), body):
        digest.update(len(piece).to_bytes(8, "big"))
        digest.update(piece)
    return digest.hexdigest()
