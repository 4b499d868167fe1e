"""Facts of routing about what both sides owe each other while they coordinate: milestones, procedures, to-dos."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.events.base import Code, Fact, Receipt


class OwedBy(StrEnum):
    """Who has to act: the desk, a department, a municipality, or the body outside the office.

    A department or municipality is named by its code in `department`: codes of both are of one kind. The body outside
    is the proposer or the partner, whichever of them is not the office.
    """

    DESK = "desk"  # デスク
    DEPARTMENT = "department"  # 課
    MUNICIPALITY = "municipality"  # 参加する市町村
    COUNTERPART = "counterpart"  # 提案者・連携先の団体


class MilestoneState(StrEnum):
    """How a milestone stands."""

    PLANNED = "planned"  # 予定
    DONE = "done"  # 済み
    DROPPED = "dropped"  # 取りやめ


class MilestoneChanged(Fact):
    """A milestone was set, moved from the day *before*, reached or given up; what it is stands in a document."""

    type: ClassVar[str] = "case.milestone_changed.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    milestone_id: UUID
    words_id: UUID
    day: date
    before: date | None = None
    state: MilestoneState
    owed_by: OwedBy
    department: Code | None = None
    reason_id: UUID | None = None


class ProcedurePlanned(Fact):
    """A procedure has to be done by a day; `code` where it follows a template of the scheme."""

    type: ClassVar[str] = "case.procedure_planned.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    procedure_id: UUID
    code: Code | None = None
    words_id: UUID
    due: date
    owed_by: OwedBy
    department: Code | None = None
    # Whether the work may not begin before it is settled.
    required: bool = True


class ProcedureDone(Fact):
    """A procedure was done, under an internal approval where there is one, or (not `needed`) found needless."""

    type: ClassVar[str] = "case.procedure_done.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    procedure_id: UUID
    needed: bool = True
    reason_id: UUID | None = None
    reference_id: UUID | None = None


class TodoSet(Fact):
    """Something was left for one side to do, or said anew; the words stand in a document."""

    type: ClassVar[str] = "case.todo_set.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    todo_id: UUID
    words_id: UUID
    due: date | None = None
    owed_by: OwedBy
    department: Code | None = None


class TodoReported(Fact):
    """The body outside the office says on its own page that a to-do is done; the office has yet to confirm it.

    What they wrote is a reply of the proposer (`reply_id`) or words of the company (`party_id`, `report_id`).
    """

    type: ClassVar[str] = "case.todo_reported.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    todo_id: UUID
    party_id: UUID | None = None
    reply_id: UUID | None = None
    report_id: UUID | None = None


class TodoSentBack(Fact):
    """What was reported as done is not: a document says what is missing, `due` by when it is to be done now."""

    type: ClassVar[str] = "case.todo_sent_back.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    todo_id: UUID
    words_id: UUID
    due: date | None = None
    owed_by: OwedBy = OwedBy.COUNTERPART


class TodoFinished(Fact):
    """A to-do is done, or (`dropped`) not wanted any more; `by_proposer` where the body outside had reported it."""

    type: ClassVar[str] = "case.todo_finished.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    todo_id: UUID
    dropped: bool = False
    by_proposer: bool = False


class TaskChased(Fact):
    """The desk asked after something that is owed, for the `count`-th time."""

    type: ClassVar[str] = "case.task_chased.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    task_id: UUID
    owed_by: OwedBy
    department: Code | None = None
    count: int
    due: date | None = None
    # What the companies that were chosen are told; a proposer is told by a note of its own.
    note_to_partners_id: UUID | None = None
