"""Notify's kinds of notices, in the words of the case's page."""

from collections.abc import Mapping
from typing import Final

_WORDS: Final[Mapping[str, str]] = {
    "case_opened": "新しい提案",
    "mail_held": "確認が必要なメール",
    "offer_made": "検討依頼",
    "merged_into_decided": "統合先の結果",
    "offer_accepted": "検討開始",
    "offer_recalled": "検討依頼の取りやめ",
    "offer_extended": "回答期限の延長",
    "reply_received": "提案者からの返信",
    "case_due_soon": "期日が近いお知らせ",
    "case_overdue": "期日を過ぎたお知らせ",
    "verdict_given": "検討結果",
    "case_bounced": "返送の重なり",
    "completion_asked": "補正のお願い",
    "completion_received": "補正の受取り",
    "passed_on": "相手方への送付",
    "offer_expired": "回答期限の経過",
    "conditions_asked": "条件の確認のお願い",
    "conditions_accepted": "条件への同意",
    "conditions_refused": "条件への不同意",
    "round_closed": "検討の終了",
    "case_extended": "検討期間の延長",
    "decline_proposed": "見送りの確認のお願い",
    "decline_sent_back": "見送りの差戻し",
    "case_ended": "対応の終了",
    "case_reopened": "対応の再開",
    "case_forgotten": "動きのない案件",
    "notice_unread": "読まれていない知らせ",
    "question_asked": "相手方からの質問",
    "offer_reply_received": "相手方からの返信",
    "note_written": "内部のメモ",
    "note_drafted": "提案者への連絡の確認のお願い",
    "note_sent_back": "提案者への連絡の差戻し",
    "note_to_proposer": "デスクからの連絡",
    "meeting_recorded": "打合せの記録",
    "task_set": "宿題・手続きのお願い",
    "task_chased": "宿題・手続きの催促",
    "todo_finished": "提案者の宿題の完了",
    "implementation_started": "実施の開始",
    "case_completed": "連携事業の完了",
    "mail_gave_up": "届かなかったメール",
    "mail_bounced": "戻ってきたメール",
    "intake_paused": "受付の一時停止",
    "intake_resumed": "受付の再開",
    "scheme_applied": "デスクの設定",
    "ledger_due_soon": "期日が近いお知らせ",
    "ledger_overdue": "期日を過ぎたお知らせ",
    "call_to_check": "募集の確認のお願い",
    "call_sent_back": "募集の案の差戻し",
    "call_closed": "募集の締切",
    "project_begun": "新しい事業",
    "project_reported": "事業の報告",
    "project_ended": "事業の終わり",
}


def notice_word(kind: str) -> str:
    """Return what a notice was about; a kind of tomorrow is a notice all the same."""
    return _WORDS.get(kind, "お知らせ")
