"""Accept mails: their bytes are safe before the answer, and nothing of them has been read."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import orjson

from services.intake.handlers.recording import recorded
from services.intake.storage.door_entries import DoorEntry
from services.intake.storage.raw_messages import NewRaw
from services.intake.storage.work import Work
from shared.documents import Document, DocumentKind, KeeperKind, NewDocument, NewKeeper
from shared.events import Channel, Fact, MailReceived, Recorded
from shared.events.who import by_door
from shared.failpoints import Failpoint, reached
from shared.ids import new_id
from shared.scheme.model import DeskScheme

ENVELOPE = "application/vnd.renkei-desk.envelope+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAtTheDoor:
    """One message for one desk; `recipient` is the desk's own address, `mail_from` None where nobody said it."""

    recipient: str
    mail_from: str | None = field(repr=False)
    rcpt_to: tuple[str, ...] = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """From whom and to which of our addresses a mail server said that a mail goes."""

    mail_from: str | None = field(repr=False)
    rcpt_to: tuple[str, ...] = field(repr=False)


def envelope_in(documents: Iterable[Document]) -> Envelope | None:
    """Return the envelope among the documents of a raw message."""
    for one in documents:
        if one.media_type == ENVELOPE:
            said = orjson.loads(one.content)
            sender = said["mail_from"]
            return Envelope(mail_from=None if sender is None else str(sender), rcpt_to=tuple(map(str, said["rcpt_to"])))
    return None


async def accept_mails(mails: Sequence[tuple[MailAtTheDoor, DeskScheme]], work: Work, *, now: datetime) -> list[UUID]:
    """Keep the messages sealed, count and record that they came, and return their ids in this order."""
    coming = [(new_id(), mail, scheme) for mail, scheme in mails]
    sealed = work.documents.seal_anew(
        (
            NewKeeper(keeper_id=raw_id, kind=KeeperKind.RAW_MESSAGE, desk_id=scheme.desk_id)
            for raw_id, _, scheme in coming
        ),
        [document for one in coming for document in _documents(*one)],
    )
    entries = [
        DoorEntry(raw_id=raw_id, desk_id=scheme.desk_id, channel=Channel.MAIL, accepted_at=now)
        for raw_id, _, scheme in coming
    ]
    await work.insert(
        sealed.rows,
        work.raw_messages.rows([_row(*one, now) for one in coming]),
        work.door_entries.rows(entries),
        work.outbox.rows([_received(raw_id, scheme, now) for raw_id, _, scheme in coming]),
    )
    reached(Failpoint.MAIL_INSERTED)
    return [raw_id for raw_id, _, _ in coming]


def _row(raw_id: UUID, mail: MailAtTheDoor, scheme: DeskScheme, now: datetime) -> NewRaw:
    return NewRaw(
        raw_id=raw_id,
        desk_id=scheme.desk_id,
        channel=Channel.MAIL,
        recipient=mail.recipient,
        received_at=now,
        size_bytes=len(mail.content),
        sha256=hashlib.sha256(mail.content).digest(),
    )


def _received(raw_id: UUID, scheme: DeskScheme, now: datetime) -> Recorded[Fact]:
    return recorded(
        MailReceived(), scheme=scheme, aggregate_id=raw_id, version=1, raw_id=raw_id, actor=by_door("mail"), now=now
    )


def _documents(raw_id: UUID, mail: MailAtTheDoor, scheme: DeskScheme) -> list[NewDocument]:
    sender = None if mail.mail_from is None else _text(mail.mail_from)
    envelope = orjson.dumps({"mail_from": sender, "rcpt_to": [_text(one) for one in mail.rcpt_to]})
    return [
        NewDocument(
            kind=DocumentKind.RAW,
            content=content,
            keeper_id=raw_id,
            keeper_kind=KeeperKind.RAW_MESSAGE,
            desk_id=scheme.desk_id,
            media_type=media_type,
            position=position,
        )
        for position, (content, media_type) in enumerate(((mail.content, "message/rfc822"), (envelope, ENVELOPE)))
    ]


def _text(address: str) -> str:
    """An envelope may carry bytes that are no text; JSON cannot."""
    return address.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
