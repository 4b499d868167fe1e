"""Tell who is in charge of an item of the ledger of its days, and of what else concerns them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from services.notify.domain.forum_telling import EVE
from services.notify.domain.notification import DESK, Notice, NotificationKind
from services.notify.storage.work import Work
from shared.events import (
    ConsentWay,
    Fact,
    LedgerDueSoon,
    LedgerOverdue,
    PublicationConsentAsked,
    PublicationConsentGiven,
    PublicationSentBack,
    PublicationSubmitted,
    Recorded,
)
from shared.events.ledger import LedgerDay


async def tell_of_ledger_days(told: Sequence[Recorded[LedgerDueSoon] | Recorded[LedgerOverdue]], work: Work) -> None:
    """Tell the department whose turn it is, or the desk, that a day is near or has passed."""
    # On one of the days others are reminded, by mail: see forums.
    await work.notifications.tell([_of_day(one, one.fact) for one in told if one.fact.what != EVE])


async def ask_department_for_consent(told: Sequence[Recorded[PublicationConsentAsked]], work: Work) -> None:
    """Tell the department whose wish it is that a draft waits for its yes; proposers outside get a mail."""
    await work.notifications.tell(
        [
            about_item(one, fact.department, NotificationKind.PUBLICATION_CONSENT, fact.number, due=fact.due)
            for one in told
            if (fact := one.fact).department is not None
        ]
    )


async def tell_desk_of_consent(told: Sequence[Recorded[PublicationConsentGiven]], work: Work) -> None:
    """Tell the desk that somebody answered, unless it wrote the answer down itself."""
    of_others = [one for one in told if one.fact.way in {ConsentWay.PAGE, ConsentWay.STAFF_PAGE}]
    kind = NotificationKind.PUBLICATION_ANSWERED
    await work.notifications.tell([about_item(one, DESK, kind, one.fact.number) for one in of_others])


async def tell_desk_of_submissions(told: Sequence[Recorded[PublicationSubmitted]], work: Work) -> None:
    """Tell the desk that a second person is waited for."""
    kind = NotificationKind.PUBLICATION_SUBMITTED
    await work.notifications.tell([about_item(one, DESK, kind, one.fact.number) for one in told])


async def tell_desk_of_sending_back(told: Sequence[Recorded[PublicationSentBack]], work: Work) -> None:
    """Tell the desk that something is to be changed first."""
    kind = NotificationKind.PUBLICATION_SENT_BACK
    await work.notifications.tell([about_item(one, DESK, kind, one.fact.number) for one in told])


def _of_day(told: Recorded[Fact], day: LedgerDay) -> Notice:
    over = isinstance(day, LedgerOverdue)
    kind = NotificationKind.LEDGER_OVERDUE if over else NotificationKind.LEDGER_DUE_SOON
    told_of = about_item(told, day.department or DESK, kind, day.number, due=day.due)
    return replace(told_of, detail=f"{day.kind}_{day.what}")


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
