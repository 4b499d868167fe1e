"""The texts of a scheme filled in: what every letter may say of the desk and its addressee, and its own words."""

from services.notify.mailer.words import name_or_nothing
from shared.documents.contents import ContactContent
from shared.scheme.model import DeskScheme
from shared.scheme.template_language import fill_in
from shared.scheme.texts import MailName


def filled(scheme: DeskScheme, name: MailName, contact: ContactContent, **words: str) -> tuple[str, str]:
    """Return subject and body in the words of the scheme; raise UnfillableText when they cannot be filled in."""
    text = scheme.mail_text(name)
    words |= {
        "desk_name": scheme.name,
        "prefecture": scheme.prefecture,
        "department_name": scheme.department_name,
        "phone": scheme.contact.phone,
        "hours": scheme.contact.hours,
        "signature": scheme.sender.signature,
        "addressee": addressee(name_or_nothing(contact.organisation), name_or_nothing(contact.name)),
    }
    return fill_in(text.subject, words), fill_in(text.body, words).strip("\n") + "\n"


def addressee(organisation: str, person: str) -> str:
    """Return whom the letter addresses: 御中 for an organisation, 様 for a person, never both for one."""
    if organisation and person:
        return f"{organisation}\n{person} 様"
    if organisation:
        return f"{organisation} 御中"
    return f"{person or 'ご提案者'} 様"
