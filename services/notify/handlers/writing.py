"""Write letters from what is true now: whom to answer, the number, the newest link; never from what was true once."""

import hmac
import random
from collections import Counter as Tally
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, assert_never
from uuid import UUID

import structlog
from prometheus_client import Counter

from services.notify.domain.mail import HOUR_WAIT, Brake, MailSend, PublicNotice, Purpose, Reason
from services.notify.handlers.mishaps import UNFORESEEN, reason_of
from services.notify.handlers.telling import Schemes, scheme_of
from services.notify.mailer.acknowledgement import Receipt, write_acknowledgement
from services.notify.mailer.letter import AutomaticMail, seal, usable_address
from services.notify.mailer.locked_files import write_locked_files
from services.notify.mailer.paused import write_paused
from services.notify.ports import Letter
from services.notify.storage.proposals import NoContact, ProposalFacts, contact_in
from services.notify.storage.work import Work
from shared.documents import Document
from shared.documents.contents import ContactContent
from shared.documents.store import NoSuchDocument
from shared.links import status_token
from shared.mail_addresses import AddressKind, SecretAddress, secret_address
from shared.messaging.issues import describe
from shared.scheme.model import DeskScheme

log = structlog.get_logger()
MAILS: Final = Counter("desk_mails", "Mails by what became of one attempt.", ["purpose", "outcome"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What the mailer knows of the house; *address_key* makes the marks by which addresses are counted."""

    schemes: Schemes
    link_secret: str = field(repr=False)
    address_key: bytes = field(repr=False)
    web_url: str
    brake: Brake
    clock: Callable[[], datetime]
    chance: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a letter says, to which address, and the Message-ID it answers (empty: none)."""

    subject: str
    body: str
    address: str
    answers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A letter ready to leave, and the mark of its address."""

    letter: Letter
    address_mark: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwritten:
    """Why no letter could be made."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The brake keeps the mail here for now; that is written down already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needless:
    """What the mail was to say is not true any more."""


Draft = Written | Unwritten | Held | Needless


@dataclass(frozen=True, slots=True, kw_only=True)
class _Present:
    """What is true of some mails now."""

    proposals: Mapping[UUID, ProposalFacts]
    contacts: Mapping[UUID, Document]
    notices: Mapping[str, PublicNotice]
    let_in: frozenset[UUID]

    def notice_for(self, mail: MailSend) -> PublicNotice | None:
        """Return the notice for whose end the message of *mail* still waits, or None."""
        return None if mail.raw_id in self.let_in else self.notices.get(mail.desk_id)


class Writer:
    """Writes any number of letters with the same few statements; what one of them lacks touches no other."""

    def __init__(self, office: Office) -> None:
        """Write in the name of *office*."""
        self._office = office
        # Letters that were written here and are not settled yet, by address: the brake counts them as sent.
        self._on_the_way: Tally[bytes] = Tally()

    async def write(self, mails: Sequence[MailSend], work: Work) -> dict[UUID, Draft]:
        """Return what became of each mail; who hands a letter over says `leaves` before and `settled` after."""
        present = await self._present(mails, work)
        drafts = {mail.send_id: self._draft(mail, present) for mail in mails}
        await self._answer_once(mails, drafts, present, work)
        alike: dict[Purpose, list[MailSend]] = {}
        for mail in mails:
            alike.setdefault(mail.purpose, []).append(mail)
        for purpose, those in alike.items():
            await self._brake(purpose, those, drafts, work)
        return drafts

    async def _present(self, mails: Sequence[MailSend], work: Work) -> _Present:
        waiting = [mail for mail in mails if mail.purpose is Purpose.PAUSED]
        desks, raw_ids = {mail.desk_id for mail in waiting}, {mail.raw_id for mail in waiting if mail.raw_id}
        return _Present(
            proposals=await work.proposals.get_many({mail.proposal_id for mail in mails if mail.proposal_id}),
            contacts=await work.proposals.contacts({mail.recipient_ref for mail in mails}),
            notices=await work.present.paused(desks, at=self._office.clock()) if waiting else {},
            let_in=await work.present.decided(raw_ids) if waiting else frozenset(),
        )

    async def _answer_once(
        self, mails: Sequence[MailSend], drafts: dict[UUID, Draft], present: _Present, work: Work
    ) -> None:
        """Answer an address once in a pause; while an answer to it is on its way, the next waits how that ends."""
        for desk_id, notice in present.notices.items():
            paused = [mail for mail in mails if mail.desk_id == desk_id and mail.purpose is Purpose.PAUSED]
            written = {mail.send_id: drafts[mail.send_id] for mail in paused}
            marks = {send_id: one.address_mark for send_id, one in written.items() if isinstance(one, Written)}
            told = await work.traffic.sent_since(notice.since, Purpose.PAUSED, desk_id, set(marks.values()))
            leaving = set(self._on_the_way)
            for send_id, mark in marks.items():
                if mark in told:
                    drafts[send_id] = Needless()
                elif mark in leaving:
                    drafts[send_id] = Held()
                leaving.add(mark)
            waits = [mail for mail in paused if isinstance(drafts[mail.send_id], Held)]
            if waits:
                await work.mails.put_back(waits, Reason.ADDRESS_LIMIT, wait=HOUR_WAIT)

    def leaves(self, written: Written) -> None:
        """Say that the letter is on its way."""
        self._on_the_way[written.address_mark] += 1

    def settled(self, written: Written) -> None:
        """Say that the letter is on its way no longer."""
        self._on_the_way[written.address_mark] -= 1
        self._on_the_way = +self._on_the_way

    @property
    def on_the_way(self) -> int:
        """Return how many letters are on their way."""
        return self._on_the_way.total()

    async def _brake(self, purpose: Purpose, mails: Sequence[MailSend], drafts: dict[UUID, Draft], work: Work) -> None:
        """Hold what would be one too many for its address."""
        written = {mail.send_id: draft for mail in mails if isinstance(draft := drafts[mail.send_id], Written)}
        marks = {draft.address_mark for draft in written.values()}
        today = Tally(await work.traffic.sent_today(purpose, marks)) + self._on_the_way
        for mail in mails:
            if mail.send_id not in written:
                continue
            mark = written[mail.send_id].address_mark
            held = self._office.brake.of_address(today[mark])
            if held is None:
                today[mark] += 1
                continue
            reason, wait = held
            await work.mails.put_back([mail], reason, wait=wait)
            drafts[mail.send_id] = Held()
            note_held(purpose, reason, 1)

    def _draft(self, mail: MailSend, present: _Present) -> Draft:
        if mail.purpose is Purpose.PAUSED and present.notice_for(mail) is None:
            return Needless()
        try:
            said = self._words(mail, present)
            return Written(letter=self._sealed(mail, said), address_mark=self._mark(said.address))
        except UNFORESEEN as error:
            reason = reason_of(error)
            if reason is Reason.UNFORESEEN:
                log.warning("mail_not_written", send_id=str(mail.send_id), error=describe(error))
            return Unwritten(reason=reason)

    def _words(self, mail: MailSend, present: _Present) -> Said:
        match mail.purpose:
            case Purpose.ACKNOWLEDGEMENT:
                return self._acknowledgement(mail, present)
            case Purpose.PAUSED:
                return self._paused(mail, present)
            case Purpose.LOCKED_FILES:
                return self._locked_files(mail, present)
            case _:
                assert_never(mail.purpose)

    def _acknowledgement(self, mail: MailSend, present: _Present) -> Said:
        proposal = None if mail.proposal_id is None else present.proposals.get(mail.proposal_id)
        if proposal is None:
            raise NoContact("there is no such proposal in intake")
        contact = _contact_of(mail, present)
        token = status_token(self._office.link_secret, proposal.proposal_id, proposal.link_generation)
        receipt = Receipt(
            number=proposal.receipt,
            received_at=proposal.received_at,
            status_url=f"{self._office.web_url}/status/{token}",
        )
        subject, body = write_acknowledgement(scheme_of(self._office.schemes, mail.desk_id), contact, receipt)
        return Said(subject=subject, body=body, address=usable_address(contact.email), answers=contact.message_id)

    def _paused(self, mail: MailSend, present: _Present) -> Said:
        contact = _contact_of(mail, present)
        scheme = scheme_of(self._office.schemes, mail.desk_id)
        subject, body = write_paused(scheme, contact, present.notices[mail.desk_id])
        return Said(subject=subject, body=body, address=usable_address(contact.email), answers=contact.message_id)

    def _locked_files(self, mail: MailSend, present: _Present) -> Said:
        contact = _contact_of(mail, present)
        scheme = scheme_of(self._office.schemes, mail.desk_id)
        subject, body = write_locked_files(scheme, contact, mail.receipt or "")
        return Said(subject=subject, body=body, address=usable_address(contact.email), answers=contact.message_id)

    def _sealed(self, mail: MailSend, said: Said) -> Letter:
        scheme = scheme_of(self._office.schemes, mail.desk_id)
        return seal(
            AutomaticMail(
                sender_name=scheme.sender.name,
                sender_address=scheme.sender.address,
                recipient=said.address,
                subject=said.subject,
                body=said.body,
                message_id=mail.message_id,
                written_at=mail.created_at,
                loop_mark=mail.desk_id,
                answers=said.answers,
                return_path=self._secret_address(
                    scheme, AddressKind.RETURN, mail.send_id if scheme.sender.bounces else None
                ),
                reply_to=self._secret_address(scheme, AddressKind.REPLY, mail.proposal_id),
            )
        )

    def _secret_address(self, scheme: DeskScheme, kind: AddressKind, about: UUID | None) -> str:
        """Return the address that names a mail or its proposal to whoever writes there; "" where there can be none."""
        if about is None:
            return ""
        said = SecretAddress(kind=kind, about=about)
        return secret_address(self._office.link_secret, scheme.intake_addresses[0], said) or ""

    def _mark(self, address: str) -> bytes:
        return hmac.digest(self._office.address_key, b"address:" + address.lower().encode(), "sha256")


def note_held(purpose: Purpose, reason: Reason, count: int) -> None:
    """Note that the brake holds mails back."""
    log.warning("mails_held_back", reason_code=reason.value, count=count)
    MAILS.labels(purpose=purpose.value, outcome="held_back").inc(count)


def _contact_of(mail: MailSend, present: _Present) -> ContactContent:
    if mail.recipient_ref not in present.contacts:
        raise NoSuchDocument
    return contact_in(present.contacts[mail.recipient_ref])
