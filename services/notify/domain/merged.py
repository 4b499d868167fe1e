"""What decides a case also decides for those that were merged into it, whose proposers were promised to hear of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.notify.domain.audience import Audience, Telling
from services.notify.domain.notification import NotificationKind as Kind
from shared import events as e
from shared.events import Fact

# Each with the word for it; the desk tells the proposers, in words of its own.
MERGED_INTO: Final[Mapping[type[Fact], str | None]] = MappingProxyType(
    {e.CaseDeclined: "declined", e.CaseReferred: "referred", e.CaseWithdrawn: "withdrawn", e.RoundClosed: None}
)
OF_MERGED: Final = tuple(
    Telling(fact=fact, to=Audience.DESK, kind=Kind.MERGED_INTO_DECIDED, detail=word, apart=True)
    for fact, word in MERGED_INTO.items()
)
