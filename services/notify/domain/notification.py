"""What a notification is about, and to which post it goes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

# The desk itself as a recipient; departments stand under their codes. A post is told, never a person.
DESK: Final = "desk"


class NotificationKind(StrEnum):
    """What a post is told."""

    CASE_OPENED = "case_opened"  # 新しい提案
    MAIL_HELD = "mail_held"  # 確認が必要なメール
    OFFER_MADE = "offer_made"  # 検討依頼
    OFFER_ACCEPTED = "offer_accepted"  # 検討開始
    VERDICT_GIVEN = "verdict_given"  # 検討結果
    OFFER_RECALLED = "offer_recalled"  # 検討依頼の取りやめ
    CASE_BOUNCED = "case_bounced"  # 返送の重なり
    REPLY_RECEIVED = "reply_received"  # 提案者からの返信
    MAIL_GAVE_UP = "mail_gave_up"  # 届かなかったメール
    MAIL_BOUNCED = "mail_bounced"  # 戻ってきたメール
    INTAKE_PAUSED = "intake_paused"  # 受付の一時停止
    INTAKE_RESUMED = "intake_resumed"  # 受付の再開
    SCHEME_APPLIED = "scheme_applied"  # デスクの設定の新しい版


# What stays undone unless the one who is told acts now.
URGENT: Final = frozenset({NotificationKind.CASE_BOUNCED})
# What says that something is over, or as it is: there is nothing to open, and it is read when somebody says so.
FAREWELLS: Final = frozenset({NotificationKind.OFFER_RECALLED, NotificationKind.SCHEME_APPLIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to tell one post; `about_id` is the case, the raw message, the mail or the pause it speaks of."""

    desk_id: str
    recipient: str
    kind: NotificationKind
    event_id: UUID
    about_id: UUID
    case_id: UUID | None = None
    receipt: str | None = None
    detail: str | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAccess:
    """Which departments may see a case, as routing said with the case's `version`."""

    case_id: UUID
    desk_id: str
    offered: frozenset[str]
    taken_up: frozenset[str]
    version: int

    def admits(self, department: str) -> bool:
        """Tell whether the department has been asked and not been let go again."""
        return department in self.offered or department in self.taken_up


def is_still_asked(department: str, *, asked_at: int, access: CaseAccess | None) -> bool:
    """Tell whether an offer told at version *asked_at* may still be announced.

    A late copy must not call a department to a case that has been taken from it in the meantime.
    """
    return access is None or access.version <= asked_at or access.admits(department)
