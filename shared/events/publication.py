"""Facts of routing about a publication (公表) on its way to the public; words and pictures are documents."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from shared.events.base import Code, Fact, Receipt
from shared.events.public import PublicKind

Draft = Annotated[int, Field(ge=1)]


class ConsentWay(StrEnum):
    """How somebody agreed to what is written of them."""

    PAGE = "page"  # 対応状況のページ
    STAFF_PAGE = "staff_page"  # 職員の画面
    TELEPHONE = "telephone"  # 電話
    PAPER = "paper"  # 書面
    MAIL = "mail"  # メール
    MEETING = "meeting"  # 面談


class OfPublication(Fact):
    """What every step of a publication before the public has in common."""

    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "publication"


class PublicationBegun(OfPublication):
    """The desk begins to write what everybody may read of a project, an agreement or a case (*about*).

    *filled* names the fields of the first draft that hold something, *partners* the offers of the companies that were
    chosen: whoever is named there is asked, too.
    """

    type: ClassVar[str] = "publication.begun.v1"

    number: Receipt
    kind: PublicKind
    about: Receipt
    cases: tuple[UUID, ...] = ()
    departments: tuple[Code, ...] = ()
    lead: Code | None = None
    content_id: UUID
    filled: tuple[Code, ...]
    partners: tuple[UUID, ...] = ()


class PublicationWritten(OfPublication):
    """The draft was changed in the fields *changed*; whoever agreed to one of them is asked anew."""

    type: ClassVar[str] = "publication.written.v1"

    content_id: UUID
    pictures: tuple[UUID, ...] = ()
    changed: tuple[Code, ...]
    filled: tuple[Code, ...]


class PublicationConsentAsked(OfPublication):
    """The proposer of a case is asked, field by field, whether a draft may be published.

    *content_id* is that draft as a document of kind `public`, *department* the one whose wish the case is. With an
    *offer_id* it is the company that was chosen by it who is asked, through the link of its offer.
    """

    type: ClassVar[str] = "publication.consent_asked.v1"

    number: Receipt
    case_id: UUID
    receipt: Receipt
    department: Code | None = None
    draft: Draft
    content_id: UUID
    pictures: tuple[UUID, ...] = ()
    fields: tuple[Code, ...]
    note_id: UUID
    due: date
    offer_id: UUID | None = None
    # From when on it shall be read, as those who are asked are told.
    release_at: datetime | None = None


class PublicationConsentGiven(OfPublication):
    """Somebody said of each field of a draft whether it may be published; None as *case_id*: for all that are named.

    *words_id* says who it was and what they added, *reply_id* is what a proposer wrote on the page. With an *offer_id*
    the company that was chosen by it answered, and nobody else.
    """

    type: ClassVar[str] = "publication.consent_given.v1"

    number: Receipt
    draft: Draft
    agreed: tuple[Code, ...]
    refused: tuple[Code, ...] = ()
    way: ConsentWay
    given_on: date
    case_id: UUID | None = None
    words_id: UUID | None = None
    reply_id: UUID | None = None
    offer_id: UUID | None = None
    receipt: Receipt | None = None


class PublicationPartnerAnswered(Fact):
    """A chosen company said by its link of each field of a draft whether it may be published.

    *words_id* holds who it was and what they added.
    """

    type: ClassVar[str] = "publication.partner_answered.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "publication_question"

    number: Receipt
    offer_id: UUID
    draft: Draft
    agreed: tuple[Code, ...]
    refused: tuple[Code, ...] = ()
    words_id: UUID | None = None


class PublicationSubmitted(OfPublication):
    """An officer asks for approval of a draft to which everybody has agreed."""

    type: ClassVar[str] = "publication.submitted.v1"

    number: Receipt
    officer: UUID


class PublicationReleaseAsked(OfPublication):
    """An officer wants what was approved to be released at another moment (None: at once), and says why.

    *reason_id* also says how that was agreed with those outside.
    """

    type: ClassVar[str] = "publication.release_asked.v1"

    number: Receipt
    officer: UUID
    release_at: datetime | None = None
    reason_id: UUID


class PublicationReleaseKept(OfPublication):
    """A second person leaves the moment of release as it was approved, and says why."""

    type: ClassVar[str] = "publication.release_kept.v1"

    number: Receipt
    comment_id: UUID


class PublicationSentBack(OfPublication):
    """A second person wants something changed before the approval, and says what."""

    type: ClassVar[str] = "publication.sent_back.v1"

    number: Receipt
    comment_id: UUID


class PublicationProtectionOpened(OfPublication):
    """Both sides agreed that what the proposer of a case protects in one field (*subject*) may be published.

    The desk agrees by telling this; *words_id* says who agreed for the proposer, and what they added.
    """

    type: ClassVar[str] = "publication.protection_opened.v1"

    number: Receipt
    case_id: UUID
    subject: Code
    way: ConsentWay
    given_on: date
    words_id: UUID


class PublicationProtectionFound(OfPublication):
    """Something the proposer protects, and marked only later, stands in these fields; the desk has to look at it."""

    type: ClassVar[str] = "publication.protection_found.v1"

    fields: tuple[Code, ...]
    found_on: date


class PublicationShown(OfPublication):
    """The public register shows what was approved in a version of the publication.

    *again* says that an earlier version was to be read before; *cases* and *receipts* are those it belongs with.
    """

    type: ClassVar[str] = "publication.shown.v1"

    shown: Annotated[int, Field(ge=1)]
    since: datetime
    number: Receipt | None = None
    cases: tuple[UUID, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    again: bool = False


class PublicationMailedToMedia(OfPublication):
    """The press release is mailed to media, listed by their ids; *letter_id* is what each of the *contacts* gets."""

    type: ClassVar[str] = "publication.mailed_to_media.v1"

    number: Receipt
    mailed_on: date
    media: tuple[UUID, ...]
    contacts: tuple[UUID, ...]
    letter_id: UUID


class PublicationHandedToMedia(OfPublication):
    """The press release was handed to media, listed by their ids."""

    type: ClassVar[str] = "publication.handed_to_media.v1"

    handed_on: date
    media: tuple[UUID, ...]
