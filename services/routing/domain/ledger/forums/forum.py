"""One forum (意見交換会) as a value: its days, who is invited, and which cases came of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from services.routing.domain.ledger.item import Due, Item
from shared.events.forum import ForumInvited

FORUM_DAY: Final = "forum-day"
_NEAR: Final = timedelta(days=7)


class ForumState(StrEnum):
    """How far a forum has come."""

    DRAFT = "draft"  # 企画中
    ANNOUNCED = "announced"  # 公表済み
    CLOSED = "closed"  # 終了
    CANCELLED = "cancelled"  # 中止
    DROPPED = "dropped"  # 取りやめ


@dataclass(frozen=True, slots=True, kw_only=True)
class Forum(Item):
    """A forum; *ideas* are the cases that came of it, by receipt number."""

    text_id: UUID
    held_on: date
    closes_on: date
    invitations: tuple[ForumInvited, ...] = ()
    ideas: Mapping[str, UUID] = field(default_factory=lambda: MappingProxyType({}))
    people: int | None = None
    attendance_id: UUID | None = None
    summary_id: UUID | None = None
    outcome_id: UUID | None = None

    @property
    def dues(self) -> Collection[Due]:
        """Return the day of a forum that was announced; the desk holds it and brings it to its end."""
        if self.state != ForumState.ANNOUNCED:
            return ()
        return (Due(day=self.held_on, what=FORUM_DAY, remind_on=self.held_on - _NEAR),)
