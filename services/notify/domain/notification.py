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
    COMPLETION_ASKED = "completion_asked"  # 補正のお願い
    COMPLETION_RECEIVED = "completion_received"  # 補正の受取り
    PASSED_ON = "passed_on"  # 相手方への送付
    OFFER_EXPIRED = "offer_expired"  # 回答期限の経過
    CONDITIONS_ASKED = "conditions_asked"  # 条件の確認のお願い
    CONDITIONS_ACCEPTED = "conditions_accepted"  # 条件への同意
    CONDITIONS_REFUSED = "conditions_refused"  # 条件への不同意
    ROUND_CLOSED = "round_closed"  # 検討の終了
    CASE_EXTENDED = "case_extended"  # 検討期間の延長
    DECLINE_PROPOSED = "decline_proposed"  # 見送りの確認のお願い
    DECLINE_SENT_BACK = "decline_sent_back"  # 見送りの差戻し
    CASE_ENDED = "case_ended"  # 対応の終了
    CASE_REOPENED = "case_reopened"  # 対応の再開
    MERGED_INTO_DECIDED = "merged_into_decided"  # 統合先の結果
    CASE_DUE_SOON = "case_due_soon"  # 期日が近い案件
    CASE_OVERDUE = "case_overdue"  # 期日を過ぎた案件
    CASE_FORGOTTEN = "case_forgotten"  # 動きのない案件
    NOTICE_UNREAD = "notice_unread"  # 読まれていない知らせ
    OFFER_EXTENDED = "offer_extended"  # 回答期限の延長
    QUESTION_ASKED = "question_asked"  # 相手方からの質問
    OFFER_REPLY_RECEIVED = "offer_reply_received"  # 相手方からの返信
    NOTE_WRITTEN = "note_written"  # 内部のメモ
    NOTE_DRAFTED = "note_drafted"  # 提案者への連絡の確認のお願い
    NOTE_SENT_BACK = "note_sent_back"  # 提案者への連絡の差戻し
    ACT_HELD = "act_held"  # 発信の承認のお願い
    ACT_SENT_BACK = "act_sent_back"  # 発信の起案の差戻し
    NOTE_TO_PROPOSER = "note_to_proposer"  # デスクからの連絡
    MEETING_RECORDED = "meeting_recorded"  # 打合せの記録
    DEPARTMENT_JOINED = "department_joined"  # 連携への参加
    DEPARTMENT_LEFT = "department_left"  # 連携からの離脱
    LEAD_CHANGED = "lead_changed"  # 主担当の変更
    TASK_SET = "task_set"  # 宿題・手続きのお願い
    TASK_CHASED = "task_chased"  # 宿題・手続きの催促
    TODO_FINISHED = "todo_finished"  # 宿題が済んだとの報告
    TASK_DUE_SOON = "task_due_soon"  # 期日が近い宿題・手続き
    TASK_OVERDUE = "task_overdue"  # 期日を過ぎた宿題・手続き
    INVITATION_DUE = "invitation_due"  # 参加のお願いの回答期限
    IMPLEMENTATION_STARTED = "implementation_started"  # 実施の開始
    CASE_COMPLETED = "case_completed"  # 連携事業の完了
    MUNICIPALITY_INVITED = "municipality_invited"  # 参加のお願い
    MUNICIPALITY_JOINED = "municipality_joined"  # 市町村の参加
    MUNICIPALITY_DECLINED = "municipality_declined"  # 市町村の参加の辞退
    MUNICIPALITY_LEFT = "municipality_left"  # 市町村の参加の終了
    MUNICIPALITY_PARTED = "municipality_parted"  # 参加の終了
    MILESTONE_CHANGED = "milestone_changed"  # 日程の変更
    MUNICIPALITY_NOTE = "municipality_note"  # 市町村とのやり取り
    MAIL_GAVE_UP = "mail_gave_up"  # 届かなかったメール
    MAIL_BOUNCED = "mail_bounced"  # 戻ってきたメール
    INTAKE_PAUSED = "intake_paused"  # 受付の一時停止
    INTAKE_RESUMED = "intake_resumed"  # 受付の再開
    SCHEME_APPLIED = "scheme_applied"  # デスクの設定の新しい版
    LEDGER_DUE_SOON = "ledger_due_soon"  # 期日が近い記録
    LEDGER_OVERDUE = "ledger_overdue"  # 期日を過ぎた記録
    BOARD_AGENDA = "board_agenda"  # 審査会の議題
    BOARD_CHANGED = "board_changed"  # 審査会の予定の変更
    BOARD_RELEASED = "board_released"  # 審査会の結果
    FORUM_INVITATION = "forum_invitation"  # 意見交換会の案内
    CALL_TO_CHECK = "call_to_check"  # 募集の確認のお願い
    CALL_SENT_BACK = "call_sent_back"  # 募集の案の差戻し
    CALL_CLOSED = "call_closed"  # 募集の締切
    AGREEMENT_ASSIGNED = "agreement_assigned"  # 協定の担当
    AGREEMENT_CONCLUDED = "agreement_concluded"  # 協定の締結
    AGREEMENT_REDRAFTED = "agreement_redrafted"  # 協定の案の修正
    AGREEMENT_PROLONGED = "agreement_prolonged"  # 協定の自動更新
    AGREEMENT_ENDED = "agreement_ended"  # 協定の終了
    PROJECT_BEGUN = "project_begun"  # 新しい事業
    PROJECT_REPORTED = "project_reported"  # 事業の報告
    PROJECT_ENDED = "project_ended"  # 事業の終わり
    PUBLICATION_CONSENT = "publication_consent"  # 公表への同意のお願い
    PUBLICATION_ANSWERED = "publication_answered"  # 公表への同意の回答
    PUBLICATION_SUBMITTED = "publication_submitted"  # 公表の承認のお願い
    PUBLICATION_SENT_BACK = "publication_sent_back"  # 公表の差戻し
    PUBLICATION_HELD = "publication_held"  # 公表の停止
    PUBLICATION_RELEASE = "publication_release"  # 解禁日時の変更のお願い
    PUBLICATION_SHOWN = "publication_shown"  # 公表のお知らせ
    PUBLICATION_WITHDRAWN = "publication_withdrawn"  # 公表の取下げ


# What stays undone unless the one who is told acts now.
URGENT: Final = frozenset(
    {NotificationKind.CASE_BOUNCED, NotificationKind.CASE_OVERDUE, NotificationKind.CASE_FORGOTTEN}
)
# What says that something is over, or as it is: there is nothing to open, and it is read when somebody says so.
FAREWELLS: Final = frozenset(
    {
        NotificationKind.OFFER_RECALLED,
        NotificationKind.OFFER_EXPIRED,
        NotificationKind.MUNICIPALITY_PARTED,
        NotificationKind.DEPARTMENT_LEFT,
        NotificationKind.SCHEME_APPLIED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to tell one post.

    `about_id` is the case, the item of the ledger, the raw message, the mail or the pause it speaks of, `receipt` the
    number of the case or of the item.
    """

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
    """Which departments and municipalities may see a case, as routing said with the case's `version`."""

    case_id: UUID
    desk_id: str
    offered: frozenset[str]
    taken_up: frozenset[str]
    version: int
    invited: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()

    def admits(self, unit: str) -> bool:
        """Tell whether the department or municipality has been asked and not been let go again."""
        return unit in self.offered | self.taken_up | self.invited | self.joined


def is_still_asked(department: str, *, asked_at: int, access: CaseAccess | None) -> bool:
    """Tell whether an offer told at version *asked_at* may still be announced.

    A late copy must not call a department to a case that has been taken from it in the meantime.
    """
    return access is None or access.version <= asked_at or access.admits(department)
