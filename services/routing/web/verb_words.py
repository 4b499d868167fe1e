"""What the verbs of a case are called in the API and on the command line."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.routing.domain.verbs import Verb

VERB_WORDS: Final[Mapping[Verb, str]] = MappingProxyType(
    {
        Verb.START: "内容の確認を始める",
        Verb.CONFIRM: "内容を確認する",
        Verb.ASK_COMPLETION: "補正を求める",
        Verb.RECEIVE_COMPLETION: "補正を受け取る",
        Verb.OFFER: "送付する",
        Verb.TAKE_UP: "検討を引き受ける",
        Verb.GIVE_VERDICT: "検討結果を出す",
        Verb.RETURN_OFFER: "担当外として返す",
        Verb.RECALL_OFFER: "送付を取りやめる",
        Verb.SEND_ANEW: "依頼を送り直す",
        Verb.EXPIRE_OFFER: "期限切れとして締め切る",
        Verb.ASK_CONDITIONS: "条件への同意を求める",
        Verb.ACCEPT_CONDITIONS: "条件に同意する",
        Verb.REFUSE_CONDITIONS: "条件に同意しない",
        Verb.CLOSE_ROUND: "回答を締め切り、連携先を決める",
        Verb.ASK_QUESTION: "質問する",
        Verb.ANSWER_QUESTION: "質問に回答し、公開する",
        Verb.EXTEND: "期限を延ばす",
        Verb.EXTEND_OFFER: "一つの送付の回答期限を延ばす",
        Verb.REMIND: "期限が近いことを知らせる",
        Verb.ESCALATE: "期限を過ぎたことを知らせる",
        Verb.FIND_FORGOTTEN: "忘れられた案件を見つける",
        Verb.REPORT_UNREAD: "読まれていない知らせを伝える",
        Verb.PROPOSE_DECLINE: "見送りを起案する",
        Verb.SEND_BACK_DECLINE: "見送りの起案を差し戻す",
        Verb.APPROVE_DECLINE: "見送りを承認する",
        Verb.DECLINE: "見送る",
        Verb.REFER: "他窓口へ紹介する",
        Verb.MERGE: "統合する",
        Verb.WITHDRAW: "取り下げる",
        Verb.REOPEN: "再開する",
        Verb.WRITE_NOTE: "庁内メモを書く",
        Verb.TELL_PROPOSER: "提案者に連絡する",
        Verb.DRAFT_NOTE: "提案者への連絡を起案する",
        Verb.SEND_BACK_NOTE: "連絡の起案を差し戻す",
        Verb.RELEASE_NOTE: "連絡の起案を承認して送る",
        Verb.HOLD_ACT: "外に出る操作を起案する",
        Verb.RELEASE_ACT: "起案を承認して行う",
        Verb.SEND_BACK_ACT: "起案を差し戻す",
        Verb.HANDLE_REPLY: "返信を対応済みにする",
        Verb.RECORD_MEETING: "打合せを記録する",
        Verb.DECIDE_COOPERATION: "協定区分を決める",
        Verb.CHANGE_DEPARTMENTS: "連携する課・主担当を変える",
        Verb.SET_MILESTONE: "日程を決める・動かす",
        Verb.PLAN_PROCEDURES: "手続きを計画する",
        Verb.COMPLETE_PROCEDURE: "手続きを済みにする",
        Verb.SET_TODO: "宿題を出す",
        Verb.REPORT_TODO: "宿題を報告する",
        Verb.SEND_BACK_TODO: "宿題の報告を差し戻す",
        Verb.FINISH_TODO: "宿題を済みにする",
        Verb.CHASE: "催促する",
        Verb.START_IMPLEMENTATION: "実施を始める",
        Verb.COMPLETE: "完了する",
        Verb.INVITE_MUNICIPALITY: "市町村に参加を依頼する",
        Verb.JOIN: "参加する",
        Verb.DECLINE_INVITATION: "参加を断る",
        Verb.LEAVE: "参加をやめる",
        Verb.PART_MUNICIPALITY: "市町村の参加を終える",
        Verb.LINK: "関係する案件を結び付ける",
        Verb.UNLINK: "案件の結び付けを取り消す",
    }
)


def verb_words(verb: Verb) -> str:
    """Return what a verb is called; one without words keeps no page from being built, and a test finds it."""
    return VERB_WORDS.get(verb, verb.value)
