"""Facts about what everybody may see: it was approved for the public, or taken back; the words are documents."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from shared.events.base import Code, Fact, Receipt


class PublicKind(StrEnum):
    """What a publication of the desk is about."""

    PROJECT = "project"  # 事業
    AGREEMENT = "agreement"  # 協定


class PublicFact(Fact):
    """A fact by which something is shown to everybody; a later version of its aggregate replaces what is shown.

    *content_id* is a document of kind `public`, each of *pictures* one of kind `picture`. Nothing of it is shown
    before *release_at*.
    """

    number: Receipt
    content_id: UUID
    pictures: tuple[UUID, ...] = ()
    release_at: datetime | None = None


class GoneFact(Fact):
    """A fact by which what was shown to everybody is taken back; only its number and the day stay."""

    number: Receipt


class PublicationApproved(PublicFact):
    """What is written of a project, an agreement or a case was approved for the public; *about* is its number.

    *by_oneself* says that whoever asked for the approval gave it, where a desk allows that.
    """

    type: ClassVar[str] = "publication.approved.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "publication"

    kind: PublicKind
    about: Receipt
    by_oneself: bool = False
    # How a moment before the one that was agreed was agreed to, in a document of the office.
    agreed_id: UUID | None = None


class PublicationHeld(Fact):
    """What was approved and nobody has read yet is not released: it needs a new decision.

    *fields* are those somebody said no to, or in which something protected was found. What could be read before, an
    earlier version, stays.
    """

    type: ClassVar[str] = "publication.held.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "publication"

    number: Receipt
    fields: tuple[Code, ...]
    held_on: date


class PublicationWithdrawn(GoneFact):
    """What was published of a project or an agreement was taken back.

    *was_shown* says that anybody could read it; *cases* and *receipts* are those it belongs with.
    """

    type: ClassVar[str] = "publication.withdrawn.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "publication"

    # Why, in a document of the office.
    reason_id: UUID | None = None
    was_shown: bool = False
    cases: tuple[UUID, ...] = ()
    receipts: tuple[Receipt, ...] = ()


class CallPublished(PublicFact):
    """A call is open to everybody from one day to another; *reverse* says that a company calls, not the prefecture.

    *closed* says that it takes no more applications whatever its days say, *closed_on* since when; *by_one* that one
    person checked and published what the rules leave to two. *results_by* is when the result can be expected.
    """

    type: ClassVar[str] = "call.published.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "call"

    opens_on: date
    closes_on: date
    reverse: bool = False
    closed: bool = False
    closed_on: date | None = None
    by_one: bool = False
    results_by: date | None = None


class CallWithdrawn(GoneFact):
    """A published call was taken back."""

    type: ClassVar[str] = "call.withdrawn.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "call"

    reason_id: UUID | None = None


class ForumAnnounced(PublicFact):
    """A forum takes place on a day; everybody may register for it until another.

    *moved* says that it takes place on another day, at another time or elsewhere than was announced before; on
    *remind_on*, an office day, whoever registered is reminded.
    """

    type: ClassVar[str] = "forum.announced.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "forum"

    held_on: date
    closes_on: date
    moved: bool = False
    remind_on: date | None = None


class ForumWithdrawn(GoneFact):
    """An announced forum was taken back."""

    type: ClassVar[str] = "forum.withdrawn.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "forum"

    reason_id: UUID | None = None


class PublicationPublished(Fact):
    """Something is visible in the public register; *shown* is the version of what was approved that is seen there."""

    type: ClassVar[str] = "publication.published.v1"
    owner: ClassVar[str] = "publication"
    aggregate: ClassVar[str] = "public_entry"

    number: Receipt
    shown: Annotated[int, Field(ge=1)]
