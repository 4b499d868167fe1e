"""Read what is true now of some mails, with a fixed number of statements: never what was true once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.notify.domain.mail import MailSend, PublicNotice, Purpose, Reader, reader_of
from services.notify.domain.still import TRUE_OF_REGISTRATIONS, is_true_of_forum
from services.notify.handlers.incidents import incidents_in
from services.notify.handlers.office import Office
from services.notify.mailer.to_operators import IncidentLine, incident_words
from services.notify.storage.office_words import OfficeWords
from services.notify.storage.people import Person, Told
from services.notify.storage.proposals import ProposalFacts, contact_in
from services.notify.storage.publications import approved_publications
from services.notify.storage.registrations import RegistrationNow
from services.notify.storage.standing import StandingMails, standing_mails
from services.notify.storage.standing_forums import StandingForums, standing_forums
from services.notify.storage.texts import OwnTexts, texts_in_force
from services.notify.storage.work import Work
from shared.documents import Document
from shared.documents.contents import ContactContent
from shared.documents.public import PublicContent
from shared.documents.store import NoSuchDocument
from shared.japanese.era import day_in_japan


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is true of some mails now."""

    proposals: Mapping[UUID, ProposalFacts]
    contacts: Mapping[UUID, Document]
    notes: Mapping[UUID, str]
    texts: OwnTexts
    persons: Mapping[UUID, Person]
    told: Mapping[UUID, Sequence[Told]]
    incidents: Mapping[UUID, Sequence[IncidentLine]]
    standing: StandingMails
    notices: Mapping[str, PublicNotice]
    let_in: frozenset[UUID]
    registrations: Mapping[UUID, RegistrationNow]
    forums: Mapping[UUID, PublicContent]
    approved: frozenset[UUID]
    standing_forums: StandingForums
    today: date

    def notice_for(self, mail: MailSend) -> PublicNotice | None:
        """Return the notice for whose end the message of *mail* still waits, or None."""
        return None if mail.raw_id in self.let_in else self.notices.get(mail.desk_id)

    def contact_of(self, mail: MailSend) -> ContactContent:
        """Return whom *mail* is written to; raise NoSuchDocument."""
        if mail.recipient_ref not in self.contacts:
            raise NoSuchDocument
        return contact_in(self.contacts[mail.recipient_ref])

    def note_of(self, mail: MailSend) -> str:
        """Return what an officer wrote for *mail*, or nothing where nobody did; raise NoSuchDocument."""
        if mail.note_id is None:
            return ""
        if mail.note_id not in self.notes:
            raise NoSuchDocument
        return self.notes[mail.note_id]

    def incident_words(self, mail: MailSend, web_url: str) -> dict[str, str]:
        """Return what *mail* says of incidents."""
        return incident_words(self.incidents[mail.send_id], web_url)

    def forum_of(self, mail: MailSend) -> PublicContent:
        """Return the forum *mail* speaks of, as everybody reads it; raise NoSuchDocument."""
        content_id = self.standing_forums.content_of(mail)
        if content_id is None or content_id not in self.forums:
            raise NoSuchDocument
        return self.forums[content_id]

    def is_needless(self, mail: MailSend) -> bool:
        """Tell whether what *mail* was to say is not true any more, or known to whom it was to tell."""
        match reader_of(mail.purpose):
            case Reader.STAFF:
                told = self.incidents if mail.purpose is Purpose.STAFF_INCIDENT else self.told
                return mail.account_id not in self.persons or not told.get(mail.send_id)
            case Reader.ATTENDEE:
                return not self._holds_of_forum(mail) or not self._holds_of_registration(mail)
            case Reader.MEDIA:
                return mail.item_id not in self.approved
            case Reader.PROPOSER | Reader.COMPANY:
                paused = mail.purpose is Purpose.PAUSED
                return self.notice_for(mail) is None if paused else not self.standing.holds(mail)

    def _holds_of_forum(self, mail: MailSend) -> bool:
        """Tell whether the forum stands as *mail* says; what intake does not know, it does not contradict."""
        now = self.standing_forums.of(mail)
        said = self.forums.get(self.standing_forums.content_of(mail) or mail.send_id)
        over = said is not None and said.held_on is not None and self.today > said.held_on
        replaced = mail.send_id in self.standing_forums.replaced
        return not replaced and is_true_of_forum(mail.purpose, gone=now is not None and now.gone, over=over)

    def _holds_of_registration(self, mail: MailSend) -> bool:
        now = self.registrations.get(mail.registration_id) if mail.registration_id else None
        return now is None or now.state in TRUE_OF_REGISTRATIONS[mail.purpose]


async def know(mails: Sequence[MailSend], work: Work, office: Office) -> Known:
    """Return what is true of *mails* now."""
    waiting = [mail for mail in mails if mail.purpose is Purpose.PAUSED]
    desks, raw_ids = {mail.desk_id for mail in waiting}, {mail.raw_id for mail in waiting if mail.raw_id}
    to = {reader: [mail for mail in mails if reader_of(mail.purpose) is reader] for reader in Reader}
    now = office.clock()
    own = OfficeWords(work.connection, work.keyring)
    forums = await standing_forums(work.connection, to[Reader.ATTENDEE])
    return Known(
        proposals=await work.proposals.get_many({mail.proposal_id for mail in mails if mail.proposal_id}),
        contacts={
            **await work.proposals.contacts({mail.recipient_ref for mail in to[Reader.PROPOSER]}),
            **await own.contacts({mail.recipient_ref for mail in (*to[Reader.COMPANY], *to[Reader.MEDIA])}),
            **await own.contacts({mail.recipient_ref for mail in to[Reader.ATTENDEE] if mail.item_id}),
            **await work.proposals.contacts(
                {mail.recipient_ref for mail in to[Reader.ATTENDEE] if mail.registration_id}
            ),
        },
        notes=await own.notes({mail.note_id for mail in mails if mail.note_id}),
        texts=await texts_in_force(work.connection, {mail.desk_id for mail in mails}),
        persons=await work.people.persons({mail.recipient_ref for mail in to[Reader.STAFF]}, now=now),
        told=await work.people.unread_in([mail.send_id for mail in to[Reader.STAFF]]),
        incidents=await incidents_in([mail.send_id for mail in mails if mail.purpose is Purpose.STAFF_INCIDENT], work),
        standing=await standing_mails(work.connection, [*to[Reader.PROPOSER], *to[Reader.COMPANY]]),
        notices=await work.present.paused(desks, at=now) if waiting else {},
        let_in=await work.present.decided(raw_ids) if waiting else frozenset(),
        registrations=await work.registrations.now(
            {mail.registration_id for mail in to[Reader.ATTENDEE] if mail.registration_id}
        ),
        approved=await approved_publications(
            work.connection, {mail.item_id for mail in to[Reader.MEDIA] if mail.item_id}
        ),
        forums=await own.forums({one for mail in to[Reader.ATTENDEE] if (one := forums.content_of(mail))}),
        standing_forums=forums,
        today=day_in_japan(now),
    )
