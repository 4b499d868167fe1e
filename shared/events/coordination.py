"""Facts of routing about what lies between a yes and the end of the work: coordination, implementation, completion."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.events.base import Code, Fact, Receipt


class Cooperation(StrEnum):
    """Under which form of agreement both sides work together."""

    COMPREHENSIVE = "comprehensive"  # 包括連携協定
    PROJECT = "project"  # 事業連携協定
    NONE = "none"  # 協定によらない


class CooperationDecided(Fact):
    """The office chose the form of cooperation: as a draft that may still change, or decided by a body on a day.

    Who decided, and the number of the internal approval, stand in a document of routing.
    """

    type: ClassVar[str] = "case.cooperation_decided.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    form: Cooperation
    decided: bool
    decision_id: UUID | None = None
    day: date | None = None
    # The agreement of the register under which it is done, once there is one.
    agreement: Receipt | None = None


class DepartmentJoined(Fact):
    """A department takes part from now on; it sees the case as one that took an offer up."""

    type: ClassVar[str] = "case.department_joined.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    offer_id: UUID
    department: Code
    since: date


class DepartmentLeft(Fact):
    """A department takes part no more, and sees the case no more."""

    type: ClassVar[str] = "case.department_left.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    offer_id: UUID
    department: Code
    reason_id: UUID


class LeadChanged(Fact):
    """Another department leads those that take part (まとめ)."""

    type: ClassVar[str] = "case.lead_changed.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    department: Code
    before: Code | None = None
    reason_id: UUID


class ImplementationStarted(Fact):
    """Coordination is done and the work begins; `project_id` is the project the case goes on in.

    `department` leads it, `departments` are all that take part; `starts_on` is the day it is planned to begin.
    """

    type: ClassVar[str] = "case.implementation_started.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    project_id: UUID
    form: Cooperation
    agreement: Receipt | None = None
    department: Code
    departments: tuple[Code, ...] = ()
    starts_on: date
    note_id: UUID
    # What the companies that were chosen are told, where companies were asked.
    note_to_partners_id: UUID | None = None


class CaseCompleted(Fact):
    """The work is done; the note tells the proposer what came of it, the lesson tells colleagues what to keep."""

    type: ClassVar[str] = "case.completed.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    note_id: UUID
    lesson_id: UUID
    note_to_partners_id: UUID | None = None
