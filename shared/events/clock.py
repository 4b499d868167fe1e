"""Facts of the clock: nothing of a case changed, but somebody has to be told what time has done.

Each is an aggregate of its own (`case_clock`): no reminder moves the version of a case while somebody acts on it.
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.events.addressed import AddresseeFact
from shared.events.base import Code, Fact, Receipt
from shared.events.tasks import OwedBy


class ForgottenCause(StrEnum):
    """What a case lacks that every running case must have."""

    NO_OWNER = "no_owner"  # 担当者がいない
    NO_NEXT_DAY = "no_next_day"  # 次に動く日が過ぎたまま
    NOBODY_TOLD = "nobody_told"  # 誰にも知らせていない
    UNREAD = "unread"  # 知らせが読まれていない
    REPLY_UNREAD = "reply_unread"  # 提案者の返信が読まれていない


class _Due(Fact):
    """What a day by which somebody should act is about: one offer, or (no offer) what the desk promised for a stage.

    `step` counts office days: below 0 before the day, above 0 after it.
    """

    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case_clock"

    case_id: UUID
    receipt: Receipt
    offer_id: UUID | None = None
    department: Code | None = None
    party_id: UUID | None = None
    due: date
    step: int


class CaseDueSoon(_Due):
    """A day by which somebody should act is near."""

    type: ClassVar[str] = "case.due_soon.v1"


class CaseOverdue(_Due):
    """A day by which somebody should act has passed; `to` are the steps of the desk's ladder that were reached."""

    type: ClassVar[str] = "case.overdue.v1"

    to: tuple[Code, ...]


class _TaskDue(Fact):
    """What a day by which a milestone, procedure or to-do should be done is about; steps count as of a case's days."""

    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case_clock"

    case_id: UUID
    receipt: Receipt
    task_id: UUID
    words_id: UUID
    owed_by: OwedBy
    department: Code | None = None
    due: date
    step: int


class TaskDueSoon(_TaskDue):
    """A day by which something is owed while both sides coordinate is near."""

    type: ClassVar[str] = "case.task_due_soon.v1"


class TaskOverdue(_TaskDue):
    """A day by which something was owed has passed; `to` are the steps of the desk's ladder that were reached."""

    type: ClassVar[str] = "case.task_overdue.v1"

    to: tuple[Code, ...]


class InvitationDue(Fact):
    """The day by which a municipality is to answer an invitation is near, or (`step` above 0) has passed."""

    type: ClassVar[str] = "case.invitation_due.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case_clock"

    case_id: UUID
    receipt: Receipt
    municipality: Code
    due: date
    step: int


class CaseForgotten(Fact):
    """A running case lacks what every case must have; told once until it is mended."""

    type: ClassVar[str] = "case.forgotten.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case_clock"

    case_id: UUID
    receipt: Receipt
    cause: ForgottenCause


class NoticeUnread(Fact):
    """A department has not opened what it was told, for so many office days that the desk should know."""

    type: ClassVar[str] = "case.notice_unread.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case_clock"

    case_id: UUID
    receipt: Receipt
    department: Code
    notification_id: UUID
    business_days: int


class OfferExtended(AddresseeFact):
    """The desk gave an addressee longer to answer; the reason is a document of routing."""

    type: ClassVar[str] = "case.offer_extended.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    offer_id: UUID
    receipt: Receipt
    due: date
    reason_id: UUID
