"""Facts of intake about what the proposer did on the page of the proposal; words lie in a reply beside them."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from shared.events.base import Code, Fact, Receipt


class ProposalWithdrawn(Fact):
    """The proposer takes the proposal back; what they wrote about it, if anything, is a reply."""

    type: ClassVar[str] = "proposal.withdrawn.v1"
    owner: ClassVar[str] = "intake"
    aggregate: ClassVar[str] = "proposal"

    receipt: Receipt
    reply_id: UUID | None = None


class ConditionsAnswered(Fact):
    """The proposer said yes or no to the conditions of a verdict; what they wrote about it, if anything, is a reply."""

    type: ClassVar[str] = "proposal.conditions_answered.v1"
    owner: ClassVar[str] = "intake"
    aggregate: ClassVar[str] = "proposal"

    receipt: Receipt
    offer_id: UUID
    agreed: bool
    reply_id: UUID | None = None
    # The conditions the page showed, for there may be others by now.
    conditions_id: UUID | None = None


class TodoAnswered(Fact):
    """The proposer says that a to-do is done; what they wrote about it, if anything, is a reply."""

    type: ClassVar[str] = "proposal.todo_answered.v1"
    owner: ClassVar[str] = "intake"
    aggregate: ClassVar[str] = "proposal"

    receipt: Receipt
    todo_id: UUID
    # The words the page showed, for there may be others by now.
    words_id: UUID
    reply_id: UUID | None = None


class NoteOpened(Fact):
    """The page of the proposal showed words of the office for the first time; it says when, not to whom."""

    type: ClassVar[str] = "proposal.note_opened.v1"
    owner: ClassVar[str] = "intake"
    aggregate: ClassVar[str] = "proposal"

    receipt: Receipt
    note_id: UUID


class PublicationAnswered(Fact):
    """The proposer said of each field of a draft whether it may be published; words, if any, are a reply."""

    type: ClassVar[str] = "proposal.publication_answered.v1"
    owner: ClassVar[str] = "intake"
    aggregate: ClassVar[str] = "proposal"

    receipt: Receipt
    publication_id: UUID
    draft: Annotated[int, Field(ge=1)]
    agreed: tuple[Code, ...]
    refused: tuple[Code, ...] = ()
    reply_id: UUID | None = None
