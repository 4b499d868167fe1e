"""One call (募集) as a value: its days, its applications, and what is decided of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from services.routing.domain.ledger.item import Due, Item
from shared.months import months_later

REVIEW: Final = "review"
REVIEW_DESK: Final = "stale"
CLOSING: Final = "closing"
RESULTS: Final = "results"
RESULTS_DESK: Final = "results-desk"
# Who applies hears of the result within so many months of the last day, where nobody said otherwise.
_MONTHS_TO_JUDGE: Final = 2
_REMIND: Final = timedelta(days=7)


class CallState(StrEnum):
    """How far a call has come."""

    DRAFT = "draft"  # 起案中
    CHECKING = "checking"  # 確認中
    PUBLISHED = "published"  # 募集中
    CLOSED = "closed"  # 審査中
    DECIDED = "decided"  # 決定済み（通知前）
    RELEASED = "released"  # 結果通知済み
    CONCLUDED = "concluded"  # 終了
    WITHDRAWN = "withdrawn"  # 取下げ
    DISCARDED = "discarded"  # 取りやめ


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one person gave an application: points in the order of the criteria, and a comment (a document)."""

    points: tuple[int, ...]
    comment_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A proposal that answers the call; *passed* and *adopted* are None until somebody says so.

    *decided_by* is who decided it, for a second person, *reasons_id* the words in which it is told.
    """

    receipt: str
    case_id: UUID
    passed: bool | None = None
    reason_id: UUID | None = None
    scores: Mapping[UUID, Score] = field(default_factory=lambda: MappingProxyType({}))
    adopted: bool | None = None
    decided_by: UUID | None = None
    reasons_id: UUID | None = None
    told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Item):
    """A theme call or an open challenge of the prefecture, or (*reverse*) the call of a party.

    *submitted_by* is who asked the desk to check it, for a second person; *closed_on* the day of an early end.
    """

    text_id: UUID
    opens_on: date
    closes_on: date
    review_by: date
    results_by: date | None = None
    weights: tuple[int, ...]
    most_points: int
    reverse: bool = False
    party_id: UUID | None = None
    submitted_by: UUID | None = None
    answers: tuple[UUID, ...] = ()
    applications: Mapping[str, Application] = field(default_factory=lambda: MappingProxyType({}))
    outcome_id: UUID | None = None
    closed_early: bool = False
    closed_on: date | None = None

    @property
    def result_day(self) -> date:
        """Return the day by which those who apply hear of the result."""
        return self.results_by or months_later(self.closes_on, _MONTHS_TO_JUDGE)

    @property
    def dues(self) -> Collection[Due]:
        """Return the days to keep: while it is open those of the call, while it is judged that of its results."""
        if self.state in {CallState.CLOSED, CallState.DECIDED} and self.applications:
            soon = self.result_day - _REMIND
            of_desk = [] if self.lead is None else [Due(day=self.result_day, what=RESULTS_DESK, remind_on=soon)]
            return (Due(day=self.result_day, what=RESULTS, remind_on=soon, department=self.lead), *of_desk)
        if self.state != CallState.PUBLISHED:
            return ()
        soon = self.review_by - _REMIND
        review = Due(day=self.review_by, what=REVIEW, remind_on=soon, department=self.lead)
        closing = Due(day=self.closes_on, what=CLOSING, remind_on=self.closes_on - _REMIND)
        # The desk hears of a stale one as well, where a department is in charge.
        of_desk = [] if self.lead is None else [Due(day=self.review_by, what=REVIEW_DESK, remind_on=soon)]
        return (review, *of_desk, closing)

    @property
    def in_order(self) -> tuple[Application, ...]:
        """Return the applications in the order in which they came."""
        return tuple(self.applications.values())

    @property
    def undecided(self) -> tuple[Application, ...]:
        """Return the applications of which nobody has said whether they are adopted."""
        return tuple(one for one in self.applications.values() if one.adopted is None)

    @property
    def adopted(self) -> tuple[Application, ...]:
        """Return the applications that are adopted."""
        return tuple(one for one in self.applications.values() if one.adopted)

    @property
    def untold(self) -> tuple[Application, ...]:
        """Return the applications that are decided and whose result is still to be told."""
        return tuple(one for one in self.applications.values() if one.adopted is not None and not one.told)
