"""What a document may be, and which service may open which kind."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class DocumentKind(StrEnum):
    """What a document holds."""

    RAW = "raw"  # 受信したままの内容
    PROPOSAL = "proposal"  # 提案の本文と項目
    ATTACHMENT = "attachment"  # 添付ファイル
    EXTRACTED_TEXT = "extracted_text"  # 添付から取り出した文字
    READABLE_HTML = "readable_html"  # 安全にした HTML
    CLEANED_COPY = "cleaned_copy"  # 無害化された写し
    CONTACT = "contact"  # 連絡先
    READING = "reading"  # 様式の読み取りの訂正
    SHEET = "sheet"  # 後から、または項目のほかに届いた様式の記載
    REPLY = "reply"  # 提案への返信
    REGISTRATION = "registration"  # 意見交換会への参加の申込み
    ABSTRACT = "abstract"  # 要旨
    NOTE_TO_PROPOSER = "note_to_proposer"  # 提案者への連絡
    INTERNAL_NOTE = "internal_note"  # 内部メモ
    REASON = "reason"  # 理由
    REVIEW = "review"  # 検討の記録
    MINUTES = "minutes"  # 打合せの記録
    NOTE_TO_ADDRESSEE = "note_to_addressee"  # 相手方への連絡
    RELEASED = "released"  # 相手方に開示する提案の内容
    QUESTION = "question"  # 相手方からの質問
    ANSWER = "answer"  # 質問への回答
    LEDGER_TEXT = "ledger_text"  # 台帳の記載
    PUBLIC = "public"  # 公表する内容
    PICTURE = "picture"  # 公表する画像
    DECISION = "decision"  # 協定区分の決定
    LESSON = "lesson"  # 教訓
    TASK = "task"  # 日程・手続き・宿題
    HELD_ACT = "held_act"  # 承認を待つ操作の起案
    RENDERED_MAIL = "rendered_mail"  # 送信したメール


class KeeperKind(StrEnum):
    """Whose key wraps a document's key."""

    RAW_MESSAGE = "raw_message"  # 受信メッセージ
    PROPOSAL = "proposal"  # 提案
    CASE_GIVEN = "case_given"  # 提案者が提供したもの
    CASE_DECIDED = "case_decided"  # 県が判断したもの
    PARTY = "party"  # 団体
    LEDGER = "ledger"  # 台帳
    REGISTRATION = "registration"  # 参加申込み


# The one table of who may open what; the migrations' row-level policies and docs/documents.md follow it.
MAY_OPEN: Mapping[str, Mapping[str, frozenset[DocumentKind]]] = MappingProxyType(
    {
        "intake": {
            "intake": frozenset(
                {
                    DocumentKind.RAW,
                    DocumentKind.PROPOSAL,
                    DocumentKind.ATTACHMENT,
                    DocumentKind.EXTRACTED_TEXT,
                    DocumentKind.READABLE_HTML,
                    DocumentKind.CLEANED_COPY,
                    DocumentKind.CONTACT,
                    DocumentKind.READING,
                    DocumentKind.SHEET,
                    DocumentKind.REPLY,
                    DocumentKind.REASON,
                    DocumentKind.REGISTRATION,
                }
            ),
            "routing": frozenset(
                {
                    DocumentKind.PROPOSAL,
                    DocumentKind.ATTACHMENT,
                    DocumentKind.EXTRACTED_TEXT,
                    DocumentKind.READABLE_HTML,
                    DocumentKind.CLEANED_COPY,
                    DocumentKind.CONTACT,
                    DocumentKind.READING,
                    DocumentKind.SHEET,
                    DocumentKind.REPLY,
                    DocumentKind.REGISTRATION,
                }
            ),
            "notify": frozenset({DocumentKind.CONTACT}),
        },
        "routing": {
            "routing": frozenset(
                {
                    DocumentKind.ABSTRACT,
                    DocumentKind.NOTE_TO_PROPOSER,
                    DocumentKind.INTERNAL_NOTE,
                    DocumentKind.REASON,
                    DocumentKind.REVIEW,
                    DocumentKind.MINUTES,
                    DocumentKind.CONTACT,
                    DocumentKind.NOTE_TO_ADDRESSEE,
                    DocumentKind.RELEASED,
                    DocumentKind.QUESTION,
                    DocumentKind.ANSWER,
                    DocumentKind.LEDGER_TEXT,
                    DocumentKind.PUBLIC,
                    DocumentKind.PICTURE,
                    DocumentKind.DECISION,
                    DocumentKind.LESSON,
                    DocumentKind.TASK,
                    DocumentKind.HELD_ACT,
                }
            ),
            "notify": frozenset(
                {
                    DocumentKind.NOTE_TO_PROPOSER,
                    DocumentKind.NOTE_TO_ADDRESSEE,
                    DocumentKind.CONTACT,
                    DocumentKind.PUBLIC,
                }
            ),
            "intake": frozenset({DocumentKind.NOTE_TO_PROPOSER, DocumentKind.PUBLIC, DocumentKind.PICTURE}),
            "publication": frozenset({DocumentKind.PUBLIC, DocumentKind.PICTURE}),
        },
        "notify": {"notify": frozenset({DocumentKind.RENDERED_MAIL})},
    }
)
