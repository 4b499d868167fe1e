"""What is asked about milestones, procedures and to-dos.

*by* is the department or municipality that asks, None for the desk.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from services.routing.domain.verbs import Verb
from shared.events import MilestoneState, OwedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMilestone:
    """A milestone is set (*new*), moved, reached or given up."""

    verb: ClassVar[Verb] = Verb.SET_MILESTONE
    task_id: UUID
    new: bool
    words_id: UUID | None
    day: date
    state: MilestoneState
    owed_by: OwedBy
    department: str | None = None
    reason_id: UUID | None = None
    today: date
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One procedure of `PlanProcedures`; *code* where it follows a template."""

    task_id: UUID
    words_id: UUID | None
    due: date
    owed_by: OwedBy
    department: str | None = None
    code: str | None = None
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProcedures:
    """The desk says which procedures are to be done, by whom and when."""

    verb: ClassVar[Verb] = Verb.PLAN_PROCEDURES
    procedures: tuple[Planned, ...]
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteProcedure:
    """A procedure was done, or is not *needed*."""

    verb: ClassVar[Verb] = Verb.COMPLETE_PROCEDURE
    task_id: UUID
    needed: bool
    reason_id: UUID | None = None
    reference_id: UUID | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTodo:
    """Something is left for one side to do (*new*), or said anew."""

    verb: ClassVar[Verb] = Verb.SET_TODO
    task_id: UUID
    new: bool
    words_id: UUID | None
    due: date | None
    owed_by: OwedBy
    department: str | None = None
    today: date
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTodo:
    """The body outside says that a to-do is done: the proposer, or (*party_id*) a company that was chosen.

    *words_id* is what its page showed, *reply_id* or *report_id* what it wrote.
    """

    verb: ClassVar[Verb] = Verb.REPORT_TODO
    task_id: UUID
    words_id: UUID
    party_id: UUID | None = None
    reply_id: UUID | None = None
    report_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBackTodo:
    """What was reported as done is not: the words say what is missing, *due* moves the day."""

    verb: ClassVar[Verb] = Verb.SEND_BACK_TODO
    task_id: UUID
    words_id: UUID | None
    due: date | None
    today: date
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishTodo:
    """A to-do is done, or *dropped*; what the body outside reported is confirmed by it."""

    verb: ClassVar[Verb] = Verb.FINISH_TODO
    task_id: UUID
    dropped: bool = False
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chase:
    """The desk asks after what others owe."""

    verb: ClassVar[Verb] = Verb.CHASE
    task_id: UUID
    note_id: UUID | None = None
    note_to_partners_id: UUID | None = None


TaskCommand = (
    SetMilestone | PlanProcedures | CompleteProcedure | SetTodo | ReportTodo | SendBackTodo | FinishTodo | Chase
)
