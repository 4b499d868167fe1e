"""Tell who is in charge of an item of the ledger of its days, and of what else concerns them."""

from collections.abc import Sequence
from datetime import date

from services.notify.domain.notification import DESK, Notice, NotificationKind
from services.notify.storage.work import Work
from shared.events import Fact, LedgerDueSoon, LedgerOverdue, Recorded
from shared.events.ledger import LedgerDay


async def tell_of_ledger_days(told: Sequence[Recorded[LedgerDueSoon] | Recorded[LedgerOverdue]], work: Work) -> None:
    """Tell the department whose turn it is, or the desk, that a day is near or has passed."""
    await work.notifications.tell([_of_day(one, one.fact) for one in told])


def _of_day(told: Recorded[Fact], day: LedgerDay) -> Notice:
    over = isinstance(day, LedgerOverdue)
    kind = NotificationKind.LEDGER_OVERDUE if over else NotificationKind.LEDGER_DUE_SOON
    return about_item(told, day.department or DESK, kind, day.number, due=day.due)


def about_item(
    told: Recorded[Fact], recipient: str, kind: NotificationKind, number: str, *, due: date | None = None
) -> Notice:
    """Return a notice about an item of the ledger; who is told finds it under its number."""
    return Notice(
        desk_id=told.desk_id,
        recipient=recipient,
        kind=kind,
        event_id=told.id,
        about_id=told.aggregate_id,
        receipt=number,
        due=due,
    )
