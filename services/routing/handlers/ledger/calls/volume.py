"""The calls with all their doors."""

from typing import Final

from services.routing.domain.ledger.calls.book import BOOK
from services.routing.domain.ledger.calls.call import Call
from services.routing.handlers.ledger.calls import applications, drafting, publishing, releasing
from services.routing.handlers.ledger.door import Volume

CALLS: Final[Volume[Call]] = Volume(
    book=BOOK,
    begins=drafting.BEGIN,
    doors=(*drafting.DOORS, *publishing.DOORS, *applications.DOORS, *releasing.DOORS),
)
