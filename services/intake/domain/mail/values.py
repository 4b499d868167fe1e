"""What a mail becomes once it is read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from services.intake.domain.mail.make_up import MakeUp
from services.intake.domain.sheet.values import ReadSheet
from shared.errors import Invalid
from shared.sender_check import SenderCheck

PGP_ENCRYPTED = "application/pgp-encrypted"
_SHUT = frozenset({PGP_ENCRYPTED, "application/pkcs7-mime", "application/x-pkcs7-mime"})


class Unreadable(Invalid):
    """The mail cannot be turned into text within the limits; a person must look at the raw bytes."""

    public_message = "このメールは自動では読み取れませんでした。原本を開いてご確認ください。"


class WarningCode(StrEnum):
    """A guess or a repair that the desk officer should know of."""

    CHARSET_GUESSED = "charset_guessed"
    CHARSET_DAMAGED = "charset_damaged"
    CHARACTERS_MISSING = "characters_missing"
    HEADERS_CUT = "headers_cut"
    HEADERS_DAMAGED = "headers_damaged"
    HEADERS_MISSING = "headers_missing"
    RECIPIENTS_CUT = "recipients_cut"
    SENDER_GUESSED = "sender_guessed"
    SENDER_MISSING = "sender_missing"
    SENDER_AMBIGUOUS = "sender_ambiguous"
    TOO_DEEP = "too_deep"
    TOO_MANY_PARTS = "too_many_parts"
    TRUNCATED = "truncated"
    ENCODING_DAMAGED = "encoding_damaged"
    NOT_DECODED = "not_decoded"
    DECODING_ENDED = "decoding_ended"
    TEXT_CUT = "text_cut"
    TEXT_FROM_HTML = "text_from_html"
    HIDDEN_TEXT = "hidden_text"
    HTML_REFUSED = "html_refused"
    BODY_EMPTY = "body_empty"
    BIDI_REMOVED = "bidi_removed"
    ENCRYPTED = "encrypted"
    SIGNED = "signed"
    NAME_CHANGED = "name_changed"
    NAME_DAMAGED = "name_damaged"
    TYPE_DIFFERS = "type_differs"
    ARCHIVE_ENCRYPTED = "archive_encrypted"
    ARCHIVE_REFUSED = "archive_refused"
    EXTRACT_CUT = "extract_cut"
    EXTERNAL_BODY = "external_body"
    PARTIAL = "partial"
    WINMAIL = "winmail"
    WINMAIL_KEPT = "winmail_kept"
    SIGNATURE_MISMATCH = "signature_mismatch"
    APPLE_FORK = "apple_fork"
    YENC = "yenc"


SENTENCES: dict[WarningCode, str] = {
    WarningCode.CHARSET_GUESSED: "文字コードの表示が実際と違うか、表示がなかったため、内容から判断して読みました。",
    WarningCode.CHARSET_DAMAGED: "文字化けした箇所があります。原本をご確認ください。",
    WarningCode.CHARACTERS_MISSING: "外字や絵文字など、表示できない文字を〓に置き換えています。",
    WarningCode.HEADERS_CUT: "ヘッダーが長すぎるため、一部だけを読みました。",
    WarningCode.HEADERS_MISSING: "メールのヘッダーが見つかりませんでした。全体を本文として読みました。",
    WarningCode.HEADERS_DAMAGED: "ヘッダーや区切りに壊れた行があるため、補って読みました。",
    WarningCode.RECIPIENTS_CUT: "宛先が多いため、一部だけを表示しています。",
    WarningCode.SENDER_GUESSED: "差出人（From）がないため、ほかのヘッダーから判断しました。",
    WarningCode.SENDER_MISSING: "差出人のメールアドレスを読み取れませんでした。",
    WarningCode.SENDER_AMBIGUOUS: "差出人が複数書かれています。最初の一人だけを差出人としました。",
    WarningCode.TOO_DEEP: "メールの入れ子が深いため、途中から先は添付ファイルとして残しました。",
    WarningCode.TOO_MANY_PARTS: "部品の数が多すぎるため、残りは読んでいません。原本をご確認ください。",
    WarningCode.TRUNCATED: "メールが途中で切れている可能性があります。",
    WarningCode.ENCODING_DAMAGED: "転送用の符号（base64 など）が壊れている箇所を、補って読みました。",
    WarningCode.NOT_DECODED: "転送用の符号（base64）を復号できず、届いたまま表示しています。原本をご確認ください。",
    WarningCode.DECODING_ENDED: "転送用の符号（base64）が途中で読めなくなりました。原本をご確認ください。",
    WarningCode.TEXT_CUT: "本文が長いため、途中までを表示しています。",
    WarningCode.TEXT_FROM_HTML: "HTML だけのメールのため、文字の部分を取り出して表示しています。",
    WarningCode.HIDDEN_TEXT: "HTML の中に、画面に見えないように書かれた文字がありました。本文には載せていません。",
    WarningCode.HTML_REFUSED: "HTML の作りが複雑すぎるか空のため、文字だけを表示しています。",
    WarningCode.BODY_EMPTY: "本文がありません。",
    WarningCode.BIDI_REMOVED: "文字の並びを変える見えない記号を取り除きました。",
    WarningCode.ENCRYPTED: "暗号化されているため、中身を読めません。",
    WarningCode.SIGNED: "電子署名が付いています（署名は検証していません）。",
    WarningCode.NAME_CHANGED: "添付ファイル名を安全な名前に改めました。",
    WarningCode.NAME_DAMAGED: "添付ファイル名の一部が欠けています。",
    WarningCode.TYPE_DIFFERS: "添付ファイルの種類が、名前や表示と実際の中身とで異なります。",
    WarningCode.ARCHIVE_ENCRYPTED: "パスワード付きの圧縮ファイルがあります。中身は検査できません。",
    WarningCode.ARCHIVE_REFUSED: "展開すると極端に大きくなるなど、危険な圧縮ファイルのため開いていません。",
    WarningCode.EXTRACT_CUT: "添付ファイルの内容が長いため、途中までを表示しています。",
    WarningCode.EXTERNAL_BODY: "本文や添付が外部に置かれています。外部へは取りに行きません。",
    WarningCode.PARTIAL: "分割して送られたメールの一部です。残りは別のメールで届きます。",
    WarningCode.WINMAIL: "Outlook 独自形式（winmail.dat）の添付から、中のファイルや文字を取り出しました。",
    WarningCode.WINMAIL_KEPT: "Outlook 独自形式（winmail.dat）を最後までは開けませんでした。届いたまま残しています。",
    WarningCode.SIGNATURE_MISMATCH: "電子署名と内容が合いません。送られたあとで書き換えられたおそれがあります。",
    WarningCode.APPLE_FORK: "Macintosh だけが使う付帯情報を、添付ファイルの一覧から省きました。",
    WarningCode.YENC: "本文の中に yEnc 形式のファイルがあります。取り出していません。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning_:  # noqa: N801 - `Warning` is a builtin; the underscore keeps the plain word.
    """One guess or repair, in a Japanese sentence for the desk officer."""

    code: WarningCode
    sentence: str


class Notes:
    """Collect warnings while a mail is read; each is kept once, in the order it came up."""

    def __init__(self) -> None:
        self._found: dict[tuple[WarningCode, str], None] = {}

    def add(self, code: WarningCode, about: str = "") -> None:
        """Remember *code*, with the shown name of what it is about."""
        self._found.setdefault((code, about))

    def add_all(self, codes: Iterable[WarningCode], about: str = "") -> None:
        """Remember every one of *codes*."""
        for code in codes:
            self.add(code, about)

    def warnings(self) -> tuple[Warning_, ...]:
        """Return what was found as sentences."""
        return tuple(
            Warning_(code=code, sentence=f"「{about}」：{SENTENCES[code]}" if about else SENTENCES[code])
            for code, about in self._found
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a mail is read before it counts as hostile; sizes in bytes or characters."""

    max_depth: int = 20
    max_parts: int = 500
    max_header_bytes: int = 256_000
    max_header_fields: int = 1_000
    max_addresses: int = 100
    max_references: int = 100
    max_subject_characters: int = 1_000
    max_text_characters: int = 1_000_000
    max_html_characters: int = 2_000_000
    max_name_characters: int = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A person's shown name and address; either may be empty."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file that came with the mail: `name` is safe to store, `original_name` is what the sender wrote."""

    name: str
    original_name: str
    media_type: str
    declared_type: str
    content: bytes = field(repr=False)
    sha256: str
    size: int
    inline: bool = False
    content_id: str = ""
    text: str | None = field(default=None, repr=False)


class MachineKind(StrEnum):
    """What sort of machine sent a mail."""

    BOUNCE = "bounce"  # 配信不能
    AUTO_REPLY = "auto_reply"  # 自動返信
    OUT_OF_OFFICE = "out_of_office"  # 不在通知
    DELAY = "delay"  # 配信遅延
    RECEIPT = "receipt"  # 開封・配信確認
    LIST = "list"  # メーリングリスト
    FEEDBACK = "feedback"  # 迷惑メール申告・配信停止の申出
    CHALLENGE = "challenge"  # 送信者確認の要求
    NOTICE = "notice"  # 自動通知
    OWN = "own"  # 当デスクのメール


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A machine sent this; `reason` says why we think so, for the desk officer.

    One that is not `sure` may as well be a person's: a person decides, and it is not answered until then.
    """

    kind: MachineKind
    code: str
    reason: str
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What became of a mail on its way to one recipient: `action` and `status` in the words of RFC 3464."""

    recipient: str = field(repr=False)
    action: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureReport:
    """What a mail server reports: `final` when it gave up, `about` the Message-IDs of the mails it may speak of."""

    failures: tuple[Failure, ...]
    final: bool
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedMail:
    """A mail as text: no NUL, no lone surrogate, no control character but line feed and tab.

    `answerable` is False when nothing automatic may ever be sent back, which is wider than `machine`:
    a person can write from an address that must not be answered by a machine. `spam_mark` is the header in which our
    own mail server calls it spam, `brings_report` says that a person passes on what a mail server reported.
    """

    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    date: datetime | None
    subject: str = field(repr=False)
    from_name: str = field(repr=False)
    from_address: str = field(repr=False)
    reply_to: tuple[str, ...] = field(default=(), repr=False)
    to: tuple[str, ...] = field(repr=False)
    cc: tuple[str, ...] = field(default=(), repr=False)
    text: str = field(repr=False)
    attachments: tuple[Attachment, ...]
    sheets: tuple[ReadSheet, ...] = ()
    warnings: tuple[Warning_, ...]
    make_up: MakeUp
    machine: Machine | None
    answerable: bool
    identity: str
    failures: FailureReport | None = None
    spam_mark: str = ""
    brings_report: bool = False
    sender_check: SenderCheck = SenderCheck.NOT_CHECKED

    @property
    def is_shut(self) -> bool:
        """Tell a mail of which nothing can be read, because all of it is encrypted."""
        return (
            self.make_up.encrypted
            and not self.text.strip()
            and all(file.declared_type in _SHUT for file in self.attachments)
        )
