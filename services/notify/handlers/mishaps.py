"""What may go wrong around one mail, and how long its record waits for a database that is away."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import chain, repeat
from typing import Final, TypeVar

from services.notify.domain.mail import Reason
from services.notify.handlers.telling import UnknownDesk
from services.notify.mailer.letter import UnsafeMail, UnusableAddress
from services.notify.storage.proposals import NoContact, UnreadableContact
from shared.database.errors import DatabaseAway
from shared.documents import KeyDestroyed
from shared.documents.keys import WrongKey
from shared.documents.store import NoSuchDocument
from shared.scheme.template_language import UnfillableText

T = TypeVar("T")
_AWAY_SECONDS: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
# Each of these is a state of the rows, not a fault of the moment: trying again would not help.
REASONS: Final = {
    NoContact: Reason.NO_ADDRESS,
    UnusableAddress: Reason.NO_ADDRESS,
    KeyDestroyed: Reason.CONTENT_GONE,
    NoSuchDocument: Reason.CONTENT_GONE,
    WrongKey: Reason.CONTENT_GONE,
    UnreadableContact: Reason.CONTENT_GONE,
    UnsafeMail: Reason.UNSAFE,
    UnfillableText: Reason.UNWRITABLE,
    UnknownDesk: Reason.UNWRITABLE,
}


def reason_of(error: Exception) -> Reason:
    """Return why a mail that met *error* while it was written cannot be sent."""
    return next((reason for kind, reason in REASONS.items() if type(error) is kind), Reason.UNFORESEEN)


async def patiently(step: Callable[[], Awaitable[T]]) -> T:
    """Repeat *step* for as long as the database is away: an answer that is forgotten would be a second mail."""
    for seconds in chain(_AWAY_SECONDS, repeat(_AWAY_SECONDS[-1])):
        try:
            return await step()
        except DatabaseAway:
            await asyncio.sleep(seconds)
    raise AssertionError("the waits never end")
