"""What the public may know of one case: that it exists, when it was received and whether it goes on."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shared.events import CaseOpened, Recorded
from shared.japanese.era import day_in_japan, fiscal_label, fiscal_year

_FIRST_MONTH = 4
_LAST_MONTH = 3


class PublicStage(StrEnum):
    """How far a case is, in words that betray nothing; the ends follow with the facts that tell them."""

    OPEN = "open"  # 対応中


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCase:
    """One case as it is counted; `month` is the first day of the month, `version` that of the last fact heard."""

    case_id: UUID
    desk_id: str
    fiscal_year: int
    month: date
    stage: PublicStage
    version: int


def opened_case(opened: Recorded[CaseOpened]) -> PublicCase:
    """Return the public side of a case that was just opened."""
    month = counted_month(opened.fact.receipt, opened.occurred_at)
    return PublicCase(
        case_id=opened.aggregate_id,
        desk_id=opened.desk_id,
        fiscal_year=fiscal_year(month),
        month=month,
        stage=PublicStage.OPEN,
        version=opened.aggregate_version,
    )


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
