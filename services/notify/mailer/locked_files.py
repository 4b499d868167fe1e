"""Ask for files without a password: the number of the proposal, and neither the name nor a word of any file."""

from services.notify.mailer.filling import filled
from shared.documents.contents import ContactContent
from shared.scheme.model import DeskScheme
from shared.scheme.texts import MailName


def write_locked_files(scheme: DeskScheme, contact: ContactContent, receipt: str) -> tuple[str, str]:
    """Return subject and body in the words of the scheme; raise UnfillableText when they cannot be filled in."""
    return filled(scheme, MailName.LOCKED_FILES, contact, receipt=receipt)
