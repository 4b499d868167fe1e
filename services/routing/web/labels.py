"""The words of routing for staff; proposers read theirs on intake's pages."""

from enum import Enum

from services.routing.domain.clock import ClockState
from services.routing.domain.membership import MemberState
from services.routing.domain.stage import OfferState, Stage
from services.routing.domain.suggestion import Ground
from services.routing.web.list_words import LIST_WORDS
from services.routing.web.mail_words import MAIL_WORDS
from services.routing.web.party_words import PARTY_WORDS
from services.routing.web.ranked import Strength
from services.routing.web.task_words import TASK_WORDS
from shared.events import (
    FACTS,
    Channel,
    Cooperation,
    Direction,
    ForgottenCause,
    LinkKind,
    NoteAbout,
    NoteCircle,
    ProposerKind,
    Verdict,
)
from shared.web.labels import Catalogue

_FACTS: dict[str | Enum, str] = {
    "case.opened.v1": "案件を作成",
    "case.confirmation_started.v1": "内容の確認を開始",
    "case.confirmed.v1": "内容を確認し、要旨を作成",
    "case.offer_made.v1": "検討を依頼",
    "case.offer_accepted.v1": "検討を引受け",
    "case.verdict_given.v1": "検討結果を回答",
    "case.offer_recalled.v1": "送付を取りやめ",
    "case.bounced.v1": "返送が3回目になり、デスクに警告",
    "case.access_changed.v1": "閲覧できる課を変更",
    "case.completion_asked.v1": "提案者に補正を依頼",
    "case.completion_received.v1": "補正を受領",
    "case.offer_expired.v1": "回答期限切れとして締切",
    "case.conditions_asked.v1": "提案者に条件への同意を依頼",
    "case.conditions_accepted.v1": "条件に同意",
    "case.conditions_refused.v1": "条件に不同意",
    "case.round_closed.v1": "回答を締め切り、連携先を決定",
    "case.coordination_started.v1": "調整を開始",
    "case.question_asked.v1": "質問を受領",
    "case.question_answered.v1": "質問に回答し、全員に公開",
    "case.extended.v1": "期限を延長",
    "case.offer_extended.v1": "回答期限を延長",
    "case.due_soon.v1": "期限が近いことをお知らせ",
    "case.overdue.v1": "期限を過ぎたことをお知らせ",
    "case.task_due_soon.v1": "宿題・手続きの期日が近いことをお知らせ",
    "case.task_overdue.v1": "宿題・手続きの期日を過ぎたことをお知らせ",
    "case.invitation_due.v1": "参加のお願いの回答期限をお知らせ",
    "case.notice_unread.v1": "知らせが読まれていないことをお知らせ",
    "case.forgotten.v1": "対応が止まっていることをお知らせ",
    "case.decline_proposed.v1": "見送りを起案",
    "case.decline_sent_back.v1": "見送りの起案を差戻し",
    "case.declined.v1": "見送り",
    "case.referred.v1": "他の窓口を紹介",
    "case.merged.v1": "ほかの案件に統合",
    "case.withdrawn.v1": "取下げ",
    "case.reopened.v1": "再開",
    "case.note_written.v1": "庁内メモを追加",
    "case.note_drafted.v1": "提案者への連絡を起案",
    "case.note_sent_back.v1": "提案者への連絡の起案を差戻し",
    "case.offer_sent_anew.v1": "依頼を送り直し",
    "case.act_held.v1": "外に出る操作を起案",
    "case.act_released.v1": "起案を承認",
    "case.act_sent_back.v1": "起案を差戻し",
    "case.note_to_proposer_released.v1": "提案者に連絡",
    "case.reply_handled.v1": "返信への対応を完了",
    "case.meeting_recorded.v1": "打合せを記録",
    "case.cooperation_decided.v1": "協定区分を記録",
    "case.milestone_changed.v1": "日程を変更",
    "case.procedure_planned.v1": "手続きを計画",
    "case.procedure_done.v1": "手続きを完了",
    "case.todo_set.v1": "宿題を設定",
    "case.todo_reported.v1": "宿題が済んだと報告",
    "case.todo_sent_back.v1": "宿題の報告を差戻し",
    "case.todo_finished.v1": "宿題を完了",
    "case.task_chased.v1": "催促",
    "case.department_joined.v1": "連携に参加",
    "case.department_left.v1": "連携から離脱",
    "case.lead_changed.v1": "主担当を変更",
    "case.implementation_started.v1": "実施を開始",
    "case.completed.v1": "完了",
    "case.linked.v1": "ほかの案件と結び付け",
    "case.unlinked.v1": "ほかの案件との結び付けを取消し",
    "case.municipality_invited.v1": "市町村に参加を依頼",
    "case.municipality_joined.v1": "市町村が参加",
    "case.municipality_declined.v1": "市町村が参加を辞退",
    "case.municipality_left.v1": "市町村の参加が終了",
}

_DIALOGUE: dict[str | Enum, str] = {
    NoteAbout.MESSAGE: "連絡",
    NoteAbout.RESULT: "検討結果のお知らせ",
    NoteCircle.DESK: "デスクだけ",
    NoteCircle.OFFICE: "デスクと、検討を引き受けた課",
    NoteCircle.PROPOSING: "デスクと、提案した課",
    NoteCircle.MUNICIPALITY: "デスク・主担当の課と、市町村",
}

_RANKING: dict[str | Enum, str] = {
    Strength.STRONG: "有力",
    Strength.POSSIBLE: "可能性あり",
    Strength.FAINT: "参考",
    Ground.DUTY: "事務分掌",
    Ground.NAME: "課の名称",
    Ground.EARLIER: "これまでの送付",
}

_PROPOSERS: dict[str | Enum, str] = {
    ProposerKind.COMPANY: "企業",
    ProposerKind.NPO: "NPO・団体",
    ProposerKind.UNIVERSITY: "大学・研究機関",
    ProposerKind.MUNICIPALITY: "市町村",
    ProposerKind.INDIVIDUAL: "個人",
    ProposerKind.DEPARTMENT: "県の所属",
    ProposerKind.UNKNOWN: "未確認",
}

_COORDINATION: dict[str | Enum, str] = {
    Cooperation.COMPREHENSIVE: "包括連携協定",
    Cooperation.PROJECT: "事業連携協定",
    Cooperation.NONE: "協定によらない",
}

_LINKS: dict[str | Enum, str] = {
    LinkKind.PROPOSED_AGAIN: "再提案",
    LinkKind.MERGED: "統合",
    LinkKind.RELATED: "関連",
    LinkKind.ROLLED_OUT_FROM: "展開元",
    LinkKind.SPLIT: "分割",
    LinkKind.SUCCEEDS: "後継",
}

_MEMBERS: dict[str | Enum, str] = {
    MemberState.INVITED: "参加の依頼中",
    MemberState.JOINED: "参加中",
    MemberState.DECLINED: "不参加",
    MemberState.LEFT: "参加を終了",
}

LABELS = Catalogue(
    staff=(
        _PROPOSERS,
        {
            Stage.RECEIVED: "受付",
            Stage.CONFIRMING: "確認中",
            Stage.WAITING_FOR_PROPOSER: "補正待ち",
            Stage.OFFERED: "提案中",
            Stage.REVIEWING: "検討中",
            Stage.COORDINATING: "調整中",
            Stage.IMPLEMENTING: "実施中",
            Stage.COMPLETED: "完了",
            Stage.DECLINED: "見送り",
            Stage.WITHDRAWN: "取下げ",
            Stage.REFERRED: "他窓口へ紹介",
            Stage.MERGED: "統合",
            OfferState.ASKED: "検討依頼中",
            OfferState.TAKEN_UP: "検討中（引受け済み）",
            OfferState.JUDGED: "回答あり",
            OfferState.RETURNED: "担当外として返送",
            OfferState.EXPIRED: "期限切れ",
            OfferState.RECALLED: "取りやめ",
            OfferState.JOINED: "連携に参加",
            OfferState.LEFT: "連携から離脱",
            ForgottenCause.NO_OWNER: "担当者がいない",
            ForgottenCause.NO_NEXT_DAY: "次に動く日を過ぎている",
            ForgottenCause.NOBODY_TOLD: "誰にも知らせていない",
            ForgottenCause.UNREAD: "知らせが開かれていない",
            ForgottenCause.REPLY_UNREAD: "提案者の返信に対応していない",
            ClockState.ON_TIME: "期限内",
            ClockState.DUE_SOON: "期限間近",
            ClockState.PAST_PROMISE: "約束の日を超過",
            ClockState.PAST_MAXIMUM: "上限を超過",
            ClockState.STOPPED: "停止中",
            Verdict.VIABLE: "成立",
            Verdict.CONDITIONAL: "条件付",
            Verdict.KEEP_STUDYING: "継続検討",
            Verdict.NOT_VIABLE: "不成立",
            Verdict.NOT_OURS: "担当外",
            Direction.TO_DEPARTMENTS: "企業等から県へ",
            Direction.TO_PARTIES: "県から企業等へ",
            Channel.MAIL: "電子メール",
            Channel.FORM: "提案フォーム",
            Channel.API: "API",
            Channel.GATEWAY: "外部の入口",
            Channel.DEPARTMENT: "庁内",
            Channel.IMPORT: "一括取込み",
            Channel.COUNTER: "窓口",
            Channel.TELEPHONE: "電話",
            Channel.FAX: "FAX",
            Channel.PAPER: "郵送・書面",
            Channel.PAGE: "対応状況のページ",
            **_FACTS,
            **_DIALOGUE,
            **_RANKING,
            **MAIL_WORDS,
        },
        _COORDINATION,
        *TASK_WORDS,
        _LINKS,
        _MEMBERS,
        *PARTY_WORDS,
        LIST_WORDS,
    )
)


def facts_without_words() -> list[str]:
    """Return the facts of cases that the history could not name; a test keeps it empty."""
    ours = (fact.type for fact in FACTS if (fact.owner, fact.aggregate) == ("routing", "case"))
    return [one for one in ours if one not in _FACTS]
