"""The texts of a desk filled in: what every letter may say of the desk and its addressee, and its own words."""

from dataclasses import dataclass

from services.notify.mailer.words import name_or_nothing
from shared.documents.contents import ContactContent
from shared.scheme.model import DeskScheme, MailText
from shared.scheme.template_language import fill_in
from shared.scheme.texts import MailName


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The text a mail is made from; *version* is 0 where the desk wrote none of its own."""

    subject: str
    body: str
    version: int = 0


def wording_of(scheme: DeskScheme, name: MailName) -> Wording:
    """Return the text of the scheme, or of the program."""
    text: MailText = scheme.mail_text(name)
    return Wording(subject=text.subject, body=text.body)


def filled(wording: Wording, scheme: DeskScheme, addressed_to: str, **words: str) -> tuple[str, str]:
    """Return subject and body in the desk's words; raise UnfillableText when they cannot be filled in."""
    words |= desk_words(scheme) | {"addressee": addressed_to}
    return fill_in(wording.subject, words), fill_in(wording.body, words).strip("\n") + "\n"


def desk_words(scheme: DeskScheme) -> dict[str, str]:
    """Return what every letter may say of the desk."""
    return {
        "desk_name": scheme.name,
        "prefecture": scheme.prefecture,
        "department_name": scheme.department_name,
        "phone": scheme.contact.phone,
        "hours": scheme.contact.hours,
        "signature": scheme.sender.signature,
    }


def addressee_of(contact: ContactContent) -> str:
    """Return whom a letter to this contact addresses."""
    return addressee(name_or_nothing(contact.organisation), name_or_nothing(contact.name))


def addressee(organisation: str, person: str) -> str:
    """Return whom the letter addresses: 御中 for an organisation, 様 for a person, never both for one."""
    if organisation and person:
        return f"{organisation}\n{person} 様"
    if organisation:
        return f"{organisation} 御中"
    return f"{person or 'ご提案者'} 様"
