"""What people may want to do; each stands once in the table of grants of the policy."""

from enum import StrEnum


class Action(StrEnum):
    """Something a person may want to do; each stands once in the table of grants."""

    CASE_LIST = "case_list"  # 案件一覧を見る(題名・本文は含まない)
    MEMBERSHIP_SEE = "membership_see"  # 自分の市町村がどう参加している（いた）かを見る
    CASE_SEE_SUMMARY = "case_see_summary"  # 要旨だけを見る
    CASE_OPEN = "case_open"  # 提案の内容を開く
    APPLICATION_OPEN = "application_open"  # 募集への応募の内容を、審査のために開く
    FILE_CLEAN = "file_clean"  # 添付ファイルを無害化のためにまとめて取り出し、写しを戻す
    FILE_TAKE_SUSPECT = "file_take_suspect"  # 感染の疑いがあるファイルを取り出す
    CASE_SEE_HISTORY = "case_see_history"  # 経過を見る
    CASE_SEE_ALL_VERDICTS = "case_see_all_verdicts"  # ほかの課の検討結果も見る
    CASE_CONFIRM = "case_confirm"  # 受付内容を確認する
    CASE_WRITE_ABSTRACT = "case_write_abstract"  # 要旨を書く
    CASE_OFFER = "case_offer"  # 担当課へ送付する
    OFFER_RECALL = "offer_recall"  # 送付を取りやめる・期限切れとして締め切る
    CASE_COMPLETE = "case_complete"  # 補正を受け取る・出す
    CONDITIONS_ANSWER = "conditions_answer"  # 検討結果の条件に答える
    ROUND_CLOSE = "round_close"  # 回答を締め切り、連携先を決める
    CASE_IMPLEMENT = "case_implement"  # 協定区分を決める・実施を始める・完了する
    COORDINATION_KEEP = "coordination_keep"  # 日程・手続き・宿題を記録する
    LESSON_SEE = "lesson_see"  # 終わった案件の教訓を読む
    CASE_EXTEND = "case_extend"  # 期限を延ばす
    CASE_END = "case_end"  # 見送る・紹介する・統合する・再開する
    CASE_WITHDRAW = "case_withdraw"  # 取り下げる
    NOTE_SEE = "note_see"  # 庁内メモと打合せの記録を見る
    NOTE_WRITE = "note_write"  # 庁内メモを書く
    MEETING_RECORD = "meeting_record"  # 打合せを記録する
    PROPOSER_TELL = "proposer_tell"  # 提案者に連絡する・返信を対応済みにする
    MUNICIPALITY_INVITE = "municipality_invite"  # 市町村に参加を依頼する
    MUNICIPALITY_PART = "municipality_part"  # 市町村の参加を終える
    INVITATION_ANSWER = "invitation_answer"  # 参加の依頼に答える
    CASE_LEAVE = "case_leave"  # 参加をやめる
    RETURNS_SEE = "returns_see"  # 課どうしの返送の数を見る
    OFFER_TAKE_UP = "offer_take_up"  # 検討を引き受ける
    OFFER_RETURN = "offer_return"  # 担当外として返す
    OFFER_JUDGE = "offer_judge"  # 検討結果を出す
    QUESTION_ASK = "question_ask"  # 検討のために質問する
    QUESTION_ANSWER = "question_answer"  # 質問に回答し、全員に公開する
    PARTY_SEE = "party_see"  # 団体の登録簿を見る(連絡先は含まない)
    PARTY_SEE_CONTACTS = "party_see_contacts"  # 団体の連絡先を見る
    PARTY_KEEP = "party_keep"  # 団体を確認・訂正・統合する
    MAIL_SEE = "mail_see"  # 受信メールの内容を見る
    MAIL_SEE_RAW = "mail_see_raw"  # 受信メールの原文を見る
    READING_CORRECT = "reading_correct"  # 様式の読み取りを訂正する
    HOLDING_LIST = "holding_list"  # 保留箱の一覧を見る(内容は含まない)
    HOLDING_SEE = "holding_see"  # 保留した一通を見る
    HOLDING_DECIDE = "holding_decide"  # 保留した一通の扱いを決める
    INTAKE_PAUSE = "intake_pause"  # 受付を一時停止・再開し、その記録を見る
    PROPOSAL_MAKE_FOR_DEPARTMENT = "proposal_make_for_department"  # 課として提案する
    PROPOSAL_ENTER = "proposal_enter"  # 窓口・電話・FAX・書面の提案を代わりに入力する
    PROPOSAL_IMPORT = "proposal_import"  # 一覧から提案を取り込み、連携先と照合する
    INBOX_SEE = "inbox_see"  # 自分の課の受信箱を見る
    INBOX_SEE_OF_ANY = "inbox_see_of_any"  # どの課の受信箱も見る
    MAIL_SEND_AGAIN = "mail_send_again"  # 送れなかったメールをもう一度送る
    TEXT_EDIT = "text_edit"  # メールと知らせの文面を書く
    QUEUES_SEE = "queues_see"  # 配送の状況を見る
    DELIVERY_SEE = "delivery_see"  # 止まった配送を見る(番号だけ)
    DELIVERY_REPLAY = "delivery_replay"  # 止まった配送をやり直す
    DELIVERY_DISCARD = "delivery_discard"  # 止まった配送を破棄する
    READER_PAUSE = "reader_pause"  # 読み手を一時停止・再開する
    ACCOUNT_MANAGE = "account_manage"  # 利用者を管理する
    SCHEME_SEE = "scheme_see"  # 自分のデスクの設定を見る
    SCHEME_APPLY = "scheme_apply"  # デスクの設定を反映する
    CASE_REREAD = "case_reread"  # 案件の言葉を読み取り直す（内容は見ない）
    ORGANISATION_APPLY = "organisation_apply"  # 組織を反映する
    DOCTOR_RUN = "doctor_run"  # 点検を行う
    READ_LOG_SEE = "read_log_see"  # 閲覧の記録を見る
    LEDGER_SEE = "ledger_see"  # 台帳を見る(担当するもの、庁内に公開したもの)
    AGREEMENT_KEEP = "agreement_keep"  # 協定を登録し、変更する
    AGREEMENT_NOTE = "agreement_note"  # 協定に基づく活動と、毎年の点検を記録する
    PROJECT_BEGIN = "project_begin"  # 事業を案件によらずに登録する
    PROJECT_KEEP = "project_keep"  # 事業の報告、効果、課題などを記録する
    CALL_BEGIN = "call_begin"  # 募集を起案する
    CALL_KEEP = "call_keep"  # 募集の案を直し、応募を採点する
    CALL_RELEASE = "call_release"  # 募集を確認し、公開し、結果を決める
    BOARD_KEEP = "board_keep"  # 審査会を開き、結果をまとめて伝える
    PUBLICATION_BEGIN = "publication_begin"  # 公表の案を作り始める
    PUBLICATION_KEEP = "publication_keep"  # 公表の案を書き、同意を求める
    PUBLICATION_APPROVE = "publication_approve"  # 公表を承認し、取り下げる
    FORUM_KEEP = "forum_keep"  # 意見交換会を企画し、参加者を受け付ける
    PAPER_MAKE = "paper_make"  # 年度の資料と、案件の説明資料を作る
    CALENDAR_SUBSCRIBE = "calendar_subscribe"  # 自分の予定を、カレンダーの購読用に受け取る
