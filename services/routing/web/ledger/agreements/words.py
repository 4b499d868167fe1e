"""The words of agreements: verbs, states, facts, days, and what forms offer."""

from collections.abc import Mapping
from enum import Enum
from typing import Final

from services.routing.domain.ledger.agreement import AgreementState, DecisionAbout
from services.routing.domain.ledger.agreement_dues import AgreementDue
from services.routing.handlers.ledger.agreements.public import FORM_WORDS
from shared.events.agreements import AgreementActivity, AgreementEnding

VERBS: Final[Mapping[str, str]] = {
    "begin": "協定の案を登録する",
    "redraft": "案を修正する",
    "conclude": "締結を記録する",
    "note-activity": "活動を記録する",
    "review": "点検を記録する",
    "renew": "更新を記録する",
    "decline-renewal": "更新しないことを記録する",
    "amend": "協定の変更を記録する",
    "assign": "担当課を変更する",
    "end": "終了を記録する",
    "drop": "案を取りやめる",
}
STATES: Final[Mapping[str, str]] = {
    AgreementState.DRAFT: "（案）",
    AgreementState.CONCLUDED: "締結済",
    AgreementState.ENDED: "終了",
    AgreementState.DROPPED: "取りやめ",
}
FACTS: Final[Mapping[str, str]] = {
    "agreement.drafted.v1": "協定の案を登録",
    "agreement.redrafted.v1": "案を修正",
    "agreement.dropped.v1": "案を取りやめ",
    "agreement.concluded.v1": "締結",
    "agreement.renewed.v1": "更新",
    "agreement.prolonged.v1": "自動更新",
    "agreement.renewal_declined.v1": "更新しないことを決定",
    "agreement.amended.v1": "協定を変更",
    "agreement.assigned.v1": "担当課を変更",
    "agreement.activity_noted.v1": "活動を記録",
    "agreement.activity_seen.v1": "協定に基づく事業の動き",
    "agreement.reviewed.v1": "点検を記録",
    "agreement.ended.v1": "終了",
}
DUES: Final[Mapping[str, str]] = {
    AgreementDue.DECISION: "決定の予定日",
    AgreementDue.RENEWAL: "更新の判断",
    AgreementDue.END: "期間の満了",
    AgreementDue.PROLONGING: "自動更新",
    AgreementDue.REVIEW: "毎年の点検",
    AgreementDue.IDLE: "動きのないまま12か月",
}
LATE: Final[Mapping[str, str]] = {
    AgreementDue.IDLE: "12か月以上動きのない協定",
    AgreementDue.REVIEW: "点検の日を過ぎた協定",
    AgreementDue.RENEWAL: "更新の判断の日を過ぎた協定",
    AgreementDue.END: "終期を過ぎた協定",
    AgreementDue.PROLONGING: "自動更新の日を過ぎた協定",
    AgreementDue.DECISION: "決定の予定日を過ぎた案",
}
FORMS: Final[Mapping[str, str]] = FORM_WORDS
ACTIVITIES: Final[Mapping[str, str]] = {
    AgreementActivity.MEETING: "打合せ",
    AgreementActivity.EVENT: "行事・催し",
    AgreementActivity.INFORMING: "広報・情報発信",
    AgreementActivity.STUDY: "調査・研修",
    AgreementActivity.OTHER: "その他",
}
ENDINGS: Final[Mapping[str, str]] = {AgreementEnding.EXPIRED: "満了", AgreementEnding.TERMINATED: "解約"}
DECISIONS: Final[Mapping[str | Enum, str]] = {
    DecisionAbout.CONCLUSION: "締結",
    DecisionAbout.RENEWAL: "更新",
    DecisionAbout.PROLONGING: "自動更新",
    DecisionAbout.NO_RENEWAL: "更新しない",
    DecisionAbout.AMENDMENT: "変更",
}
