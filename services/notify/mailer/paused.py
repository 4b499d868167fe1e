"""Say that what was sent waits for the end of a pause: the public notice, and not a word of the proposal."""

from services.notify.domain.mail import PublicNotice
from services.notify.mailer.acknowledgement import addressee
from services.notify.mailer.words import name_or_nothing
from shared.documents.contents import ContactContent
from shared.japanese.era import moment_words
from shared.scheme.model import DeskScheme
from shared.scheme.texts import MailName, fill_in


def write_paused(scheme: DeskScheme, contact: ContactContent, notice: PublicNotice) -> tuple[str, str]:
    """Return subject and body in the words of the scheme; raise UnfillableText when they cannot be filled in."""
    text = scheme.mail_text(MailName.PAUSED)
    words = {
        "desk_name": scheme.name,
        "prefecture": scheme.prefecture,
        "department_name": scheme.department_name,
        "phone": scheme.contact.phone,
        "hours": scheme.contact.hours,
        "signature": scheme.sender.signature,
        "addressee": addressee(name_or_nothing(contact.organisation), name_or_nothing(contact.name)),
        "notice": notice.text,
        "until": moment_words(notice.until),
    }
    return fill_in(text.subject, words), fill_in(text.body, words).strip("\n") + "\n"
