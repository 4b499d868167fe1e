"""The forums with all their doors, in the order a page offers them."""

from typing import Final

from services.routing.domain.ledger.forums.book import BOOK
from services.routing.domain.ledger.forums.forum import Forum
from services.routing.handlers.ledger.door import Volume
from services.routing.handlers.ledger.forums import announcing, keeping

FORUMS: Final[Volume[Forum]] = Volume(
    book=BOOK,
    begins=announcing.BEGIN,
    doors=(
        announcing.ANNOUNCE,
        *keeping.DOORS,
        announcing.CLOSE,
        announcing.REVISE,
        announcing.CANCEL,
        announcing.DROP,
    ),
)
