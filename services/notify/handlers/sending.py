"""Send what is due: claim, write, hand over, record; each step ends before the next begins."""

import asyncio
import hmac
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final, assert_never

import structlog
from prometheus_client import Counter

from services.notify.domain.mail import Brake, Ending, MailSend, MailState, Purpose, Reason, wait_after
from services.notify.handlers.mishaps import REASONS, UNFORESEEN, patiently
from services.notify.handlers.telling import Schemes, scheme_of
from services.notify.mailer.acknowledgement import Receipt, write_acknowledgement
from services.notify.mailer.letter import AutomaticMail, seal, usable_address
from services.notify.ports import Accepted, Answer, Later, Letter, MailServer, Refusal
from services.notify.storage.work import Work
from shared.database.errors import DatabaseAway
from shared.database.transactions import Transactions
from shared.documents import DocumentKind, KeeperKind
from shared.events import Classification, Fact, MailGaveUp, MailSent, Recorded
from shared.events.who import by_service, rules_of
from shared.ids import new_id
from shared.links import status_token
from shared.messaging.issues import describe

log = structlog.get_logger()
MAILS: Final = Counter("desk_mails", "Mails by what became of one attempt.", ["purpose", "outcome"])
RESENT: Final = Counter("desk_mails_resent", "Mails sent again because a process was killed in between.", ["purpose"])
_IDLE_SECONDS: Final = 1.0


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
    """Why no letter could be made, or for how long it is held."""

    reason: Reason


class Mailer:
    """Sends due mail, one at a time per running loop; several loops and processes never take the same mail."""

    def __init__(self, transactions: Transactions[Work], server: MailServer, office: Office) -> None:
        """Work through *transactions* and hand letters to *server*."""
        self._transactions = transactions
        self._server = server
        self._office = office

    async def run(self) -> None:
        """Send until cancelled, whatever one mail does; a mail that is just being handed over is finished first."""
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
            except UNFORESEEN as error:
                # Even the trouble could not be written down: the mail is taken over as if we had been killed.
                log.warning("mail_left_behind", error=describe(error))
                busy = False
            if not busy:
                await asyncio.sleep(_IDLE_SECONDS)

    async def send_one(self) -> bool:
        """Send the next due mail and return whether there was one."""
        async with self._transactions.begin() as work:
            lost_ones = await work.mails.hopeless()
        for lost in lost_ones:
            await self._leave(lost, Ending(state=MailState.UNKNOWN, reason=Reason.KILLED_AGAIN))
        async with self._transactions.begin() as work:
            mail = await work.mails.claim()
        if mail is None:
            return False
        if mail.resends:
            RESENT.labels(purpose=mail.purpose.value).inc()
        written = await patiently(lambda: self._write(mail))
        match written:
            case Written():
                await self._deliver(mail, written)
            case Unwritten(reason=reason):
                await self._leave(mail, Ending(state=MailState.FAILED, reason=reason))
            case None:
                pass
            case _:
                assert_never(written)
        return True

    async def _deliver(self, mail: MailSend, written: Written) -> None:
        try:
            answer = await self._server.hand_over(written.letter)
            await self._record(mail, written, answer)
        except DatabaseAway:
            raise
        except UNFORESEEN as error:
            log.warning("mail_broke_on_the_wire", send_id=str(mail.send_id), error=describe(error))
            # The server may have taken it: whether it arrived is for a person to find out.
            await self._leave(mail, Ending(state=MailState.UNKNOWN, reason=Reason.UNFORESEEN))

    async def _write(self, mail: MailSend) -> Written | Unwritten | None:
        """Read the present state and write the letter; None when the brake holds it."""
        try:
            async with self._transactions.begin() as work:
                said = await self._words(mail, work)
                mark = self._mark(said.address)
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
            return Written(letter=self._sealed(mail, said), address_mark=mark)
        except DatabaseAway:
            raise
        except tuple(REASONS) as error:
            return Unwritten(reason=REASONS[type(error)])
        except UNFORESEEN as error:
            log.warning("mail_not_written", send_id=str(mail.send_id), error=describe(error))
            return Unwritten(reason=Reason.UNFORESEEN)

    async def _words(self, mail: MailSend, work: Work) -> Said:
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
                return Said(
                    subject=subject, body=body, address=usable_address(contact.email), answers=contact.message_id
                )
            case _:
                assert_never(mail.purpose)

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
            )
        )

    def _mark(self, address: str) -> bytes:
        return hmac.digest(self._office.address_key, b"address:" + address.lower().encode(), "sha256")

    async def _record(self, mail: MailSend, written: Written, answer: Answer) -> None:
        match answer:
            case Accepted(code=code):
                await patiently(partial(self._sent, mail, written, code))
            case Refusal(code=code):
                await self._leave(mail, Ending(state=MailState.FAILED, reason=Reason.SERVER_REFUSES, code=code))
            case Later(code=code):
                await self._later(mail, code)
            case _:
                assert_never(answer)

    async def _sent(self, mail: MailSend, written: Written, code: int) -> None:
        async with self._transactions.begin() as work:
            if await work.mails.sent(mail, code=code, address_mark=written.address_mark):
                await _keep_copy(mail, written.letter, work)
                await work.outbox.add(_told(mail, MailSent(purpose=mail.purpose.value), self._office))
        _note(mail, "sent", code)

    async def _later(self, mail: MailSend, code: int | None) -> None:
        wait = wait_after(mail.attempt, chance=self._office.chance())
        if wait is None:
            await self._leave(mail, Ending(state=MailState.FAILED, reason=Reason.TRIED_FOR_DAYS, code=code))
            return
        reason = Reason.SERVER_AWAY if code is None else Reason.SERVER_SAYS_LATER
        await patiently(lambda: self._defer(mail, reason, code, wait))
        _note(mail, "deferred", code)

    async def _defer(self, mail: MailSend, reason: Reason, code: int | None, wait: timedelta) -> None:
        async with self._transactions.begin() as work:
            await work.mails.deferred(mail, reason, code=code, wait=wait)

    async def _leave(self, mail: MailSend, ending: Ending) -> None:
        """Leave the mail to a person and tell it; what cannot be told is still seen in the list of mails."""
        try:
            await patiently(lambda: self._give_up(mail, ending, told=True))
        except DatabaseAway:
            raise
        except UNFORESEEN as error:
            log.warning("mail_trouble_untold", send_id=str(mail.send_id), error=describe(error))
            await patiently(lambda: self._give_up(mail, ending, told=False))
        _note(mail, ending.reason.value, ending.code)

    async def _give_up(self, mail: MailSend, ending: Ending, *, told: bool) -> None:
        async with self._transactions.begin() as work:
            if await work.mails.gave_up(mail, ending, told=told) and told:
                fact = MailGaveUp(purpose=mail.purpose.value, reply_code=ending.code)
                await work.outbox.add(_told(mail, fact, self._office))


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
