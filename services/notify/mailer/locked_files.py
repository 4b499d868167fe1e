"""Ask for files without a password: the number of the proposal, and neither the name nor a word of any file."""

from services.notify.mailer.acknowledgement import addressee
from services.notify.mailer.words import name_or_nothing
from shared.documents.contents import ContactContent
from shared.scheme.model import DeskScheme
from shared.scheme.texts import MailName, fill_in


def write_locked_files(scheme: DeskScheme, contact: ContactContent, receipt: str) -> tuple[str, str]:
    """Return subject and body in the words of the scheme; raise UnfillableText when they cannot be filled in."""
    text = scheme.mail_text(MailName.LOCKED_FILES)
    words = {
        "desk_name": scheme.name,
        "prefecture": scheme.prefecture,
        "department_name": scheme.department_name,
        "phone": scheme.contact.phone,
        "hours": scheme.contact.hours,
        "signature": scheme.sender.signature,
        "addressee": addressee(name_or_nothing(contact.organisation), name_or_nothing(contact.name)),
        "receipt": receipt,
    }
    return fill_in(text.subject, words), fill_in(text.body, words).strip("\n") + "\n"
