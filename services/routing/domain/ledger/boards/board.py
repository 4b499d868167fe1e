"""One session of the board (審査会) as a value: its day, its agenda, and what was found about each case."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from services.routing.domain.ledger.item import Due, Item

SESSION: Final = "board-session"
MINUTES: Final = "board-minutes"
_SESSION_NEAR: Final = timedelta(days=7)
MINUTES_WITHIN: Final = timedelta(days=7)
_MINUTES_NEAR: Final = timedelta(days=3)


class BoardState(StrEnum):
    """How far a session has come."""

    PLANNED = "planned"  # 開催予定
    HELD = "held"  # 開催済み（結果通知前）
    RELEASED = "released"  # 結果通知済み
    CANCELLED = "cancelled"  # 開催中止


class Outcome(StrEnum):
    """What the board found about a case."""

    ADOPTED = "adopted"  # 採択
    NOT_ADOPTED = "not_adopted"  # 不採択
    KEEP_STUDYING = "keep_studying"  # 継続検討


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaCase:
    """A case on the agenda; *told* is the outcome once it was told, what comes before stands in a document alone."""

    receipt: str
    case_id: UUID
    departments: tuple[str, ...] = ()
    outcome_id: UUID | None = None
    recorded_by: UUID | None = None
    told: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board(Item):
    """A session; the agenda stands in the order in which its cases are taken."""

    text_id: UUID
    day: date
    follows: str | None = None
    following: str | None = None
    agenda: Mapping[str, AgendaCase] = field(default_factory=lambda: MappingProxyType({}))
    held_on: date | None = None
    attendance_id: UUID | None = None
    minutes_id: UUID | None = None
    reason_id: UUID | None = None

    @property
    def dues(self) -> Collection[Due]:
        """Return the day of the session, and once it was held by when its minutes are written."""
        if self.state == BoardState.PLANNED:
            return (Due(day=self.day, what=SESSION, remind_on=self.day - _SESSION_NEAR),)
        if self.held_on is None or self.minutes_id is not None:
            return ()
        written_by = self.held_on + MINUTES_WITHIN
        return (Due(day=written_by, what=MINUTES, remind_on=written_by - _MINUTES_NEAR),)

    @property
    def cases_in_order(self) -> tuple[AgendaCase, ...]:
        """Return the cases in the order in which they are taken."""
        return tuple(self.agenda.values())

    @property
    def untold(self) -> tuple[AgendaCase, ...]:
        """Return the cases whose outcome is still to be told."""
        return tuple(one for one in self.agenda.values() if one.told is None)

    @property
    def to_study(self) -> tuple[AgendaCase, ...]:
        """Return the cases the board wants to see again, as far as that was told."""
        return tuple(one for one in self.agenda.values() if one.told is Outcome.KEEP_STUDYING)
