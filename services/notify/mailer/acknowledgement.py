"""Say that a proposal has arrived: its number, its day, the way on, and not a word of the proposal."""

from dataclasses import dataclass
from datetime import datetime

from services.notify.mailer.filling import filled
from shared.documents.contents import ContactContent
from shared.japanese.era import JAPAN, wareki_with_weekday
from shared.scheme.model import DeskScheme
from shared.scheme.promises import confirmed_by
from shared.scheme.texts import MailName


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What an acknowledgement may know of a proposal."""

    number: str
    received_at: datetime
    status_url: str


def write_acknowledgement(scheme: DeskScheme, contact: ContactContent, receipt: Receipt) -> tuple[str, str]:
    """Return subject and body in the words of the scheme; raise UnfillableText when they cannot be filled in."""
    at = receipt.received_at.astimezone(JAPAN)
    return filled(
        scheme,
        MailName.ACKNOWLEDGEMENT,
        contact,
        receipt=receipt.number,
        received_on=f"{wareki_with_weekday(at.date())} {at:%H時%M分}",
        confirm_by=wareki_with_weekday(confirmed_by(scheme, at.date())),
        status_url=receipt.status_url,
    )
