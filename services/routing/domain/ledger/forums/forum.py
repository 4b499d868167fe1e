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
# Whoever registered is reminded; see notify.
FORUM_EVE: Final = "forum-eve"
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
    """A forum; *ideas* are the cases that came of it, by receipt number, *brought* who registered and brought one.

    *came* are those of the registered who were there; None until somebody wrote that down.
    """

    text_id: UUID
    held_on: date
    closes_on: date
    invitations: tuple[ForumInvited, ...] = ()
    ideas: Mapping[str, UUID] = field(default_factory=lambda: MappingProxyType({}))
    brought: Mapping[str, UUID] = field(default_factory=lambda: MappingProxyType({}))
    came: frozenset[UUID] | None = None
    content_id: UUID | None = None
    remind_on: date | None = None
    people: int | None = None
    attendance_id: UUID | None = None
    summary_id: UUID | None = None
    outcome_id: UUID | None = None

    @property
    def dues(self) -> Collection[Due]:
        """Return the day of a forum that was announced: the desk holds it, and who registered comes."""
        if self.state != ForumState.ANNOUNCED:
            return ()
        eve = () if self.remind_on is None else (Due(day=self.held_on, what=FORUM_EVE, remind_on=self.remind_on),)
        return (Due(day=self.held_on, what=FORUM_DAY, remind_on=self.held_on - _NEAR), *eve)
