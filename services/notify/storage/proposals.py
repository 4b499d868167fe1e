"""What intake lets notify see: the number of a proposal and the document that says whom to answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    MetaData,
    Row,
    Table,
    Text,
    Uuid,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.answered_call import AnsweredCall
from shared.documents import Document, DocumentKind, Documents, Keyring
from shared.documents.contents import ContactContent
from shared.documents.tables import document_tables
from shared.errors import Invalid, Missing
from shared.events import ProposerKind

# Declared here as far as notify reads it, for services do not import each other.
_intake: Final = MetaData(schema="intake")
_documents: Final = document_tables(_intake)
_proposal: Final = Table(
    "proposal",
    _intake,
    Column("proposal_id", Uuid, primary_key=True),
    Column("desk_id", Text),
    Column("receipt", Text),
    Column("proposer_kind", Text),
    Column("link_generation", Integer),
    Column("call", Text),
    Column("created_at", DateTime(timezone=True)),
)
# What everybody may know of a call.
_call: Final = Table(
    "public_call",
    _intake,
    Column("desk_id", Text),
    Column("number", Text),
    Column("title", Text),
    Column("closes_on", Date),
    Column("results_by", Date),
    Column("gone", Boolean),
)

_FACTS: Final = (
    select(_proposal, _call.c.title, _call.c.closes_on, _call.c.results_by)
    .outerjoin(_call, (_call.c.desk_id == _proposal.c.desk_id) & (_call.c.number == _proposal.c.call) & ~_call.c.gone)
    .where(_proposal.c.proposal_id == func.any(bindparam("proposals", type_=ARRAY(Uuid))))
)
_CONTACTS: Final = (
    select(_documents.document.c.keeper_id, _documents.document.c.document_id)
    .where(
        _documents.document.c.keeper_id == func.any(bindparam("proposals", type_=ARRAY(Uuid))),
        _documents.document.c.kind == DocumentKind.CONTACT,
    )
    .order_by(*(_documents.document.c[name] for name in ("keeper_id", "position", "document_id")))
    .ext(distinct_on(_documents.document.c.keeper_id))
)


class NoContact(Missing):
    """The proposal names nobody whom one could answer."""


class UnreadableContact(Invalid):
    """The document of the contact does not hold a contact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalFacts:
    """What a mail may say of a proposal: its number, its days and who proposed, never a word of it."""

    proposal_id: UUID
    desk_id: str
    receipt: str
    proposer_kind: ProposerKind
    link_generation: int
    received_at: datetime
    call: AnsweredCall | None = None


class ProposalsOfIntake:
    """Reads intake's rows in the caller's transaction."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._contacts = Documents(connection, _documents, keyring)

    async def get_many(self, proposal_ids: Collection[UUID]) -> dict[UUID, ProposalFacts]:
        """Return the facts of these proposals as they are now; one that is not there is not among them."""
        rows = await self._connection.execute(_FACTS, {"proposals": list(proposal_ids)})
        return {
            row.proposal_id: ProposalFacts(
                proposal_id=row.proposal_id,
                desk_id=row.desk_id,
                receipt=row.receipt,
                proposer_kind=ProposerKind(row.proposer_kind),
                link_generation=row.link_generation,
                received_at=row.created_at,
                call=_call_in(row),
            )
            for row in rows
        }

    async def contact_refs(self, proposal_ids: Collection[UUID]) -> dict[UUID, UUID]:
        """Return which document says whom to answer, for each proposal, unopened; raise NoContact when one has none."""
        found = await self.known_contact_refs(proposal_ids)
        if not found.keys() >= set(proposal_ids):
            raise NoContact
        return found

    async def known_contact_refs(self, keeper_ids: Collection[UUID]) -> dict[UUID, UUID]:
        """Return the same for proposals and messages, of those that name somebody at this moment."""
        rows = await self._connection.execute(_CONTACTS, {"proposals": list(keeper_ids)})
        return {row.keeper_id: row.document_id for row in rows}

    async def contacts(self, document_ids: Collection[UUID]) -> dict[UUID, Document]:
        """Open whom to answer; what is gone or destroyed is not among them."""
        return await self._contacts.get_many(document_ids)


def _call_in(row: Row[Any]) -> AnsweredCall | None:
    if row.title is None:
        return None
    return AnsweredCall(number=row.call, title=row.title, closes_on=row.closes_on, results_by=row.results_by)


def contact_in(document: Document) -> ContactContent:
    """Return the contact a document holds; raise UnreadableContact."""
    try:
        return ContactContent.model_validate_json(document.content)
    except ValidationError as error:
        # The sentence of pydantic quotes the value, which may be an address.
        raise UnreadableContact(f"{error.error_count()} errors") from None
