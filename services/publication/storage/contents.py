"""Opens what routing approved for everybody, and nothing else: the database shows no other kind."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncConnection

from services.publication.domain.entry import Picture
from shared.documents import Documents, Keyring
from shared.documents.public import PublicContent
from shared.documents.shapes import NoSuchDocument
from shared.documents.tables import document_tables

_OF_ROUTING: Final = document_tables(MetaData(schema="routing"))


class ApprovedContents:
    """Implements the port Contents in one transaction."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._documents = Documents(connection, _OF_ROUTING, keyring)

    async def public(self, content_id: UUID) -> PublicContent:
        """Return what is to be shown; raise NoSuchDocument or KeyDestroyed."""
        return PublicContent.model_validate_json((await self._documents.open(content_id)).content)

    async def pictures(self, ids: Sequence[UUID]) -> Sequence[Picture]:
        """Return the pictures in their order; raise NoSuchDocument where one is missing."""
        found = await self._documents.get_many(ids) if ids else {}
        if found.keys() != set(ids):
            raise NoSuchDocument
        return [Picture(media_type=found[one].media_type, content=found[one].content) for one in ids]
