"""What one letter says, in the desk's own words where it wrote some: number, days, links, never a word of an idea."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from services.notify.domain.mail import MailSend, Purpose, Reader, reader_of
from services.notify.handlers.knowing import Known
from services.notify.handlers.office import Office
from services.notify.handlers.telling import scheme_of
from services.notify.mailer.acknowledgement import Receipt, application_words, receipt_words
from services.notify.mailer.filling import Wording, addressee_of, filled, wording_of
from services.notify.mailer.letter import usable_address
from services.notify.mailer.to_staff import Line, several_words, single_words
from services.notify.storage.people import Person, Told
from services.notify.storage.proposals import NoContact, ProposalFacts
from services.notify.storage.registrations import RegistrationNow
from shared.japanese.era import moment_words, wareki_with_weekday
from shared.links import offer_token, registration_token, status_token
from shared.scheme.model import DeskScheme
from shared.scheme.texts import MailName


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a letter says, to which address, and the Message-ID it answers (empty: none).

    *text_version* says from which of the desk's own texts it was made, 0 from none of them.
    """

    subject: str
    body: str
    address: str
    answers: str = ""
    text_version: int = 0


def say(mail: MailSend, known: Known, office: Office) -> Said:
    """Return what *mail* says; whatever it lacks is raised as what it is."""
    scheme = scheme_of(office.schemes, mail.desk_id)
    match reader_of(mail.purpose):
        case Reader.PROPOSER:
            return _to_proposer(mail, known, office, scheme)
        case Reader.COMPANY:
            return _to_company(mail, known, office, scheme)
        case Reader.ATTENDEE:
            return _to_attendee(mail, known, office, scheme)
        case Reader.MEDIA:
            return _to_media(mail, known, scheme)
        case Reader.STAFF:
            return _to_person(mail, known, office, scheme)
        case never:
            assert_never(never)


def wording_in_force(scheme: DeskScheme, name: MailName, known: Known) -> Wording:
    """Return the desk's own text where it wrote one and did not go back, else the scheme's or the program's."""
    own = known.texts.get((scheme.desk_id, name.value))
    if own is None or own.subject is None or own.body is None:
        return wording_of(scheme, name)
    return Wording(subject=own.subject, body=own.body, version=own.version)


def _to_proposer(mail: MailSend, known: Known, office: Office, scheme: DeskScheme) -> Said:
    contact = known.contact_of(mail)
    wording = wording_in_force(scheme, _name_to_proposer(mail, known), known)
    words = _proposer_words(mail, known, office, scheme)
    subject, body = filled(wording, scheme, addressee_of(contact), **words)
    return Said(
        subject=subject,
        body=body,
        address=usable_address(contact.email),
        answers=contact.message_id,
        text_version=wording.version,
    )


def _name_to_proposer(mail: MailSend, known: Known) -> MailName:
    """Return which text a mail is made from: who answers a call is told its days, not those of other proposals."""
    name = MailName(mail.purpose.value)
    answers = name is MailName.ACKNOWLEDGEMENT and _proposal_of(mail, known).call is not None
    return MailName.APPLICATION_RECEIVED if answers else name


def _proposer_words(mail: MailSend, known: Known, office: Office, scheme: DeskScheme) -> dict[str, str]:
    match mail.purpose:
        case Purpose.ACKNOWLEDGEMENT:
            proposal = _proposal_of(mail, known)
            receipt, url = _receipt_of(proposal), {"status_url": _status_url(proposal, office)}
            said = application_words(receipt, proposal.call) if proposal.call else receipt_words(scheme, receipt)
            return said | url
        case Purpose.PAUSED:
            notice = known.notices[mail.desk_id]
            return {"notice": notice.text, "until": moment_words(notice.until)}
        case Purpose.LOCKED_FILES:
            return {"receipt": mail.receipt or ""}
        case _:
            status_url = _status_url(_proposal_of(mail, known), office)
            return _case_words(mail, known) | {"status_url": status_url}


def _to_company(mail: MailSend, known: Known, office: Office, scheme: DeskScheme) -> Said:
    contact = known.contact_of(mail)
    wording = wording_in_force(scheme, MailName(mail.purpose.value), known)
    # The database knows of no letter to a company without the offer it speaks of.
    assert mail.offer_id is not None  # noqa: S101 - see above.
    token = offer_token(office.link_secret, mail.offer_id, known.standing.links.get(mail.offer_id, 1))
    words = _case_words(mail, known) | {"answer_url": f"{office.web_url}/offers/{token}"}
    subject, body = filled(wording, scheme, addressee_of(contact), **words)
    return Said(subject=subject, body=body, address=usable_address(contact.email), text_version=wording.version)


def _to_attendee(mail: MailSend, known: Known, office: Office, scheme: DeskScheme) -> Said:
    contact, forum = known.contact_of(mail), known.forum_of(mail)
    wording = wording_in_force(scheme, MailName(mail.purpose.value), known)
    registration = known.registrations.get(mail.registration_id) if mail.registration_id else None
    words = {
        "receipt": mail.receipt or "",
        "forum": forum.title,
        "held_on": "" if forum.held_on is None else wareki_with_weekday(forum.held_on),
        "begins": forum.begins,
        "place": forum.place,
        "people": "" if registration is None else str(registration.people),
        "attendance_url": _attendance_url(mail, registration, office),
        "note": known.note_of(mail),
    }
    subject, body = filled(wording, scheme, addressee_of(contact), **words)
    return Said(subject=subject, body=body, address=usable_address(contact.email), text_version=wording.version)


def _attendance_url(mail: MailSend, registration: RegistrationNow | None, office: Office) -> str:
    """Return the page of a registration that stands; for anybody else where everybody registers."""
    if registration is None or mail.purpose is Purpose.ATTENDEE_CANCELLED:
        return f"{office.web_url}/register/forums/{mail.receipt}?desk={mail.desk_id}"
    token = registration_token(office.link_secret, registration.registration_id, registration.link_generation)
    return f"{office.web_url}/attendance/{token}"


def _to_media(mail: MailSend, known: Known, scheme: DeskScheme) -> Said:
    contact = known.contact_of(mail)
    wording = wording_in_force(scheme, MailName(mail.purpose.value), known)
    words = {"receipt": mail.receipt or "", "note": known.note_of(mail)}
    subject, body = filled(wording, scheme, addressee_of(contact), **words)
    return Said(subject=subject, body=body, address=usable_address(contact.email), text_version=wording.version)


def _to_person(mail: MailSend, known: Known, office: Office, scheme: DeskScheme) -> Said:
    person = known.persons[mail.recipient_ref]
    if mail.purpose is Purpose.STAFF_INCIDENT:
        wording = wording_in_force(scheme, MailName.STAFF_INCIDENT, known)
        subject, body = filled(wording, scheme, f"{person.name} 様", **known.incident_words(mail, office.web_url))
        return Said(subject=subject, body=body, address=_address_of(person), text_version=wording.version)
    told = known.told[mail.send_id]
    name = _name_of(mail, told)
    wording = wording_in_force(scheme, name, known)
    lines = [Line(kind=one.kind, receipt=one.receipt, due=one.due, told_at=one.told_at) for one in told]
    words = (
        single_words(lines[0], office.web_url)
        if name is MailName.STAFF_NOTICE
        else several_words(lines, office.web_url, now=office.clock())
    )
    subject, body = filled(wording, scheme, f"{person.name} 様", **words)
    return Said(subject=subject, body=body, address=_address_of(person), text_version=wording.version)


def _name_of(mail: MailSend, told: Sequence[Told]) -> MailName:
    if mail.purpose is Purpose.STAFF_DIGEST:
        return MailName.STAFF_DIGEST
    return MailName.STAFF_NOTICE if len(told) == 1 else MailName.STAFF_SUMMARY


def _case_words(mail: MailSend, known: Known) -> dict[str, str]:
    return {
        "receipt": mail.receipt or "",
        "note": known.note_of(mail),
        "due": "" if mail.due is None else wareki_with_weekday(mail.due),
    }


def _proposal_of(mail: MailSend, known: Known) -> ProposalFacts:
    proposal = None if mail.proposal_id is None else known.proposals.get(mail.proposal_id)
    if proposal is None:
        raise NoContact("there is no such proposal in intake")
    return proposal


def _receipt_of(proposal: ProposalFacts) -> Receipt:
    return Receipt(number=proposal.receipt, received_at=proposal.received_at, proposer_kind=proposal.proposer_kind)


def _status_url(proposal: ProposalFacts, office: Office) -> str:
    token = status_token(office.link_secret, proposal.proposal_id, proposal.link_generation)
    return f"{office.web_url}/status/{token}"


def _address_of(person: Person) -> str:
    if person.email is None:
        raise NoContact("the person has no address")
    return usable_address(person.email)
