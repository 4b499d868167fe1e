"""Accept a mail: its bytes are safe before the answer, and nothing of them has been read."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import orjson

from services.intake.handlers.recording import recorded
from services.intake.storage.door_entries import DoorEntry
from services.intake.storage.raw_messages import NewRaw
from services.intake.storage.work import Work
from shared.documents import DocumentKind, KeeperKind
from shared.events import Channel, MailReceived
from shared.events.who import by_door
from shared.ids import new_id
from shared.scheme.model import DeskScheme

ENVELOPE = "application/vnd.renkei-desk.envelope+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAtTheDoor:
    """One message for one desk; `recipient` is the desk's own address."""

    recipient: str
    mail_from: str = field(repr=False)
    rcpt_to: tuple[str, ...] = field(repr=False)
    content: bytes = field(repr=False)


async def accept_mail(mail: MailAtTheDoor, scheme: DeskScheme, work: Work, *, now: datetime) -> UUID:
    """Keep the message sealed, record that it came, and return its id."""
    raw_id = new_id()
    await _seal(mail, raw_id, scheme, work)
    await work.door_entries.add(
        [DoorEntry(raw_id=raw_id, desk_id=scheme.desk_id, channel=Channel.MAIL, accepted_at=now)]
    )
    await work.raw_messages.add(
        NewRaw(
            raw_id=raw_id,
            desk_id=scheme.desk_id,
            channel=Channel.MAIL,
            recipient=mail.recipient,
            received_at=now,
            size_bytes=len(mail.content),
            sha256=hashlib.sha256(mail.content).digest(),
        )
    )
    await work.outbox.add(
        recorded(
            MailReceived(),
            scheme=scheme,
            aggregate_id=raw_id,
            version=1,
            raw_id=raw_id,
            actor=by_door("mail"),
            now=now,
        )
    )
    return raw_id


async def _seal(mail: MailAtTheDoor, raw_id: UUID, scheme: DeskScheme, work: Work) -> None:
    await work.documents.create_keeper(raw_id, KeeperKind.RAW_MESSAGE, desk_id=scheme.desk_id)
    envelope = orjson.dumps({"mail_from": _text(mail.mail_from), "rcpt_to": [_text(one) for one in mail.rcpt_to]})
    for position, (content, media_type) in enumerate(((mail.content, "message/rfc822"), (envelope, ENVELOPE))):
        await work.documents.write(
            DocumentKind.RAW,
            content,
            keeper_id=raw_id,
            keeper_kind=KeeperKind.RAW_MESSAGE,
            desk_id=scheme.desk_id,
            media_type=media_type,
            position=position,
        )


def _text(address: str) -> str:
    """An envelope may carry bytes that are no text; JSON cannot."""
    return address.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
