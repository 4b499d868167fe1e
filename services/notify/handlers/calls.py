"""Tell the desk and the department in charge what happens to a call (募集)."""

from collections.abc import Sequence

from services.notify.domain.notification import DESK, Notice, NotificationKind
from services.notify.handlers.ledger import about_item
from services.notify.storage.work import Work
from shared.events import Recorded
from shared.events.call import CallClosed, CallSentBack, CallSubmitted


async def tell_of_calls(
    told: Sequence[Recorded[CallSubmitted] | Recorded[CallSentBack] | Recorded[CallClosed]], work: Work
) -> None:
    """Tell who has to check a call, to change it, or to judge its applications."""
    await work.notifications.tell([notice for one in told for notice in _notices(one)])


def _notices(told: Recorded[CallSubmitted] | Recorded[CallSentBack] | Recorded[CallClosed]) -> list[Notice]:
    match told.fact:
        case CallSubmitted(number=number):
            return [about_item(told, DESK, NotificationKind.CALL_TO_CHECK, number)]
        case CallSentBack(number=number, department=department):
            return [about_item(told, department or DESK, NotificationKind.CALL_SENT_BACK, number)]
        case CallClosed(number=number, department=department):
            both = dict.fromkeys((department or DESK, DESK))
            return [about_item(told, one, NotificationKind.CALL_CLOSED, number) for one in both]
