"""What routing lets notify open when a mail is written: what officers wrote to a proposer, and contacts of bodies."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.documents import Document, Documents, Keyring
from shared.documents.public import PublicContent
from shared.documents.tables import document_tables

# Declared here as far as notify reads it, for services do not import each other.
_documents: Final = document_tables(MetaData(schema="routing"))


class OfficeWords:
    """Opens routing's documents in the caller's transaction."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._documents = Documents(connection, _documents, keyring)

    async def notes(self, document_ids: Collection[UUID]) -> dict[UUID, str]:
        """Return what officers wrote; what is gone or destroyed is not among them."""
        found = await self._documents.get_many(document_ids) if document_ids else {}
        return {document_id: document.content.decode() for document_id, document in found.items()}

    async def forums(self, document_ids: Collection[UUID]) -> dict[UUID, PublicContent]:
        """Return what everybody reads of forums; what is gone or destroyed is not among them."""
        found = await self._documents.get_many(document_ids) if document_ids else {}
        return {one: PublicContent.model_validate_json(document.content) for one, document in found.items()}

    async def contacts(self, document_ids: Collection[UUID]) -> dict[UUID, Document]:
        """Open whom to write to at bodies that were asked; what is gone or destroyed is not among them."""
        return await self._documents.get_many(document_ids) if document_ids else {}
