"""What may be asked of a case, each by one word that pages, the API, the command line and the history share."""

from enum import StrEnum


class Verb(StrEnum):
    """One thing somebody does with a case."""

    START = "start"  # 内容の確認を始める
    CONFIRM = "confirm"  # 内容を確認する
    ASK_COMPLETION = "ask-completion"  # 補正を求める
    RECEIVE_COMPLETION = "receive-completion"  # 補正を受け取る
    OFFER = "offer"  # 送付する
    TAKE_UP = "take-up"  # 検討を引き受ける
    GIVE_VERDICT = "give-verdict"  # 検討結果を出す
    RETURN_OFFER = "return-offer"  # 担当外として返す
    RECALL_OFFER = "recall-offer"  # 送付を取りやめる
    SEND_ANEW = "send-anew"  # 依頼を送り直す
    EXPIRE_OFFER = "expire-offer"  # 期限切れとして締め切る
    ASK_CONDITIONS = "ask-conditions"  # 条件への同意を求める
    ACCEPT_CONDITIONS = "accept-conditions"  # 条件に同意する
    REFUSE_CONDITIONS = "refuse-conditions"  # 条件に同意しない
    CLOSE_ROUND = "close-round"  # 回答を締め切り、連携先を決める
    ASK_QUESTION = "ask-question"  # 質問する
    ANSWER_QUESTION = "answer-question"  # 質問に回答し、公開する
    EXTEND = "extend"  # 期限を延ばす
    EXTEND_OFFER = "extend-offer"  # 一つの送付の回答期限を延ばす
    REMIND = "remind"  # 期限が近いことを知らせる
    ESCALATE = "escalate"  # 期限を過ぎたことを知らせる
    FIND_FORGOTTEN = "find-forgotten"  # 忘れられた案件を見つける
    REPORT_UNREAD = "report-unread"  # 読まれていない知らせを伝える
    PROPOSE_DECLINE = "propose-decline"  # 見送りを起案する
    SEND_BACK_DECLINE = "send-back-decline"  # 見送りの起案を差し戻す
    APPROVE_DECLINE = "approve-decline"  # 見送りを承認する
    DECLINE = "decline"  # 見送る
    REFER = "refer"  # 他窓口へ紹介する
    MERGE = "merge"  # 統合する
    WITHDRAW = "withdraw"  # 取り下げる
    REOPEN = "reopen"  # 再開する
    WRITE_NOTE = "write-note"  # 庁内メモを書く
    TELL_PROPOSER = "tell-proposer"  # 提案者に連絡する
    DRAFT_NOTE = "draft-note"  # 提案者への連絡を起案する
    SEND_BACK_NOTE = "send-back-note"  # 連絡の起案を差し戻す
    RELEASE_NOTE = "release-note"  # 連絡の起案を承認して送る
    HOLD_ACT = "hold-act"  # 外に出る操作を起案する
    RELEASE_ACT = "release-act"  # 起案を承認して行う
    SEND_BACK_ACT = "send-back-act"  # 起案を差し戻す
    HANDLE_REPLY = "handle-reply"  # 返信を対応済みにする
    RECORD_MEETING = "record-meeting"  # 打合せを記録する
    DECIDE_COOPERATION = "decide-cooperation"  # 協定区分を決める
    CHANGE_DEPARTMENTS = "change-departments"  # 連携する課・主担当を変える
    SET_MILESTONE = "set-milestone"  # 日程を決める・動かす
    PLAN_PROCEDURES = "plan-procedures"  # 手続きを計画する
    COMPLETE_PROCEDURE = "complete-procedure"  # 手続きを済みにする
    SET_TODO = "set-todo"  # 宿題を出す
    REPORT_TODO = "report-todo"  # 宿題を報告する
    SEND_BACK_TODO = "send-back-todo"  # 宿題の報告を差し戻す
    FINISH_TODO = "finish-todo"  # 宿題を済みにする
    CHASE = "chase"  # 催促する
    START_IMPLEMENTATION = "start-implementation"  # 実施を始める
    COMPLETE = "complete"  # 完了する
    INVITE_MUNICIPALITY = "invite-municipality"  # 市町村に参加を依頼する
    JOIN = "join"  # 参加する
    DECLINE_INVITATION = "decline-invitation"  # 参加を断る
    LEAVE = "leave"  # 参加をやめる
    PART_MUNICIPALITY = "part-municipality"  # 市町村の参加を終える
    LINK = "link"  # 関係する案件を結び付ける
    UNLINK = "unlink"  # 案件の結び付けを取り消す
