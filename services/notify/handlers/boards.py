"""Tell the departments whose cases are on the agenda of a board what happens to it."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.notify.domain.notification import NotificationKind
from services.notify.handlers.ledger import about_item
from services.notify.storage.work import Work
from shared.events import Recorded
from shared.events.board import BoardCancelled, BoardCaseAdded, BoardCaseRemoved, BoardResultsReleased, BoardRevised

OfBoard = BoardCaseAdded | BoardCaseRemoved | BoardRevised | BoardCancelled | BoardResultsReleased
_KINDS: Final[Mapping[type[OfBoard], NotificationKind]] = {
    BoardCaseAdded: NotificationKind.BOARD_AGENDA,
    BoardCaseRemoved: NotificationKind.BOARD_CHANGED,
    BoardRevised: NotificationKind.BOARD_CHANGED,
    BoardCancelled: NotificationKind.BOARD_CHANGED,
    BoardResultsReleased: NotificationKind.BOARD_RELEASED,
}


async def tell_of_boards(told: Sequence[Recorded[OfBoard]], work: Work) -> None:
    """Tell each department concerned that a case of its own is on the agenda, off it, or told its outcome."""
    await work.notifications.tell(
        [
            about_item(one, department, _KINDS[type(one.fact)], _page(one.fact))
            for one in told
            for department in one.fact.departments
        ]
    )


def _page(fact: OfBoard) -> str:
    # Whoever has no case on the agenda any more does not see the board.
    return fact.receipt if isinstance(fact, BoardCaseRemoved) else fact.number
