"""Who is told what between a yes of both sides and the end of the work: a part of the one table."""

from typing import Final

from services.notify.domain.audience import Audience, Telling, to_departments
from services.notify.domain.mail import Purpose
from services.notify.domain.notification import NotificationKind as Kind
from shared import events as e
from shared.events import Fact


def _by_the_proposer(fact: Fact) -> bool:
    return isinstance(fact, e.TodoFinished) and fact.by_proposer


def _to_who_owes(fact: type[Fact], kind: Kind) -> tuple[Telling, ...]:
    """Return the rows by which the post that owes something is told."""
    posts = (Audience.DESK, Audience.PROPOSER, Audience.LEAD, Audience.OTHER_DEPARTMENT)
    return tuple(Telling(fact=fact, to=to, kind=kind, while_in=_AT_WORK, owed=True, day=True) for to in posts)


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
    Telling(fact=e.TodoFinished, to=Audience.DESK, kind=Kind.TODO_FINISHED, while_in=_AT_WORK, only=_by_the_proposer),
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
