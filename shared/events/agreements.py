"""Facts of routing about agreements (協定): what lives longer than a case and has projects under it."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from shared.events.base import Code, Fact, Receipt

Months = Annotated[int, Field(ge=1, le=120)]


class AgreementForm(StrEnum):
    """Which of the two kinds of agreement it is (協定区分)."""

    COMPREHENSIVE = "comprehensive"  # 包括連携協定
    PROJECT = "project"  # 事業連携協定


class AgreementActivity(StrEnum):
    """What was done under an agreement beside its projects."""

    MEETING = "meeting"  # 打合せ
    EVENT = "event"  # 行事・催し
    INFORMING = "informing"  # 広報・情報発信
    STUDY = "study"  # 調査・研修
    OTHER = "other"  # その他


class AgreementEnding(StrEnum):
    """How an agreement ended."""

    EXPIRED = "expired"  # 満了
    TERMINATED = "terminated"  # 解約


class AgreementFact(Fact):
    """What every fact about an agreement says: which one it is."""

    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "agreement"

    number: Receipt


class _Drawn(AgreementFact):
    """The draft of an agreement as it stands; *content_id* holds its title, its purpose and the names of the parties.

    *decision_on* is the day for which the decision is planned.
    """

    form: AgreementForm
    content_id: UUID
    parties: tuple[UUID, ...]
    fields: tuple[Code, ...]
    departments: tuple[Code, ...]
    lead: Code
    decision_on: date | None = None


class AgreementDrafted(_Drawn):
    """An agreement was drafted (案)."""

    type: ClassVar[str] = "agreement.drafted.v1"


class AgreementRedrafted(_Drawn):
    """The draft of an agreement was changed."""

    type: ClassVar[str] = "agreement.redrafted.v1"


class AgreementDropped(AgreementFact):
    """A draft came to nothing."""

    type: ClassVar[str] = "agreement.dropped.v1"

    reason_id: UUID


class AgreementDecision(AgreementFact):
    """What was decided about an agreement on a day; *decision_id* says by which body, and how it was approved."""

    decision_id: UUID
    decided_on: date


class AgreementConcluded(AgreementDecision):
    """An agreement was decided and concluded.

    Without *ends_on* its end is open. It is decided *notice_months* before the end whether it goes on; where nobody
    says no, it goes on by *renewal_months*. It is looked at every year on the day and month of *review_on*. *lead* is
    the department that leads; earlier facts do not say it.
    """

    type: ClassVar[str] = "agreement.concluded.v1"

    begins_on: date
    ends_on: date | None = None
    notice_months: Months | None = None
    renewal_months: Months | None = None
    review_on: date | None = None
    lead: Code | None = None


class AgreementRenewed(AgreementDecision):
    """An agreement goes on until a new end, or with an open one."""

    type: ClassVar[str] = "agreement.renewed.v1"

    ends_on: date | None = None


class AgreementProlonged(AgreementFact):
    """An agreement went on by itself after its last day (*before*), as it says, for nobody had decided otherwise."""

    type: ClassVar[str] = "agreement.prolonged.v1"

    before: date
    ends_on: date
    lead: Code | None = None


class AgreementRenewalDeclined(AgreementDecision):
    """It was decided that an agreement ends on its last day."""

    type: ClassVar[str] = "agreement.renewal_declined.v1"


class AgreementAmended(AgreementDecision):
    """The title, the purpose, the parties or the fields of a concluded agreement were changed, for a reason."""

    type: ClassVar[str] = "agreement.amended.v1"

    content_id: UUID
    parties: tuple[UUID, ...]
    fields: tuple[Code, ...]


class AgreementAssigned(AgreementFact):
    """Other departments are in charge of an agreement from now on."""

    type: ClassVar[str] = "agreement.assigned.v1"

    departments: tuple[Code, ...]
    lead: Code


class AgreementActivityNoted(AgreementFact):
    """Something was done under an agreement beside its projects."""

    type: ClassVar[str] = "agreement.activity_noted.v1"

    activity: AgreementActivity
    day: date
    content_id: UUID


class AgreementActivitySeen(AgreementFact):
    """Something was done in a project under an agreement: *told* is the type of the project's fact."""

    type: ClassVar[str] = "agreement.activity_seen.v1"

    project: Receipt
    told: Code
    day: date


class AgreementReviewed(AgreementFact):
    """The parties, or the office, looked at an agreement as they do every year."""

    type: ClassVar[str] = "agreement.reviewed.v1"

    day: date
    content_id: UUID


class AgreementEnded(AgreementFact):
    """An agreement ended on a day; *lead* is the department that leads, which earlier facts do not say."""

    type: ClassVar[str] = "agreement.ended.v1"

    ending: AgreementEnding
    day: date
    reason_id: UUID
    lead: Code | None = None
