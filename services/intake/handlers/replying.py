"""Attach answers to the proposals they belong to, and say which proposals a held mail may belong to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.intake.domain.mail.values import ParsedMail
from services.intake.domain.replies import Hint, is_same_address, numbers_in, ours_among
from services.intake.handlers.proposing import JSON, Said, file_documents, readable_html
from services.intake.handlers.recording import recorded
from services.intake.handlers.sheets_beside import sheet_of_reply
from services.intake.storage.proposals import Given
from services.intake.storage.replies import Answered, NewReply, Suggested
from services.intake.storage.work import Work
from shared.database.rows import TableRows
from shared.documents import Document, DocumentKind, KeeperKind, NewDocument
from shared.documents.contents import ContactContent, ReplyContent
from shared.events import Attached, Fact, OfferReplyReceived, Recorded, ReplyReceived
from shared.ids import new_id
from shared.scheme.model import DeskScheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Replying:
    """What is to become a reply to a proposal; *decided_by* is the person who attached it.

    *offer_id* is the offer a company answers by it.
    """

    said: Said = field(repr=False)
    scheme: DeskScheme
    proposal_id: UUID
    decided_by: UUID | None = None
    offer_id: UUID | None = None

    @property
    def aggregate_id(self) -> UUID:
        """Return of what it is told that it came: the offer, or the proposal itself."""
        return self.offer_id or self.proposal_id


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMail:
    """A mail that a person must look at; *replies_to* is the proposal whose reply address it was sent to."""

    raw_id: UUID
    read: ParsedMail = field(repr=False)
    scheme: DeskScheme
    replies_to: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Which proposals the mails of a batch name: by number in the subject, by answering one of our mails."""

    by_number: Mapping[Given, UUID] = field(default_factory=dict)
    by_mail: Mapping[str, UUID] = field(default_factory=dict)

    def hints(self, read: ParsedMail, scheme: DeskScheme) -> dict[UUID, Hint]:
        """Return the proposals one mail names, each with the stronger hint."""
        numbers = [Given(scheme.desk_id, number) for number in numbers_in(read.subject)]
        by_number = {self.by_number[one]: Hint.NUMBER for one in numbers if one in self.by_number}
        mails = mails_of_ours_in(read, scheme)
        return by_number | {self.by_mail[one]: Hint.MESSAGE_ID for one in mails if one in self.by_mail}


def mails_of_ours_in(read: ParsedMail, scheme: DeskScheme) -> tuple[str, ...]:
    """Return the Message-IDs of our domain that a mail says it answers."""
    return ours_among((read.in_reply_to, *read.references), scheme.sender.address.rpartition("@")[2])


async def named_in(mails: Iterable[tuple[ParsedMail, DeskScheme]], work: Work) -> Named:
    """Look up what the mails name."""
    numbers, answered = set(), set()
    for read, scheme in mails:
        numbers |= {Given(scheme.desk_id, number) for number in numbers_in(read.subject)}
        answered |= set(mails_of_ours_in(read, scheme))
    return Named(by_number=await work.replies.numbered(numbers), by_mail=await work.replies.spoken_of(answered))


async def suggest_cases(held: Sequence[HeldMail], named: Named, work: Work) -> None:
    """Remember which proposals the held mails may answer; those of another desk are none of this one's."""
    hints = [(mail, _hints(mail, named)) for mail in held]
    known = await work.replies.answered({one for _, found in hints for one in found})
    await work.replies.suggest(
        [
            Suggested(raw_id=mail.raw_id, proposal_id=proposal_id, desk_id=mail.scheme.desk_id, hint=hint)
            for mail, found in hints
            for proposal_id, hint in found.items()
            if proposal_id in known and known[proposal_id].desk_id == mail.scheme.desk_id
        ]
    )


def _hints(mail: HeldMail, named: Named) -> dict[UUID, Hint]:
    by_address = {} if mail.replies_to is None else {mail.replies_to: Hint.ADDRESS}
    return named.hints(mail.read, mail.scheme) | by_address


async def attach_replies(new: Sequence[Replying], work: Work, *, now: datetime) -> Sequence[TableRows]:
    """Seal what was answered under the proposals' keys and tell that it came; return the rows to insert."""
    if not new:
        return ()
    wanted = {one.proposal_id for one in new}
    answered = await work.replies.answered(wanted)
    contacts = await work.documents.open_many(wanted, DocumentKind.CONTACT)
    told = await work.replies.versions_after({one.aggregate_id for one in new})
    replies = [_reply(one, contacts[one.proposal_id]) for one in new]
    sealed = [document for one, reply in zip(new, replies, strict=True) for document in _documents(one, reply)]
    await work.documents.write_all(sealed)
    facts = []
    for one, reply in zip(new, replies, strict=True):
        told[one.aggregate_id] = told.get(one.aggregate_id, 0) + 1
        facts.append(_received(one, reply, answered[one.proposal_id], told[one.aggregate_id], now))
    return (work.replies.rows(replies), work.outbox.rows(facts))


def _reply(one: Replying, contacts: Iterable[Document]) -> NewReply:
    known = (ContactContent.model_validate_json(contact.content).email for contact in contacts)
    return NewReply(
        reply_id=new_id(),
        raw_id=one.said.raw_id,
        proposal_id=one.proposal_id,
        desk_id=one.scheme.desk_id,
        confirmed=any(is_same_address(one.said.contact.email, address) for address in known),
        attached=Attached.ADDRESS if one.decided_by is None else Attached.PERSON,
        attached_by=one.decided_by,
        received_at=one.said.received_at,
        offer_id=one.offer_id,
    )


def _documents(one: Replying, reply: NewReply) -> list[NewDocument]:
    content, contact = one.said.content, one.said.contact
    words = ReplyContent(
        subject=content.title,
        sender_name=contact.name,
        sender_address=contact.email,
        text=content.text,
        warnings=content.warnings,
        mail=content.mail,
        sender_check=contact.sender_check,
    )
    sealed = NewDocument(
        kind=DocumentKind.REPLY,
        content=words.to_bytes(),
        keeper_id=one.proposal_id,
        keeper_kind=KeeperKind.PROPOSAL,
        desk_id=one.scheme.desk_id,
        media_type=JSON,
        filed_under=reply.reply_id,
    )
    sheet = sheet_of_reply(one.said, sealed, reply)
    return [sealed, *sheet, *readable_html(one.said, sealed), *file_documents(one.said.files, sealed)]


def _received(one: Replying, reply: NewReply, to: Answered, version: int, now: datetime) -> Recorded[Fact]:
    return recorded(
        _fact(one, reply, to.receipt),
        scheme=one.scheme,
        aggregate_id=one.aggregate_id,
        version=version,
        raw_id=reply.raw_id,
        actor=one.said.actor,
        now=now,
        classification=to.classification,
    )


def _fact(one: Replying, reply: NewReply, receipt: str) -> Fact:
    said = {
        "reply_id": reply.reply_id,
        "raw_id": reply.raw_id,
        "receipt": receipt,
        "attached": reply.attached,
        "received_at": reply.received_at,
    }
    if one.offer_id is not None:
        return OfferReplyReceived(**said, proposal_id=one.proposal_id)
    return ReplyReceived(**said, confirmed=reply.confirmed)
