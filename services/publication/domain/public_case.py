"""What the public may know of one case: that it exists, when it was received, whether it goes on and how it ended."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from shared.events import (
    CaseCompleted,
    CaseDeclined,
    CaseMerged,
    CaseOpened,
    CaseReferred,
    CaseReopened,
    CaseWithdrawn,
    CoordinationStarted,
    Fact,
    ImplementationStarted,
    Recorded,
)
from shared.japanese.era import day_in_japan, fiscal_label, fiscal_year

_FIRST_MONTH = 4
_LAST_MONTH = 3


class PublicStage(StrEnum):
    """How far a case is, in words that betray nothing."""

    OPEN = "open"  # 対応中
    REALISED = "realised"  # 実現
    DECLINED = "declined"  # 見送り
    WITHDRAWN = "withdrawn"  # 取下げ
    REFERRED = "referred"  # 他窓口へ紹介
    MERGED = "merged"  # 統合


STAGE_AFTER: Final[dict[type[Fact], PublicStage]] = {
    CaseOpened: PublicStage.OPEN,
    CoordinationStarted: PublicStage.OPEN,
    CaseReopened: PublicStage.OPEN,
    ImplementationStarted: PublicStage.REALISED,
    CaseCompleted: PublicStage.REALISED,
    CaseDeclined: PublicStage.DECLINED,
    CaseWithdrawn: PublicStage.WITHDRAWN,
    CaseReferred: PublicStage.REFERRED,
    CaseMerged: PublicStage.MERGED,
}
# By these the proposer learns what came of the proposal.
_JUDGING: Final = (CoordinationStarted, CaseDeclined, CaseReferred)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCase:
    """One case as it is counted, or as much as one fact tells of it.

    *month* is the first day of the month it counts in, *version* that of the last fact that moved it; *judged_on* and
    *realised_on* are the first days on which that happened.
    """

    case_id: UUID
    desk_id: str
    stage: PublicStage
    version: int
    fiscal_year: int | None = None
    month: date | None = None
    opened_on: date | None = None
    judged_on: date | None = None
    realised_on: date | None = None


def case_after(heard: Recorded[Fact]) -> PublicCase:
    """Return what one fact tells of its case; KeyError for a fact that moves nothing here."""
    fact, day = heard.fact, day_in_japan(heard.occurred_at)
    stage = STAGE_AFTER[type(fact)]
    month = counted_month(fact.receipt, heard.occurred_at) if isinstance(fact, CaseOpened) else None
    return PublicCase(
        case_id=heard.aggregate_id,
        desk_id=heard.desk_id,
        stage=stage,
        version=heard.aggregate_version,
        fiscal_year=None if month is None else fiscal_year(month),
        month=month,
        opened_on=day if isinstance(fact, CaseOpened) else None,
        judged_on=day if isinstance(fact, _JUDGING) else None,
        realised_on=day if stage is PublicStage.REALISED else None,
    )


def joined(one: PublicCase, other: PublicCase) -> PublicCase:
    """Return what two facts tell of their case together, whichever came first."""
    newer = max(one, other, key=lambda case: case.version)
    opened = one if one.month is not None else other
    return PublicCase(
        case_id=one.case_id,
        desk_id=one.desk_id,
        stage=newer.stage,
        version=newer.version,
        fiscal_year=opened.fiscal_year,
        month=opened.month,
        opened_on=_first(one.opened_on, other.opened_on),
        judged_on=_first(one.judged_on, other.judged_on),
        realised_on=_first(one.realised_on, other.realised_on),
    )


def _first(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def counted_month(receipt: str, opened_at: datetime) -> date:
    """Return the first day of the month a case counts in.

    The receipt number decides the fiscal year: a proposal of the last evening of March may become a case in April,
    and the public sum of a year must be the last number of that year.
    """
    month = day_in_japan(opened_at).replace(day=1)
    year = fiscal_year(month)
    label = receipt.partition("-")[0]
    if label == fiscal_label(year - 1):
        return date(year, _LAST_MONTH, 1)
    if label == fiscal_label(year + 1):
        return date(year + 1, _FIRST_MONTH, 1)
    return month
