"""The boards with all their doors, in the order a page offers them."""

from typing import Final

from services.routing.domain.ledger.boards.board import Board
from services.routing.domain.ledger.boards.book import BOOK
from services.routing.handlers.ledger.boards import agenda, planning, releasing, session
from services.routing.handlers.ledger.door import Volume

BOARDS: Final[Volume[Board]] = Volume(
    book=BOOK,
    begins=planning.BEGIN,
    doors=(*agenda.DOORS, *session.DOORS, *releasing.DOORS, *planning.DOORS, planning.PLAN_NEXT),
)
