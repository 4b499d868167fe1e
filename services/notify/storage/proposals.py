"""What intake lets notify see: the number of a proposal and the document that says whom to answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Column, DateTime, Integer, MetaData, Table, Text, Uuid, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.documents import DocumentKind, Documents, Keyring
from shared.documents.contents import ContactContent
from shared.documents.tables import document_tables
from shared.errors import Invalid, Missing

# Declared here as far as notify reads it, for services do not import each other.
_intake: Final = MetaData(schema="intake")
_documents: Final = document_tables(_intake)
_proposal: Final = Table(
    "proposal",
    _intake,
    Column("proposal_id", Uuid, primary_key=True),
    Column("desk_id", Text),
    Column("receipt", Text),
    Column("link_generation", Integer),
    Column("created_at", DateTime(timezone=True)),
)


class NoContact(Missing):
    """The proposal names nobody whom one could answer."""


class UnreadableContact(Invalid):
    """The document of the contact does not hold a contact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalFacts:
    """What a mail may say of a proposal: its number and days, never a word of it."""

    proposal_id: UUID
    desk_id: str
    receipt: str
    link_generation: int
    received_at: datetime


class ProposalsOfIntake:
    """Reads intake's rows in the caller's transaction."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._contacts = Documents(connection, _documents, keyring)

    async def get(self, proposal_id: UUID) -> ProposalFacts:
        """Return the facts of a proposal as they are now; raise NoContact when there is no such proposal."""
        found = select(_proposal).where(_proposal.c.proposal_id == proposal_id)
        row = (await self._connection.execute(found)).one_or_none()
        if row is None:
            raise NoContact("there is no such proposal in intake")
        return ProposalFacts(
            proposal_id=row.proposal_id,
            desk_id=row.desk_id,
            receipt=row.receipt,
            link_generation=row.link_generation,
            received_at=row.created_at,
        )

    async def contact_ref(self, proposal_id: UUID) -> UUID:
        """Return which document says whom to answer, unopened; raise NoContact when there is none."""
        document = _documents.document
        found = (
            select(document.c.document_id)
            .where(document.c.keeper_id == proposal_id, document.c.kind == DocumentKind.CONTACT)
            .order_by(document.c.position, document.c.document_id)
            .limit(1)
        )
        reference: UUID | None = await self._connection.scalar(found)
        if reference is None:
            raise NoContact
        return reference

    async def open_contact(self, document_id: UUID) -> ContactContent:
        """Return the contact; raise NoSuchDocument, KeyDestroyed or UnreadableContact."""
        document = await self._contacts.open(document_id)
        try:
            return ContactContent.model_validate_json(document.content)
        except ValidationError as error:
            # The sentence of pydantic quotes the value, which may be an address.
            raise UnreadableContact(f"{error.error_count()} errors") from None
