"""How staff call what they are told, on pages and in mails alike."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from services.notify.domain.notification import NotificationKind

KIND_WORDS: Final[Mapping[str | Enum, str]] = MappingProxyType(
    {
        NotificationKind.CASE_OPENED: "新しい提案",
        NotificationKind.MAIL_HELD: "確認が必要なメール",
        NotificationKind.OFFER_MADE: "検討依頼",
        NotificationKind.OFFER_ACCEPTED: "検討開始",
        NotificationKind.VERDICT_GIVEN: "検討結果",
        NotificationKind.OFFER_RECALLED: "検討依頼の取りやめ",
        NotificationKind.CASE_BOUNCED: "返送の重なり",
        NotificationKind.REPLY_RECEIVED: "提案者からの返信",
        NotificationKind.COMPLETION_ASKED: "補正のお願い",
        NotificationKind.COMPLETION_RECEIVED: "補正の受取り",
        NotificationKind.PASSED_ON: "相手方への送付",
        NotificationKind.OFFER_EXPIRED: "回答期限の経過",
        NotificationKind.CONDITIONS_ASKED: "条件の確認のお願い",
        NotificationKind.CONDITIONS_ACCEPTED: "条件への同意",
        NotificationKind.CONDITIONS_REFUSED: "条件への不同意",
        NotificationKind.ROUND_CLOSED: "検討の終了",
        NotificationKind.CASE_EXTENDED: "検討期間の延長",
        NotificationKind.DECLINE_PROPOSED: "見送りの確認のお願い",
        NotificationKind.DECLINE_SENT_BACK: "見送りの差戻し",
        NotificationKind.CASE_ENDED: "対応の終了",
        NotificationKind.CASE_REOPENED: "対応の再開",
        NotificationKind.MERGED_INTO_DECIDED: "統合先の結果",
        NotificationKind.CASE_DUE_SOON: "期日が近い案件",
        NotificationKind.CASE_OVERDUE: "期日を過ぎた案件",
        NotificationKind.CASE_FORGOTTEN: "動きのない案件",
        NotificationKind.NOTICE_UNREAD: "読まれていない知らせ",
        NotificationKind.OFFER_EXTENDED: "回答期限の延長",
        NotificationKind.QUESTION_ASKED: "相手方からの質問",
        NotificationKind.OFFER_REPLY_RECEIVED: "相手方からの返信",
        NotificationKind.NOTE_WRITTEN: "内部のメモ",
        NotificationKind.NOTE_DRAFTED: "提案者への連絡の確認のお願い",
        NotificationKind.NOTE_SENT_BACK: "提案者への連絡の差戻し",
        NotificationKind.NOTE_TO_PROPOSER: "デスクからの連絡",
        NotificationKind.MEETING_RECORDED: "打合せの記録",
        NotificationKind.TASK_SET: "宿題・手続きのお願い",
        NotificationKind.TASK_CHASED: "宿題・手続きの催促",
        NotificationKind.TODO_FINISHED: "提案者の宿題の完了",
        NotificationKind.IMPLEMENTATION_STARTED: "実施の開始",
        NotificationKind.CASE_COMPLETED: "連携事業の完了",
        NotificationKind.MAIL_GAVE_UP: "届かなかったメール",
        NotificationKind.MAIL_BOUNCED: "戻ってきたメール",
        NotificationKind.INTAKE_PAUSED: "受付の一時停止",
        NotificationKind.INTAKE_RESUMED: "受付の再開",
        NotificationKind.LEDGER_DUE_SOON: "期日が近い記録",
        NotificationKind.LEDGER_OVERDUE: "期日を過ぎた記録",
        NotificationKind.CALL_TO_CHECK: "募集の確認のお願い",
        NotificationKind.CALL_SENT_BACK: "募集の案の差戻し",
        NotificationKind.CALL_CLOSED: "募集の締切",
        NotificationKind.PROJECT_BEGUN: "新しい事業",
        NotificationKind.PROJECT_REPORTED: "事業の報告",
        NotificationKind.PROJECT_ENDED: "事業の終わり",
        NotificationKind.PUBLICATION_CONSENT: "公表への同意のお願い",
        NotificationKind.PUBLICATION_ANSWERED: "公表への同意の回答",
        NotificationKind.PUBLICATION_SUBMITTED: "公表の承認のお願い",
        NotificationKind.PUBLICATION_SENT_BACK: "公表の差戻し",
        NotificationKind.SCHEME_APPLIED: "デスクの設定",
    }
)
