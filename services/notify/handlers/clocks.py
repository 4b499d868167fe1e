"""Tell who should act what the clock says, as long as it is true: a late copy tells nobody of a day that is met."""

from collections.abc import Iterator, Sequence
from typing import Final

from services.notify.domain.notification import DESK, Notice, NotificationKind
from services.notify.storage.clock_state import ClockState, Owed
from services.notify.storage.work import Work
from shared.events import CaseDueSoon, CaseForgotten, CaseOverdue, NoticeUnread, Recorded

_DESK_LEAD: Final = "desk_lead"
# On which rungs of the ladder of a scheme the desk's inbox is told; its lead looks there, too.
_OF_DESK: Final = frozenset({DESK, _DESK_LEAD})
_PROMISE: Final = "promise"


async def tell_of_near_days(told: Sequence[Recorded[CaseDueSoon]], work: Work) -> None:
    """Remind who was asked, or the desk of what it promised."""
    still = await _still_owed(told, work)
    await work.notifications.tell(
        [_notice(one, NotificationKind.CASE_DUE_SOON, one.fact.department or DESK) for one in told if _is(one, still)]
    )


async def tell_of_passed_days(told: Sequence[Recorded[CaseOverdue]], work: Work) -> None:
    """Tell everybody on the ladder up to the rung that was reached."""
    still = await _still_owed(told, work)
    await work.notifications.tell(
        [
            _notice(one, NotificationKind.CASE_OVERDUE, post)
            for one in told
            if _is(one, still)
            for post in _posts(one.fact)
        ]
    )


async def tell_desk_of_forgotten_cases(told: Sequence[Recorded[CaseForgotten]], work: Work) -> None:
    """Tell the desk which running cases lack what every case must have."""
    still = await ClockState(work.connection).still_forgotten([one.aggregate_id for one in told])
    await work.notifications.tell(
        [
            _about(one, NotificationKind.CASE_FORGOTTEN, DESK, detail=one.fact.cause.value)
            for one in told
            if one.aggregate_id in still
        ]
    )


async def tell_desk_of_unread_notices(told: Sequence[Recorded[NoticeUnread]], work: Work) -> None:
    """Tell the desk which department has not opened what it was told."""
    still = await ClockState(work.connection).still_unread([one.fact.notification_id for one in told])
    await work.notifications.tell(
        [_about(one, NotificationKind.NOTICE_UNREAD, DESK) for one in told if one.fact.notification_id in still]
    )


async def _still_owed(
    told: Sequence[Recorded[CaseDueSoon]] | Sequence[Recorded[CaseOverdue]], work: Work
) -> frozenset[Owed]:
    offers = {one.fact.offer_id for one in told if one.fact.offer_id is not None}
    cases = {one.fact.case_id for one in told if one.fact.offer_id is None}
    return await ClockState(work.connection).owed(offers, cases)


def _is(told: Recorded[CaseDueSoon] | Recorded[CaseOverdue], still: frozenset[Owed]) -> bool:
    return Owed(told.fact.offer_id or told.fact.case_id, told.fact.due) in still


def _posts(fact: CaseOverdue) -> Iterator[str]:
    if fact.department is not None:
        yield fact.department
    # A party has no inbox, and what the desk promised is the desk's own.
    if fact.department is None or _OF_DESK & set(fact.to):
        yield DESK


def _notice(told: Recorded[CaseDueSoon] | Recorded[CaseOverdue], kind: NotificationKind, post: str) -> Notice:
    lead = isinstance(told.fact, CaseOverdue) and post == DESK and _DESK_LEAD in told.fact.to
    detail = _DESK_LEAD if lead else _PROMISE if told.fact.offer_id is None else DESK if post == DESK else None
    return Notice(
        desk_id=told.desk_id,
        recipient=post,
        kind=kind,
        event_id=told.id,
        about_id=told.fact.case_id,
        case_id=told.fact.case_id,
        receipt=told.fact.receipt,
        detail=detail,
        due=told.fact.due,
    )


def _about(
    told: Recorded[CaseForgotten] | Recorded[NoticeUnread],
    kind: NotificationKind,
    post: str,
    *,
    detail: str | None = None,
) -> Notice:
    return Notice(
        desk_id=told.desk_id,
        recipient=post,
        kind=kind,
        event_id=told.id,
        about_id=told.fact.case_id,
        case_id=told.fact.case_id,
        receipt=told.fact.receipt,
        detail=detail,
    )
