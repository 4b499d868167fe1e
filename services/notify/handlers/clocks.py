"""What the clock said holds only while it is true: a late copy tells nobody of a day that is met, moved or over."""

from collections.abc import Sequence

from services.notify.storage.clock_state import ClockState, Owed
from services.notify.storage.work import Work
from shared.events import (
    CaseDueSoon,
    CaseForgotten,
    CaseOverdue,
    Fact,
    InvitationDue,
    NoticeUnread,
    Recorded,
    TaskDueSoon,
    TaskOverdue,
)

_OF_THE_CLOCK = (CaseDueSoon, CaseOverdue, TaskDueSoon, TaskOverdue, InvitationDue, CaseForgotten, NoticeUnread)


async def still_true(told: Sequence[Recorded[Fact]], work: Work) -> list[Recorded[Fact]]:
    """Return what still holds of what the clock said, and everything that others said."""
    facts = [one.fact for one in told]
    if not any(isinstance(fact, _OF_THE_CLOCK) for fact in facts):
        return list(told)
    days = [fact for fact in facts if isinstance(fact, CaseDueSoon | CaseOverdue)]
    state = ClockState(work.connection)
    owed = await state.owed(
        {fact.offer_id for fact in days if fact.offer_id is not None},
        {fact.case_id for fact in days if fact.offer_id is None},
    )
    tasks = await state.tasks_owed({fact.task_id for fact in facts if isinstance(fact, TaskDueSoon | TaskOverdue)})
    invited = await state.still_invited({fact.case_id for fact in facts if isinstance(fact, InvitationDue)})
    forgotten = await state.still_forgotten([one.aggregate_id for one in told if isinstance(one.fact, CaseForgotten)])
    unread = await state.still_unread([fact.notification_id for fact in facts if isinstance(fact, NoticeUnread)])

    def holds(one: Recorded[Fact]) -> bool:
        match one.fact:
            case CaseDueSoon() | CaseOverdue() as fact:
                return Owed(fact.offer_id or fact.case_id, fact.due) in owed
            case TaskDueSoon() | TaskOverdue() as fact:
                return Owed(fact.task_id, fact.due) in tasks
            case InvitationDue() as fact:
                return (fact.case_id, fact.municipality, fact.due) in invited
            case CaseForgotten():
                return one.aggregate_id in forgotten
            case NoticeUnread() as fact:
                return fact.notification_id in unread
            case _:
                return True

    return [one for one in told if holds(one)]
