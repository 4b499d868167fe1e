"""Say that a proposal has arrived: its number, its day, the way on, and not a word of the proposal."""

from dataclasses import dataclass
from datetime import datetime

from services.notify.mailer.words import name_or_nothing
from shared.documents.contents import ContactContent
from shared.japanese.era import JAPAN, wareki_with_weekday
from shared.scheme.model import DeskScheme
from shared.scheme.promises import confirmed_by
from shared.scheme.texts import MailName, fill_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What an acknowledgement may know of a proposal."""

    number: str
    received_at: datetime
    status_url: str


def write_acknowledgement(scheme: DeskScheme, contact: ContactContent, receipt: Receipt) -> tuple[str, str]:
    """Return subject and body in the words of the scheme; raise UnfillableText when they cannot be filled in."""
    text = scheme.mails[MailName.ACKNOWLEDGEMENT]
    organisation, person = name_or_nothing(contact.organisation), name_or_nothing(contact.name)
    at = receipt.received_at.astimezone(JAPAN)
    words = {
        "desk_name": scheme.name,
        "prefecture": scheme.prefecture,
        "department_name": scheme.department_name,
        "phone": scheme.contact.phone,
        "hours": scheme.contact.hours,
        "signature": scheme.sender.signature,
        "receipt": receipt.number,
        "received_on": f"{wareki_with_weekday(at.date())} {at:%H時%M分}",
        "confirm_by": wareki_with_weekday(confirmed_by(scheme, at.date())),
        "status_url": receipt.status_url,
        "addressee": addressee(organisation, person),
    }
    return fill_in(text.subject, words), fill_in(text.body, words).strip("\n") + "\n"


def addressee(organisation: str, person: str) -> str:
    """Return whom the letter addresses: 御中 for an organisation, 様 for a person, never both for one."""
    if organisation and person:
        return f"{organisation}\n{person} 様"
    if organisation:
        return f"{organisation} 御中"
    return f"{person or 'ご提案者'} 様"
