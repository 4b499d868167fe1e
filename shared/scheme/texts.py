"""The mails whose text an office may write itself, and the words that may be filled in."""

from enum import StrEnum
from typing import Final


class MailName(StrEnum):
    """The mails whose text a scheme holds, or staff write on a page."""

    ACKNOWLEDGEMENT = "acknowledgement"  # 受付のお知らせ
    APPLICATION_RECEIVED = "application_received"  # 募集への応募の受付
    PAUSED = "paused"  # 受付停止中のお知らせ
    LOCKED_FILES = "locked_files"  # パスワード付きファイルの再送のお願い
    COMPLETION_ASKED = "completion_asked"  # 補正のお願い
    PASSED_ON = "passed_on"  # 確認の終了と担当課への送付
    EXTENDED = "extended"  # 検討期間の延長
    NOTE = "note"  # デスクからの連絡
    VERDICT = "verdict"  # 検討結果
    CONDITIONS = "conditions"  # 条件の確認のお願い
    ROUND_CLOSED = "round_closed"  # 検討の終了
    TODO = "todo"  # ご準備のお願い
    TODO_REMINDED = "todo_reminded"  # ご準備の期日のお知らせ
    IMPLEMENTATION_STARTED = "implementation_started"  # 実施の開始
    COMPLETED = "completed"  # 連携事業の完了
    DECLINED = "declined"  # 見送り
    REFERRED = "referred"  # 他窓口への紹介
    MERGED = "merged"  # 統合
    WITHDRAWN = "withdrawn"  # 取下げの受付
    REOPENED = "reopened"  # 対応の再開
    PUBLICATION_CONSENT = "publication_consent"  # 公表への同意のお願い
    PUBLICATION_SHOWN = "publication_shown"  # 公表のお知らせ
    PUBLICATION_WITHDRAWN = "publication_withdrawn"  # 公表の取下げのお知らせ
    PARTY_ASKED = "party_asked"  # 団体への提案
    PARTY_REMINDED = "party_reminded"  # 団体への回答のお願い
    PARTY_EXTENDED = "party_extended"  # 団体への回答期日の延長
    PARTY_LINK = "party_link"  # 団体への新しいリンク
    PARTY_QUESTIONS = "party_questions"  # 質問と回答の公開
    PARTY_CLOSED = "party_closed"  # 団体への結果のお知らせ
    PARTY_TODO = "party_todo"  # 団体へのご準備のお願い
    PARTY_CHASED = "party_chased"  # 団体へのご準備の状況のお尋ね
    PARTY_TODO_REMINDED = "party_todo_reminded"  # 団体へのご準備の期日のお知らせ
    PARTY_STARTED = "party_started"  # 団体への実施の開始のお知らせ
    PARTY_COMPLETED = "party_completed"  # 団体への完了のお知らせ
    PARTY_RECALLED = "party_recalled"  # 団体への提案の取りやめ
    PARTY_EXPIRED = "party_expired"  # 団体の回答期日の経過
    PARTY_PUBLICATION_CONSENT = "party_publication_consent"  # 団体への公表への同意のお願い
    PARTY_PUBLICATION_SHOWN = "party_publication_shown"  # 団体への公表のお知らせ
    PARTY_PUBLICATION_WITHDRAWN = "party_publication_withdrawn"  # 団体への公表の取下げのお知らせ
    ATTENDEE_REGISTERED = "attendee_registered"  # 参加の受付
    ATTENDEE_WAITING = "attendee_waiting"  # キャンセル待ちの受付
    ATTENDEE_ADMITTED = "attendee_admitted"  # キャンセル待ちからの繰上げ
    ATTENDEE_CHANGED = "attendee_changed"  # 申込みの変更の受付
    ATTENDEE_CANCELLED = "attendee_cancelled"  # 申込みの取消しの受付
    ATTENDEE_REMINDED = "attendee_reminded"  # 開催前のお知らせ
    ATTENDEE_MOVED = "attendee_moved"  # 日時・場所の変更
    ATTENDEE_CALLED_OFF = "attendee_called_off"  # 意見交換会の中止
    ATTENDEE_INVITED = "attendee_invited"  # 意見交換会の案内
    MEDIA_RELEASE = "media_release"  # 報道発表資料の提供
    STAFF_NOTICE = "staff_notice"  # 職員への知らせ（一件）
    STAFF_SUMMARY = "staff_summary"  # 職員への知らせ（まとめ）
    STAFF_DIGEST = "staff_digest"  # 職員への朝のまとめ
    STAFF_INCIDENT = "staff_incident"  # 運用担当への異常と復旧の知らせ


# None of these words is the text of an idea: the desk's mails never quote a proposal.
_DESK_WORDS: Final = frozenset({"desk_name", "prefecture", "department_name", "phone", "hours", "signature"})
_ABOUT_A_PROPOSAL: Final = _DESK_WORDS | {"addressee", "receipt", "status_url", "note", "due"}
_ABOUT_AN_OFFER: Final = _DESK_WORDS | {"addressee", "receipt", "answer_url", "note", "due"}
_ABOUT_A_FORUM: Final = _DESK_WORDS | {
    "addressee",
    "receipt",
    "forum",
    "held_on",
    "begins",
    "place",
    "people",
    "attendance_url",
    "note",
}
_TO_MEDIA: Final = _DESK_WORDS | {"addressee", "receipt", "note"}
_SEVERAL_NOTICES: Final = _DESK_WORDS | {"addressee", "count", "lines", "link", "today"}
_OWN: Final = {
    MailName.ACKNOWLEDGEMENT: _DESK_WORDS
    | {"receipt", "addressee", "received_on", "asked", "confirm_by", "status_url"},
    MailName.APPLICATION_RECEIVED: _DESK_WORDS
    | {"receipt", "addressee", "received_on", "status_url", "call", "closes_on", "results_by"},
    MailName.LOCKED_FILES: _DESK_WORDS | {"addressee", "receipt"},
    MailName.PAUSED: _DESK_WORDS | {"addressee", "notice", "until"},
    MailName.STAFF_NOTICE: _DESK_WORDS | {"addressee", "receipt", "kind", "due", "link"},
    MailName.STAFF_SUMMARY: _SEVERAL_NOTICES,
    MailName.STAFF_DIGEST: _SEVERAL_NOTICES,
    MailName.STAFF_INCIDENT: _DESK_WORDS | {"addressee", "headline", "lines", "link"},
}
_BY_READER: Final = {"party_": _ABOUT_AN_OFFER, "attendee_": _ABOUT_A_FORUM, "media_": _TO_MEDIA}
# What each mail may fill in.
MAIL_WORDS: Final[dict[MailName, frozenset[str]]] = {
    name: _OWN.get(name)
    or next((words for prefix, words in _BY_READER.items() if name.value.startswith(prefix)), _ABOUT_A_PROPOSAL)
    for name in MailName
}
