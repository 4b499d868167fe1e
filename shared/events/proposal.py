"""Facts of intake: what arrived at the doors of the desk."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.events.base import Code, Fact, Receipt


class Channel(StrEnum):
    """The door a proposal came through."""

    MAIL = "mail"  # 電子メール
    FORM = "form"  # 提案フォーム
    API = "api"  # API
    GATEWAY = "gateway"  # 外部の入口
    DEPARTMENT = "department"  # 庁内（担当課から）
    IMPORT = "import"  # 一括取込み
    COUNTER = "counter"  # 窓口
    TELEPHONE = "telephone"  # 電話
    FAX = "fax"  # FAX
    PAPER = "paper"  # 郵送・書面
    PAGE = "page"  # 対応状況のページ


class ProposerKind(StrEnum):
    """Who proposes; a department of the prefecture may, too."""

    COMPANY = "company"  # 企業
    NPO = "npo"  # NPO・団体
    UNIVERSITY = "university"  # 大学・研究機関
    MUNICIPALITY = "municipality"  # 市町村
    INDIVIDUAL = "individual"  # 個人
    DEPARTMENT = "department"  # 県の所属
    UNKNOWN = "unknown"  # 未確認


class Attached(StrEnum):
    """How a reply came to its proposal."""

    ADDRESS = "address"  # 返信用の宛先
    PERSON = "person"  # 職員の判断
    PAGE = "page"  # 対応状況のページ


class MailReceived(Fact):
    """A message was accepted at the mail door; its bytes are kept and nothing of it has been read yet."""

    type: ClassVar[str] = "mail.received.v1"
    owner: ClassVar[str] = "intake"
    aggregate: ClassVar[str] = "raw_message"


class MailHeld(Fact):
    """A message needs a person of the desk to look at it."""

    type: ClassVar[str] = "mail.held.v1"
    owner: ClassVar[str] = "intake"
    aggregate: ClassVar[str] = "raw_message"

    reason: Code
    # Its sender may be told that it waits; said only where that is due.
    answerable: bool = False


class MailFailureReported(Fact):
    """A mail server reported that a mail of ours did not arrive: `final` when it gave up, with its status code.

    `received_at` says when the report came, for what is sent again after that is no matter of it.
    """

    type: ClassVar[str] = "mail.failure_reported.v1"
    owner: ClassVar[str] = "intake"
    aggregate: ClassVar[str] = "raw_message"

    send_id: UUID
    final: bool
    status: Code | None = None
    received_at: datetime | None = None


class ProposalReceived(Fact):
    """A proposal has its receipt number; it stands unchanged in intake from now on."""

    type: ClassVar[str] = "proposal.received.v1"
    owner: ClassVar[str] = "intake"
    aggregate: ClassVar[str] = "proposal"

    raw_id: UUID
    receipt: Receipt
    channel: Channel
    proposer_kind: ProposerKind
    department: Code | None = None
    answerable: bool
    # False where the office took in an old list and wants nobody told again that it was received.
    acknowledge: bool = True
    # The call it answers, where it answers one.
    call: Receipt | None = None
    # The forum it came of, where it came of one, and who registered there.
    forum: Receipt | None = None
    registration_id: UUID | None = None


class AttachmentInspected(Fact):
    """A file that came with a proposal was looked into; its text, where it has one, lies beside it from now on."""

    type: ClassVar[str] = "attachment.inspected.v1"
    owner: ClassVar[str] = "intake"
    aggregate: ClassVar[str] = "attachment"

    proposal_id: UUID
    receipt: Receipt
    has_text: bool
    locked: bool
    answerable: bool


class OfferReplyReceived(Fact):
    """A company answered one of our mails about an offer; a person of the desk reads what it says.

    `received_at` says when the mail came.
    """

    type: ClassVar[str] = "offer.reply_received.v1"
    owner: ClassVar[str] = "intake"
    aggregate: ClassVar[str] = "offer"

    reply_id: UUID
    raw_id: UUID
    proposal_id: UUID
    receipt: Receipt
    attached: Attached
    received_at: datetime


class ReplyReceived(Fact):
    """Somebody answered one of our mails about a proposal; unconfirmed means that it was not the contact's address.

    `received_at` says when the mail came: several are read side by side, and end in any order.
    """

    type: ClassVar[str] = "proposal.reply_received.v1"
    owner: ClassVar[str] = "intake"
    aggregate: ClassVar[str] = "proposal"

    reply_id: UUID
    raw_id: UUID
    receipt: Receipt
    confirmed: bool
    attached: Attached
    received_at: datetime | None = None
