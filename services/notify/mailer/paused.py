"""Say that what was sent waits for the end of a pause: the public notice, and not a word of the proposal."""

from services.notify.domain.mail import PublicNotice
from services.notify.mailer.filling import filled
from shared.documents.contents import ContactContent
from shared.japanese.era import moment_words
from shared.scheme.model import DeskScheme
from shared.scheme.texts import MailName


def write_paused(scheme: DeskScheme, contact: ContactContent, notice: PublicNotice) -> tuple[str, str]:
    """Return subject and body in the words of the scheme; raise UnfillableText when they cannot be filled in."""
    return filled(scheme, MailName.PAUSED, contact, notice=notice.text, until=moment_words(notice.until))
