"""The words of the ledger: documents under a key of the item they belong to."""

from collections.abc import Collection, Mapping
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.storage import tables
from shared.documents import Document, DocumentKind, Documents, KeeperKind, Keyring, NewKeeper

C = TypeVar("C", bound=BaseModel)


class LedgerTexts:
    """Writes and opens the words of items, in one transaction."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._documents = Documents(connection, tables.documents, keyring)

    async def keep_for(self, item_id: UUID, desk_id: str) -> None:
        """Make the key of a new item."""
        await self._documents.create_keepers([NewKeeper(keeper_id=item_id, kind=KeeperKind.LEDGER, desk_id=desk_id)])

    async def write(
        self, item_id: UUID, desk_id: str, content: BaseModel, *, kind: DocumentKind = DocumentKind.LEDGER_TEXT
    ) -> UUID:
        """Store words in their shape (JSON) and return the document's id."""
        data = content.model_dump_json().encode()
        return await self._documents.write(
            kind, data, keeper_id=item_id, keeper_kind=KeeperKind.LEDGER, desk_id=desk_id
        )

    async def write_letter(self, item_id: UUID, desk_id: str, words: str) -> UUID:
        """Store what is written to bodies outside the office and return the document's id."""
        return await self._documents.write(
            DocumentKind.NOTE_TO_ADDRESSEE,
            words.encode(),
            keeper_id=item_id,
            keeper_kind=KeeperKind.LEDGER,
            desk_id=desk_id,
        )

    async def write_file(
        self, item_id: UUID, desk_id: str, content: bytes, *, kind: DocumentKind, media_type: str
    ) -> UUID:
        """Store what is no words, such as a picture, and return the document's id."""
        return await self._documents.write(
            kind, content, keeper_id=item_id, keeper_kind=KeeperKind.LEDGER, desk_id=desk_id, media_type=media_type
        )

    async def open_file(self, document_id: UUID) -> Document:
        """Open what is no words; raise where it was destroyed."""
        return await self._documents.open(document_id)

    async def open(self, document_id: UUID, shape: type[C]) -> C:
        """Open words in their shape; raise where they were destroyed."""
        return shape.model_validate_json((await self._documents.open(document_id)).content)

    async def open_many(self, document_ids: Collection[UUID], shape: type[C]) -> Mapping[UUID, C]:
        """Open those of these documents that are still there."""
        found = await self._documents.get_many(document_ids) if document_ids else {}
        return {one: shape.model_validate_json(document.content) for one, document in found.items()}
