"""The words of publications on staff pages."""

from collections.abc import Mapping
from typing import Final

from shared.events import ConsentWay, PublicKind

KINDS: Final[Mapping[PublicKind, str]] = {PublicKind.PROJECT: "事業", PublicKind.AGREEMENT: "協定"}
VERBS: Final[Mapping[str, str]] = {
    "begin": "公表の案を作る",
    "write": "案を書く",
    "add-picture": "写真・図を加える",
    "remove-picture": "写真・図を除く",
    "ask-consent": "提案者・連携先に同意を求める",
    "answer-consent": "提案した課として回答する",
    "record-consent": "電話・書面等の同意を記録する",
    "open-protected": "保護された項目を公表する合意を記録する",
    "submit": "承認を求める",
    "send-back": "差し戻す",
    "approve": "公表を承認する",
    "ask-release": "解禁日時の変更を求める",
    "change-release": "解禁日時の変更を承認する",
    "keep-release": "解禁日時を変えない",
    "mail-to-media": "報道発表資料を報道機関にメールで送る",
    "hand-to-media": "報道機関に渡したことを記録する",
    "withdraw": "公表を取り下げる",
}
STATES: Final[Mapping[str, str]] = {
    "draft": "起案中",
    "consent_asked": "同意の確認中",
    "consented": "同意済み",
    "submitted": "承認待ち",
    "approved": "承認済み",
    "withdrawn": "取下げ",
}
FACTS: Final[Mapping[str, str]] = {
    "publication.begun.v1": "公表の案を作り始めました",
    "publication.written.v1": "案を書きました",
    "publication.consent_asked.v1": "提案者・連携先に同意を求めました",
    "publication.consent_given.v1": "同意についての回答がありました",
    "publication.submitted.v1": "承認を求めました",
    "publication.sent_back.v1": "差し戻しました",
    "publication.approved.v1": "公表を承認し、解禁日時を決めました",
    "publication.release_asked.v1": "解禁日時の変更を求めました",
    "publication.release_kept.v1": "解禁日時を変えないこととしました",
    "publication.held.v1": "公表を止めました（同意の取消し又は保護すべき内容）",
    "publication.protection_opened.v1": "保護された項目を公表することに、提案者と県が合意しました",
    "publication.protection_found.v1": "保護を求められた内容が見つかりました",
    "publication.shown.v1": "公開ページに掲載されました",
    "publication.mailed_to_media.v1": "報道発表資料を報道機関にメールで送ることとしました",
    "publication.handed_to_media.v1": "報道機関に渡しました",
    "publication.withdrawn.v1": "公表を取り下げました",
}
DUES: Final[Mapping[str, str]] = {
    "consent": "同意の回答の期限",
    "release": "解禁の日",
    "protection": "保護を求められた内容の確認",
}
WAYS: Final[Mapping[ConsentWay, str]] = {
    ConsentWay.PAGE: "対応状況のページ",
    ConsentWay.STAFF_PAGE: "職員の画面",
    ConsentWay.TELEPHONE: "電話",
    ConsentWay.PAPER: "書面",
    ConsentWay.MAIL: "メール",
    ConsentWay.MEETING: "面談",
}
