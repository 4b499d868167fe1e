"""What each mail is called on the page of its case."""

from enum import Enum
from typing import Final

MAIL_WORDS: Final[dict[str | Enum, str]] = {
    "mail.purpose.acknowledgement": "受付のお知らせ",
    "mail.purpose.paused": "受付停止中のお知らせ",
    "mail.purpose.locked_files": "パスワード付きファイルの再送のお願い",
    "mail.purpose.completion_asked": "補正のお願い",
    "mail.purpose.passed_on": "担当課への送付のお知らせ",
    "mail.purpose.extended": "検討期間の延長のお知らせ",
    "mail.purpose.note": "デスクからの連絡",
    "mail.purpose.verdict": "検討結果のお知らせ",
    "mail.purpose.conditions": "条件の確認のお願い",
    "mail.purpose.round_closed": "相手方の決定のお知らせ",
    "mail.purpose.declined": "見送りのお知らせ",
    "mail.purpose.referred": "他の窓口のご案内",
    "mail.purpose.merged": "統合のお知らせ",
    "mail.purpose.withdrawn": "取下げの受付",
    "mail.purpose.reopened": "対応の再開のお知らせ",
    "mail.purpose.party_asked": "企業等への提案",
    "mail.purpose.party_reminded": "企業等への回答のお願い",
    "mail.purpose.party_extended": "企業等への回答期日の延長のお知らせ",
    "mail.purpose.party_questions": "質問と回答の公開のお知らせ",
    "mail.purpose.party_closed": "企業等への結果のお知らせ",
    "mail.purpose.party_recalled": "企業等への提案の取りやめのお知らせ",
    "mail.purpose.staff_notice": "職員への知らせ",
    "mail.purpose.staff_digest": "職員への朝のまとめ",
    "mail.state.created": "送信待ち",
    "mail.state.sending": "送信中",
    "mail.state.sent": "送信済み",
    "mail.state.deferred": "再送待ち",
    "mail.state.failed": "送信できませんでした",
    "mail.state.unknown": "届いたか確認が必要です",
    "mail.state.bounced": "届かずに戻りました",
    "mail.state.needless": "送る必要がなくなりました",
}
