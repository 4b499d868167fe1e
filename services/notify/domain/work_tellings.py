"""Who is told what between a yes of both sides and the end of the work: a part of the one table."""

from typing import Final

from services.notify.domain.audience import Audience, Telling, owed_in, to_departments
from services.notify.domain.mail import Purpose
from services.notify.domain.notification import NotificationKind as Kind
from shared import events as e
from shared.events import Fact


def _is_the_desks(fact: Fact) -> bool:
    """Tell whether the desk owes what a day has passed of, or the ladder has reached it over what others owe."""
    reached = isinstance(fact, e.TaskOverdue) and not frozenset({"desk", "desk_lead"}).isdisjoint(fact.to)
    return reached or owed_in(fact)[0] is e.OwedBy.DESK


_OF_THE_OFFICE: Final = (Audience.PROPOSER, Audience.LEAD, Audience.OTHER_DEPARTMENT, Audience.MUNICIPALITY)


def _to_who_owes(
    fact: type[Fact], kind: Kind, posts: tuple[Audience, ...] = (Audience.DESK, *_OF_THE_OFFICE)
) -> tuple[Telling, ...]:
    """Return the rows by which the post that owes something is told."""
    return tuple(Telling(fact=fact, to=to, kind=kind, while_in=_AT_WORK, owed=True, day=True) for to in posts)


def _by_mail(fact: type[Fact]) -> tuple[Telling, ...]:
    """Return the rows by which a body outside the office that owes something is told of its day."""
    reminded, companies = Purpose.TODO_REMINDED, Purpose.PARTY_TODO_REMINDED
    return (
        Telling(fact=fact, to=Audience.PROPOSER, purpose=reminded, owed=True, note=True, day=True),
        Telling(fact=fact, to=Audience.COMPANY, purpose=companies, owed=True, partners=True, day=True),
    )


_AT_WORK: Final = frozenset({"coordinating", "implementing"})
_OWING: Final = (
    *to_departments(e.DepartmentJoined, Kind.DEPARTMENT_JOINED, while_in=_AT_WORK, concerned=True),
    *to_departments(e.DepartmentLeft, Kind.DEPARTMENT_LEFT, concerned=True),
    *to_departments(e.LeadChanged, Kind.LEAD_CHANGED, while_in=_AT_WORK),
    Telling(fact=e.LeadChanged, to=Audience.PROPOSER, kind=Kind.LEAD_CHANGED, while_in=_AT_WORK),
    *_to_who_owes(e.TodoSet, Kind.TASK_SET),
    Telling(fact=e.TodoSet, to=Audience.PROPOSER, purpose=Purpose.TODO, owed=True, note=True, day=True),
    Telling(fact=e.TodoSet, to=Audience.COMPANY, purpose=Purpose.PARTY_TODO, owed=True, partners=True, day=True),
    *_to_who_owes(e.ProcedurePlanned, Kind.TASK_SET),
    *_to_who_owes(e.TaskChased, Kind.TASK_CHASED),
    Telling(fact=e.TaskChased, to=Audience.COMPANY, purpose=Purpose.PARTY_CHASED, owed=True, partners=True),
    *(
        Telling(fact=e.TodoReported, to=to, kind=Kind.TODO_FINISHED, while_in=_AT_WORK)
        for to in (Audience.DESK, Audience.PROPOSER, Audience.LEAD)
    ),
    Telling(fact=e.TodoSentBack, to=Audience.PROPOSER, purpose=Purpose.TODO, owed=True, note=True, day=True),
    Telling(fact=e.TodoSentBack, to=Audience.COMPANY, purpose=Purpose.PARTY_TODO, owed=True, partners=True, day=True),
    *_to_who_owes(e.TaskDueSoon, Kind.TASK_DUE_SOON),
    *_by_mail(e.TaskDueSoon),
    *_to_who_owes(e.TaskOverdue, Kind.TASK_OVERDUE, _OF_THE_OFFICE),
    Telling(
        fact=e.TaskOverdue, to=Audience.DESK, kind=Kind.TASK_OVERDUE, while_in=_AT_WORK, only=_is_the_desks, day=True
    ),
    *_by_mail(e.TaskOverdue),
)
_WORKING: Final = frozenset({"implementing", "completed"})
OF_WORK: Final = (
    *_OWING,
    Telling(
        fact=e.ImplementationStarted,
        to=Audience.PROPOSER,
        kind=Kind.IMPLEMENTATION_STARTED,
        purpose=Purpose.IMPLEMENTATION_STARTED,
        while_in=_WORKING,
        note=True,
        day=True,
    ),
    *to_departments(e.ImplementationStarted, Kind.IMPLEMENTATION_STARTED, while_in=_WORKING, day=True),
    Telling(fact=e.ImplementationStarted, to=Audience.COMPANY, purpose=Purpose.PARTY_STARTED, partners=True, day=True),
    Telling(fact=e.CaseCompleted, to=Audience.PROPOSER, kind=Kind.CASE_COMPLETED, purpose=Purpose.COMPLETED, note=True),
    *to_departments(e.CaseCompleted, Kind.CASE_COMPLETED),
    Telling(fact=e.CaseCompleted, to=Audience.COMPANY, purpose=Purpose.PARTY_COMPLETED, partners=True),
)
