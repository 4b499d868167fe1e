"""The days of an agreement: its decision, renewal and end, the yearly review, and when nothing moved for long."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from services.routing.domain.ledger.item import Due
from shared.months import months_later

IDLE_MONTHS: Final = 12
_A_YEAR: Final = 12


class AgreementDue(StrEnum):
    """What has to be done by a day of an agreement."""

    DECISION = "decision"  # 締結の決定
    RENEWAL = "renewal"  # 更新の判断
    END = "end"  # 期間の満了
    PROLONGING = "prolonging"  # 自動更新
    REVIEW = "review"  # 毎年の点検
    IDLE = "idle"  # 12か月間動きなし


# How many days before its day each is told; what needs the other side needs more.
_TOLD_BEFORE: Final = {
    AgreementDue.DECISION: 7,
    AgreementDue.RENEWAL: 30,
    AgreementDue.END: 60,
    AgreementDue.PROLONGING: 60,
    AgreementDue.REVIEW: 14,
    AgreementDue.IDLE: 30,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the days of an agreement follow from; *moved_on* is the day on which something was last done under it.

    *prolongs* says that it goes on by itself after its last day.
    """

    lead: str | None
    decision_on: date | None = None
    ends_on: date | None = None
    prolongs: bool = False
    notice_months: int | None = None
    review_on: date | None = None
    reviewed_on: date | None = None
    moved_on: date | None = None


def dues_of(standing: Standing) -> Collection[Due]:
    """Return the days that are still to be kept."""
    return tuple(
        Due(
            day=day,
            what=what,
            remind_on=day - timedelta(days=_TOLD_BEFORE[what]),
            department=standing.lead,
        )
        for what, day in _days(standing)
    )


def _days(standing: Standing) -> Iterator[tuple[AgreementDue, date]]:
    if standing.decision_on is not None:
        yield AgreementDue.DECISION, standing.decision_on
    if standing.ends_on is not None:
        yield AgreementDue.PROLONGING if standing.prolongs else AgreementDue.END, standing.ends_on
        if standing.notice_months is not None:
            yield AgreementDue.RENEWAL, months_later(standing.ends_on, -standing.notice_months)
    if standing.review_on is not None:
        yield AgreementDue.REVIEW, next_review(standing.review_on, standing.reviewed_on)
    if standing.moved_on is not None:
        yield AgreementDue.IDLE, months_later(standing.moved_on, IDLE_MONTHS)


def next_review(first: date, reviewed_on: date | None) -> date:
    """Return the first yearly day from *first* on that comes after the last review."""
    if reviewed_on is None or reviewed_on < first:
        return first
    years = reviewed_on.year - first.year
    this_year = months_later(first, years * _A_YEAR)
    return this_year if this_year > reviewed_on else months_later(first, (years + 1) * _A_YEAR)
