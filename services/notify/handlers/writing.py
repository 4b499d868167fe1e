"""Write letters from what is true now: whom to answer, the number, the newest link; never from what was true once."""

import hmac
from collections import Counter as Tally
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog
from prometheus_client import Counter

from services.notify.domain.mail import ANSWERS, HOUR_WAIT, MailSend, Purpose, Reader, Reason, reader_of
from services.notify.handlers.knowing import Known, know
from services.notify.handlers.mishaps import reason_of
from services.notify.handlers.office import Office
from services.notify.handlers.saying import Said, say
from services.notify.handlers.telling import scheme_of
from services.notify.mailer.letter import AutomaticMail, seal
from services.notify.ports import Letter
from services.notify.storage.work import Work
from shared.mail_addresses import AddressKind, SecretAddress, secret_address
from shared.messaging.issues import describe
from shared.scheme.model import DeskScheme
from shared.unforeseen import UNFORESEEN

log = structlog.get_logger()
MAILS: Final = Counter("desk_mails", "Mails by what became of one attempt.", ["purpose", "outcome"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A letter ready to leave, the mark of its address, and from which text of the desk it was made."""

    letter: Letter
    address_mark: bytes
    text_version: int = 0


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


class Writer:
    """Writes any number of letters with the same few statements; what one of them lacks touches no other."""

    def __init__(self, office: Office) -> None:
        """Write in the name of *office*."""
        self._office = office
        # Letters that were written here and are not settled yet, by address: the brake counts them as sent.
        self._on_the_way: Tally[bytes] = Tally()

    async def write(self, mails: Sequence[MailSend], work: Work) -> dict[UUID, Draft]:
        """Return what became of each mail; who hands a letter over says `leaves` before and `settled` after."""
        known = await know(mails, work, self._office)
        drafts = {mail.send_id: self._draft(mail, known) for mail in mails}
        await self._answer_once(mails, drafts, known, work)
        alike: dict[Purpose, list[MailSend]] = {}
        for mail in mails:
            alike.setdefault(mail.purpose, []).append(mail)
        for purpose, those in alike.items():
            await self._brake(purpose, those, drafts, work)
        return drafts

    async def _answer_once(
        self, mails: Sequence[MailSend], drafts: dict[UUID, Draft], known: Known, work: Work
    ) -> None:
        """Answer an address once in a pause; while an answer to it is on its way, the next waits how that ends."""
        for desk_id, notice in known.notices.items():
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
        window = self._office.brake.limit_of(purpose).window
        lately = Tally(await work.traffic.sent_lately(purpose, marks, window)) + self._on_the_way
        for mail in mails:
            if mail.send_id not in written:
                continue
            mark = written[mail.send_id].address_mark
            held = self._office.brake.of_address(purpose, lately[mark])
            if held is None:
                lately[mark] += 1
                continue
            reason, wait = held
            await work.mails.put_back([mail], reason, wait=wait)
            drafts[mail.send_id] = Held()
            note_held(purpose, reason, 1)

    def _draft(self, mail: MailSend, known: Known) -> Draft:
        if known.is_needless(mail):
            return Needless()
        try:
            said = say(mail, known, self._office)
            return Written(
                letter=self._sealed(mail, said),
                address_mark=self._mark(said.address),
                text_version=said.text_version,
            )
        except UNFORESEEN as error:
            reason = reason_of(error)
            if reason is Reason.UNFORESEEN:
                log.warning("mail_not_written", send_id=str(mail.send_id), error=describe(error))
            return Unwritten(reason=reason)

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
                reply_to=self._reply_to(scheme, mail),
                is_answer=mail.purpose in ANSWERS,
            )
        )

    def _reply_to(self, scheme: DeskScheme, mail: MailSend) -> str:
        match reader_of(mail.purpose):
            case Reader.PROPOSER:
                return self._secret_address(scheme, AddressKind.REPLY, mail.proposal_id)
            case Reader.COMPANY:
                return self._secret_address(scheme, AddressKind.OFFER, mail.offer_id)
            case Reader.ATTENDEE | Reader.MEDIA | Reader.STAFF:
                return ""

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
