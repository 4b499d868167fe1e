"""Facts of routing about a project (事業): its owners, its pilot, its reports, and what came of it."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.events.base import Code, Fact, Receipt


class PilotDecision(StrEnum):
    """What was decided when a pilot was over."""

    GO = "go"  # 本格実施へ進む
    GO_WITH_CONDITIONS = "go_with_conditions"  # 条件を付けて本格実施へ進む
    NO_GO = "no_go"  # 進まない


class ReportFrequency(StrEnum):
    """How often a project is reported on."""

    NONE = "none"  # 定期の報告なし
    MONTHLY = "monthly"  # 毎月
    QUARTERLY = "quarterly"  # 四半期ごと
    HALF_YEARLY = "half_yearly"  # 半年ごと
    YEARLY = "yearly"  # 毎年


class EffectKind(StrEnum):
    """What an effect is measured in."""

    AMOUNT = "amount"  # 効果額（円）
    COUNT = "count"  # 数量
    QUALITY = "quality"  # 質の向上（言葉）


class EffectStanding(StrEnum):
    """Whether an effect was hoped for or has come about."""

    EXPECTED = "expected"  # 見込み
    ACTUAL = "actual"  # 実績


class FundingKind(StrEnum):
    """Where the money of a project comes from."""

    PREFECTURE = "prefecture"  # 県予算
    PROPOSER = "proposer"  # 提案者の負担
    STATE = "state"  # 国庫
    HOMETOWN_TAX = "hometown_tax"  # ふるさと納税
    CORPORATE_HOMETOWN_TAX = "corporate_hometown_tax"  # 企業版ふるさと納税
    DONATION = "donation"  # 寄附
    OTHER = "other"  # その他


class ObstacleKind(StrEnum):
    """What stands in the way."""

    LAW = "law"  # 法令
    ORDINANCE = "ordinance"  # 条例
    PRACTICE = "practice"  # 慣行
    FUNDS = "funds"  # 資金
    PEOPLE = "people"  # 人
    PLACE = "place"  # 場所
    TECHNOLOGY = "technology"  # 技術


class ObstacleState(StrEnum):
    """Whether somebody deals with an obstacle."""

    OPEN = "open"  # 未対応
    HANDLED = "handled"  # 対応中
    RESOLVED = "resolved"  # 解消


class ProjectFact(Fact):
    """What every fact about a project says: which one it is."""

    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "project"

    number: Receipt


class OwnedFact(ProjectFact):
    """Who owns a project together: the department that leads, others, parties of the registry, municipalities.

    `owners_id` is a document of routing with the names of the parties as they were then.
    """

    lead: Code
    departments: tuple[Code, ...] = ()
    parties: tuple[UUID, ...] = ()
    municipalities: tuple[Code, ...] = ()
    owners_id: UUID | None = None


class ProjectBegun(OwnedFact):
    """A project begins: from a case whose implementation started, or by the desk without one."""

    type: ClassVar[str] = "project.begun.v1"

    case_id: UUID | None = None
    receipt: Receipt | None = None
    # The agreement under which it is done, and the fields of cooperation.
    agreement: Receipt | None = None
    fields: tuple[Code, ...] = ()
    starts_on: date | None = None
    text_id: UUID | None = None


class ProjectDescribed(ProjectFact):
    """A project was named, or what it is about was written anew."""

    type: ClassVar[str] = "project.described.v1"

    text_id: UUID
    fields: tuple[Code, ...] = ()


class ProjectOwnersChanged(OwnedFact):
    """A project is owned by others from now on."""

    type: ClassVar[str] = "project.owners_changed.v1"


class ProjectPutUnder(ProjectFact):
    """A project was put under an agreement, or (None) taken out from under it."""

    type: ClassVar[str] = "project.put_under.v1"

    agreement: Receipt | None = None


class PilotBegun(ProjectFact):
    """A project is tried out first; the text says what is to be found out."""

    type: ClassVar[str] = "project.pilot_begun.v1"

    text_id: UUID
    begins: date
    ends: date


class PilotClosed(ProjectFact):
    """The trial of a project is over; the text says what came of it, and under which conditions it goes on."""

    type: ClassVar[str] = "project.pilot_closed.v1"

    decision: PilotDecision
    text_id: UUID


class ProjectStarted(ProjectFact):
    """The work of a project runs, beyond any trial."""

    type: ClassVar[str] = "project.started.v1"

    day: date


class ReportingSet(ProjectFact):
    """It was agreed how often a project is reported on, and by when for the first time."""

    type: ClassVar[str] = "project.reporting_set.v1"

    frequency: ReportFrequency
    first_due: date | None = None


class ProjectReported(ProjectFact):
    """A department, or one of the parties, reported on a project for a while; the text is the report."""

    type: ClassVar[str] = "project.reported.v1"

    report_id: UUID
    begins: date
    ends: date
    department: Code | None = None
    party_id: UUID | None = None


class EffectRecorded(ProjectFact):
    """An effect of a project was estimated or measured; `replaces` is the record it corrects.

    The text holds what was measured, in which unit, and how. Yen where it is an amount, a count where it is one, as
    exact as it was typed.
    """

    type: ClassVar[str] = "project.effect_recorded.v1"

    effect_id: UUID
    text_id: UUID
    kind: EffectKind
    standing: EffectStanding
    fiscal_year: int
    as_of: date
    yen: int | None = None
    count: Decimal | None = None
    # Who estimated it.
    department: Code | None = None
    party_id: UUID | None = None
    replaces: UUID | None = None


class FundingSet(ProjectFact):
    """How much money of one kind a project is to have in a year, has, and has spent, in yen."""

    type: ClassVar[str] = "project.funding_set.v1"

    kind: FundingKind
    fiscal_year: int
    planned: int
    secured: int
    used: int
    text_id: UUID | None = None


class ObstacleRecorded(ProjectFact):
    """Something stands in the way of a project; the text says what, which law, and what is asked for."""

    type: ClassVar[str] = "project.obstacle_recorded.v1"

    obstacle_id: UUID
    kind: ObstacleKind
    text_id: UUID


class ObstacleMoved(ProjectFact):
    """Somebody deals with an obstacle now, or it is gone, or it stands again; the text says how."""

    type: ClassVar[str] = "project.obstacle_moved.v1"

    obstacle_id: UUID
    state: ObstacleState
    text_id: UUID | None = None


class ProjectEnded(ProjectFact):
    """How a project came to its end; the text holds what came of it, or why it was stopped, and the lesson."""

    day: date
    text_id: UUID


class ProjectCompleted(ProjectEnded):
    """A project is done."""

    type: ClassVar[str] = "project.completed.v1"


class ProjectStopped(ProjectEnded):
    """A project was given up before it was done."""

    type: ClassVar[str] = "project.stopped.v1"
