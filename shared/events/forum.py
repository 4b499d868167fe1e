"""Facts of routing about forums (意見交換会): how one is planned, who is invited, what ideas came of it.

What everybody sees of it is told by `forum.announced.v1`; the words are documents.
"""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from shared.events.base import Code, Fact, Receipt


class _OfForum(Fact):
    """What every fact about a forum has in common."""

    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "forum"


class _Planned(_OfForum):
    """What is planned of a forum: its words, its day, and the last day on which somebody may register."""

    text_id: UUID
    held_on: date
    closes_on: date


class ForumBegun(_Planned):
    """A forum is planned."""

    type: ClassVar[str] = "forum.begun.v1"

    number: Receipt


class ForumRevised(_Planned):
    """A forum is planned otherwise."""

    type: ClassVar[str] = "forum.revised.v1"


class ForumDropped(_OfForum):
    """A forum that was never announced is not pursued."""

    type: ClassVar[str] = "forum.dropped.v1"

    reason_id: UUID


class ForumInvited(_OfForum):
    """Departments, parties and municipalities are invited; the invitation is a document.

    *letter_id* holds it as it is mailed to the *contacts* of the parties, which stand in their order.
    """

    type: ClassVar[str] = "forum.invited.v1"

    number: Receipt
    departments: tuple[Code, ...] = ()
    parties: tuple[UUID, ...] = ()
    municipalities: tuple[Code, ...] = ()
    invitation_id: UUID
    letter_id: UUID | None = None
    contacts: tuple[UUID | None, ...] = ()
    content_id: UUID | None = None


class ForumIdeaLinked(_OfForum):
    """A proposal came of the forum; *by_hand* says that the desk linked it, *registration_id* who registered there."""

    type: ClassVar[str] = "forum.idea_linked.v1"

    receipt: Receipt
    case_id: UUID
    by_hand: bool = False
    registration_id: UUID | None = None


class ForumAttendanceMarked(_OfForum):
    """Who of those that registered came; *people* counts them with whoever came without registering."""

    type: ClassVar[str] = "forum.attendance_marked.v1"

    came: tuple[UUID, ...]
    people: Annotated[int, Field(ge=0)]


class ForumAttended(_OfForum):
    """Who was there was written down, and how many they were."""

    type: ClassVar[str] = "forum.attended.v1"

    people: Annotated[int, Field(ge=0)]
    attendance_id: UUID


class ForumSummaryWritten(_OfForum):
    """What was said at the forum was written down for the office, or written anew."""

    type: ClassVar[str] = "forum.summary_written.v1"

    summary_id: UUID


class ForumClosed(_OfForum):
    """A forum is over: how many came, and how many ideas."""

    type: ClassVar[str] = "forum.closed.v1"

    outcome_id: UUID
    people: Annotated[int, Field(ge=0)]
    ideas: Annotated[int, Field(ge=0)]
