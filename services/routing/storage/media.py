"""The media a desk hands its press releases to; who and where is sealed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.storage import tables
from services.routing.storage.tables import medium
from shared.documents import DocumentKind, Documents, KeeperKind, Keyring, NewKeeper
from shared.documents.contents import ContactContent
from shared.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """One medium and whom to write to there."""

    medium_id: UUID
    contact_id: UUID
    contact: ContactContent = field(repr=False)


class MediaStore:
    """The rows of `medium` in one transaction."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._documents = Documents(connection, tables.documents, keyring)

    async def add(self, desk_id: str, contact: ContactContent, at: datetime) -> UUID:
        """Keep one more and return its id."""
        medium_id = new_id()
        await self._documents.create_keepers([NewKeeper(keeper_id=medium_id, kind=KeeperKind.LEDGER, desk_id=desk_id)])
        contact_id = await self._documents.write(
            DocumentKind.CONTACT,
            contact.to_bytes(),
            keeper_id=medium_id,
            keeper_kind=KeeperKind.LEDGER,
            desk_id=desk_id,
        )
        row = {"medium_id": medium_id, "desk_id": desk_id, "contact_id": contact_id, "added_at": at}
        await self._connection.execute(insert(medium).values(row))
        return medium_id

    async def remove(self, desk_id: str, medium_id: UUID, at: datetime) -> None:
        """Keep one no longer; what was handed to it stays known by its id."""
        here = (medium.c.desk_id == desk_id, medium.c.medium_id == medium_id, medium.c.removed_at.is_(None))
        await self._connection.execute(update(medium).where(*here).values(removed_at=at))

    async def kept(self, desk_id: str) -> frozenset[UUID]:
        """Return which media are kept; nothing of them is opened."""
        query = select(medium.c.medium_id).where(medium.c.desk_id == desk_id, medium.c.removed_at.is_(None))
        return frozenset((await self._connection.execute(query)).scalars())

    async def listed(self, desk_id: str, *, also_removed: bool = False) -> Sequence[Medium]:
        """Return those that are kept, in the order they were added."""
        query = select(medium.c.medium_id, medium.c.contact_id).where(medium.c.desk_id == desk_id)
        if not also_removed:
            query = query.where(medium.c.removed_at.is_(None))
        rows = (await self._connection.execute(query.order_by(medium.c.added_at, medium.c.medium_id))).all()
        opened = await self._documents.get_many([row.contact_id for row in rows]) if rows else {}
        return [
            Medium(
                medium_id=row.medium_id,
                contact_id=row.contact_id,
                contact=ContactContent.model_validate_json(opened[row.contact_id].content),
            )
            for row in rows
            if row.contact_id in opened
        ]
