"""Send what is due: claim, write, hand over, record; each step ends before the next begins."""

import asyncio
import hmac
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar, assert_never

import structlog
from prometheus_client import Counter

from services.notify.domain.mail import Brake, MailSend, Purpose, Reason, wait_after
from services.notify.handlers.telling import Schemes, UnknownDesk, scheme_of
from services.notify.mailer.acknowledgement import Receipt, write_acknowledgement
from services.notify.mailer.letter import AutomaticMail, UnsafeMail, UnusableAddress, seal, usable_address
from services.notify.ports import Accepted, Answer, Later, Letter, MailServer, Refusal
from services.notify.storage.proposals import NoContact, UnreadableContact
from services.notify.storage.work import Work
from shared.database.errors import DatabaseAway
from shared.database.transactions import Transactions
from shared.documents import DocumentKind, KeeperKind, KeyDestroyed
from shared.documents.keys import WrongKey
from shared.documents.store import NoSuchDocument
from shared.events import Classification, Fact, MailGaveUp, MailSent, Recorded
from shared.events.who import by_service, rules_of
from shared.ids import new_id
from shared.links import status_token
from shared.scheme.texts import UnfillableText

log = structlog.get_logger()
T = TypeVar("T")
MAILS: Final = Counter("desk_mails", "Mails by what became of one attempt.", ["purpose", "outcome"])
RESENT: Final = Counter("desk_mails_resent", "Mails sent again because a process was killed in between.", ["purpose"])
_IDLE_SECONDS: Final = 1.0
_AWAY_SECONDS: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
# The record waits for the database as long as nobody else may think the mail was left behind.
_RECORDING_TRIES: Final = 40


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
class Written:
    """A letter ready to leave, and the mark of its address."""

    letter: Letter
    address_mark: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwritten:
    """Why no letter could be made, or for how long it is held."""

    reason: Reason


# Each of these is a state of the rows, not a fault of the moment: trying again would not help.
_REASONS: Final = {
    NoContact: Reason.NO_ADDRESS,
    UnusableAddress: Reason.NO_ADDRESS,
    KeyDestroyed: Reason.CONTENT_GONE,
    NoSuchDocument: Reason.CONTENT_GONE,
    WrongKey: Reason.CONTENT_GONE,
    UnreadableContact: Reason.CONTENT_GONE,
    UnsafeMail: Reason.UNSAFE,
    UnfillableText: Reason.UNWRITABLE,
    UnknownDesk: Reason.UNWRITABLE,
}


class Mailer:
    """Sends due mail, one at a time per running loop; several loops and processes never take the same mail."""

    def __init__(self, transactions: Transactions[Work], server: MailServer, office: Office) -> None:
        """Work through *transactions* and hand letters to *server*."""
        self._transactions = transactions
        self._server = server
        self._office = office

    async def run(self) -> None:
        """Send until cancelled; a mail that is just being handed over is finished first."""
        while True:
            sending = asyncio.ensure_future(self.send_one())
            try:
                busy = await asyncio.shield(sending)
            except asyncio.CancelledError:
                # Cut off between the server's 250 and our commit, it would leave a second time.
                await asyncio.wait((sending,))
                if sending.exception() is not None:
                    log.warning("mail_left_behind", error_class=type(sending.exception()).__name__)
                raise
            except DatabaseAway:
                busy = False
            if not busy:
                await asyncio.sleep(_IDLE_SECONDS)

    async def send_one(self) -> bool:
        """Send the next due mail and return whether there was one."""
        async with self._transactions.begin() as work:
            for lost in await work.mails.claim_hopeless():
                await work.outbox.add(_told(lost, MailGaveUp(purpose=lost.purpose.value), self._office))
            mail = await work.mails.claim()
        if mail is None:
            return False
        if mail.resends:
            RESENT.labels(purpose=mail.purpose.value).inc()
        written = await _patiently(lambda: self._write(mail))
        match written:
            case Written():
                answer = await self._server.hand_over(written.letter)
                await _patiently(lambda: self._record(mail, written, answer))
            case Unwritten(reason=reason):
                await _patiently(lambda: self._give_up(mail, reason, code=None))
            case None:
                pass
            case _:
                assert_never(written)
        return True

    async def _write(self, mail: MailSend) -> Written | Unwritten | None:
        """Read the present state and write the letter; None when the brake holds it."""
        try:
            async with self._transactions.begin() as work:
                subject, body, address = await self._words(mail, work)
                mark = self._mark(address)
                lately = await work.mails.traffic(mail.purpose, mark)
                held = self._office.brake.holds(
                    to_address_today=lately.to_address_today, in_this_hour=lately.in_this_hour
                )
                if held is not None:
                    reason, wait = held
                    await work.mails.braked(mail, reason, wait=wait)
                    log.warning("mail_held_back", send_id=str(mail.send_id), reason_code=reason.value)
                    MAILS.labels(purpose=mail.purpose.value, outcome="held_back").inc()
                    return None
            return Written(letter=self._sealed(mail, subject, body, address), address_mark=mark)
        except tuple(_REASONS) as error:
            return Unwritten(reason=_REASONS[type(error)])

    async def _words(self, mail: MailSend, work: Work) -> tuple[str, str, str]:
        match mail.purpose:
            case Purpose.ACKNOWLEDGEMENT:
                proposal = await work.proposals.get(mail.proposal_id)
                contact = await work.proposals.open_contact(mail.recipient_ref)
                token = status_token(self._office.link_secret, proposal.proposal_id, proposal.link_generation)
                receipt = Receipt(
                    number=proposal.receipt,
                    received_at=proposal.received_at,
                    status_url=f"{self._office.web_url}/status/{token}",
                )
                subject, body = write_acknowledgement(scheme_of(self._office.schemes, mail.desk_id), contact, receipt)
                return subject, body, usable_address(contact.email)
            case _:
                assert_never(mail.purpose)

    def _sealed(self, mail: MailSend, subject: str, body: str, address: str) -> Letter:
        scheme = scheme_of(self._office.schemes, mail.desk_id)
        return seal(
            AutomaticMail(
                sender_name=scheme.sender.name,
                sender_address=scheme.sender.address,
                recipient=address,
                subject=subject,
                body=body,
                message_id=mail.message_id,
                written_at=mail.created_at,
                loop_mark=mail.desk_id,
            )
        )

    def _mark(self, address: str) -> bytes:
        return hmac.digest(self._office.address_key, b"address:" + address.lower().encode(), "sha256")

    async def _record(self, mail: MailSend, written: Written, answer: Answer) -> None:
        match answer:
            case Accepted(code=code):
                await self._sent(mail, written, code)
            case Refusal(code=code):
                await self._give_up(mail, Reason.SERVER_REFUSES, code=code)
            case Later(code=code):
                wait = wait_after(mail.attempt, chance=self._office.chance())
                if wait is None:
                    await self._give_up(mail, Reason.TRIED_FOR_DAYS, code=code)
                    return
                reason = Reason.SERVER_AWAY if code is None else Reason.SERVER_SAYS_LATER
                async with self._transactions.begin() as work:
                    await work.mails.deferred(mail, reason, code=code, wait=wait)
                _note(mail, "deferred", code)
            case _:
                assert_never(answer)

    async def _sent(self, mail: MailSend, written: Written, code: int) -> None:
        async with self._transactions.begin() as work:
            if await work.mails.sent(mail, code=code, address_mark=written.address_mark):
                await _keep_copy(mail, written.letter, work)
                await work.outbox.add(_told(mail, MailSent(purpose=mail.purpose.value), self._office))
        _note(mail, "sent", code)

    async def _give_up(self, mail: MailSend, reason: Reason, *, code: int | None) -> None:
        async with self._transactions.begin() as work:
            if await work.mails.gave_up(mail, reason, code=code):
                fact = MailGaveUp(purpose=mail.purpose.value, reply_code=code)
                await work.outbox.add(_told(mail, fact, self._office))
        _note(mail, reason.value, code)


async def _keep_copy(mail: MailSend, letter: Letter, work: Work) -> None:
    """Keep what was sent, under a key that can be destroyed with the proposal."""
    await work.documents.create_keeper(mail.proposal_id, KeeperKind.PROPOSAL, desk_id=mail.desk_id)
    document_id = await work.documents.write(
        DocumentKind.RENDERED_MAIL,
        letter.content,
        keeper_id=mail.proposal_id,
        keeper_kind=KeeperKind.PROPOSAL,
        desk_id=mail.desk_id,
        media_type="message/rfc822",
    )
    await work.mails.keep_copy(mail.send_id, document_id)


async def _patiently(step: Callable[[], Awaitable[T]]) -> T:
    """Repeat *step* while the database is away: an answer that is forgotten would be a second mail."""
    for tried in range(_RECORDING_TRIES):
        try:
            return await step()
        except DatabaseAway:
            await asyncio.sleep(_AWAY_SECONDS[min(tried, len(_AWAY_SECONDS) - 1)])
    return await step()


def _note(mail: MailSend, outcome: str, code: int | None) -> None:
    MAILS.labels(purpose=mail.purpose.value, outcome=outcome).inc()
    log.info("mail_settled", send_id=str(mail.send_id), outcome=outcome, code=code, attempt=mail.attempt)


def _told(mail: MailSend, fact: Fact, office: Office) -> Recorded[Fact]:
    scheme = office.schemes.get(mail.desk_id)
    return Recorded(
        id=new_id(),
        fact=fact,
        source="notify",
        desk_id=mail.desk_id,
        aggregate_id=mail.send_id,
        aggregate_version=mail.version + 1,
        actor=by_service("notify"),
        rule_version=rules_of(mail.desk_id, scheme.version) if scheme else mail.desk_id,
        occurred_at=office.clock(),
        classification=Classification.LIMITED,
        correlation_id=mail.correlation_id,
        causation_id=mail.event_id,
    )
