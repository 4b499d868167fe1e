"""What a case says of its mails: to whom, for what, and where each stands."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

MAIL_WORDS: Final[Mapping[str | Enum, str]] = MappingProxyType(
    {
        "mail.reader.proposer": "提案者",
        "mail.reader.company": "相手方の団体",
        "mail.reader.staff": "職員",
        "mail.purpose.acknowledgement": "受付のお知らせ",
        "mail.purpose.paused": "受付停止中のお知らせ",
        "mail.purpose.locked_files": "パスワード付きファイルの再送のお願い",
        "mail.purpose.completion_asked": "補正のお願い",
        "mail.purpose.passed_on": "担当課への送付のお知らせ",
        "mail.purpose.extended": "検討期間の延長のお知らせ",
        "mail.purpose.note": "デスクからの連絡",
        "mail.purpose.verdict": "検討結果のお知らせ",
        "mail.purpose.conditions": "条件の確認のお願い",
        "mail.purpose.round_closed": "今後の進め方のお知らせ",
        "mail.purpose.todo": "ご準備のお願い",
        "mail.purpose.party_todo": "ご準備のお願い（団体）",
        "mail.purpose.party_chased": "ご準備の状況のお尋ね（団体）",
        "mail.purpose.implementation_started": "実施の開始のお知らせ",
        "mail.purpose.completed": "完了のお知らせ",
        "mail.purpose.party_started": "実施の開始のお知らせ（団体）",
        "mail.purpose.party_completed": "完了のお知らせ（団体）",
        "mail.purpose.declined": "見送りのお知らせ",
        "mail.purpose.referred": "ほかの窓口のご紹介",
        "mail.purpose.merged": "取りまとめのお知らせ",
        "mail.purpose.withdrawn": "取下げの受付のお知らせ",
        "mail.purpose.reopened": "対応の再開のお知らせ",
        "mail.purpose.publication_consent": "公表への同意のお願い",
        "mail.purpose.party_asked": "検討のお願い",
        "mail.purpose.party_reminded": "回答のお願い",
        "mail.purpose.party_extended": "回答の期日の延長のお知らせ",
        "mail.purpose.party_questions": "質問と回答の公開のお知らせ",
        "mail.purpose.party_closed": "結果のお知らせ",
        "mail.purpose.party_recalled": "取りやめのお知らせ",
        "mail.purpose.party_expired": "回答の期日が過ぎたお知らせ",
        "mail.purpose.staff_notice": "知らせ",
        "mail.purpose.staff_digest": "朝のまとめ",
        "mail.purpose.staff_incident": "異常と復旧の知らせ",
        "mail.state.created": "送信待ち",
        "mail.state.sending": "送信中",
        "mail.state.sent": "送信済み",
        "mail.state.deferred": "再送待ち",
        "mail.state.failed": "送信できませんでした",
        "mail.state.unknown": "届いたか確認が必要です",
        "mail.state.bounced": "届かずに戻りました",
        "mail.state.needless": "送る必要がなくなりました",
    }
)
