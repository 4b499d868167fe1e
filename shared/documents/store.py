"""Write, open, list, adopt and find documents in the caller's transaction."""

import builtins
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.documents.keys import Keyring, address, new_key, seal, unseal, unwrap, wrap
from shared.documents.kinds import DocumentKind, KeeperKind
from shared.documents.tables import DocumentTables
from shared.errors import Missing
from shared.ids import new_id


class NoSuchDocument(Missing):
    """There is no such document, or it is not yours to open."""


class KeyDestroyed(Missing):
    """The key of this document was destroyed; its content is gone for good."""

    public_message = "この内容は保存期間の満了などにより廃棄されています。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document with its content in the clear; `size_bytes` is the length of the content."""

    document_id: UUID
    kind: DocumentKind
    keeper_id: UUID
    media_type: str
    size_bytes: int
    name: str | None
    content: bytes

    @property
    def text(self) -> str:
        """Return the content as UTF-8 text."""
        return self.content.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCard:
    """What a list shows of a document: everything but its content."""

    document_id: UUID
    kind: DocumentKind
    media_type: str
    size_bytes: int
    name: str | None
    position: int


class Documents:
    """The documents of one schema, opened with the installation's keyring."""

    def __init__(self, connection: AsyncConnection, tables: DocumentTables, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._tables = tables
        self._keyring = keyring
        self._keeper_keys: dict[tuple[UUID, KeeperKind], bytes] = {}

    async def create_keeper(self, keeper_id: UUID, kind: KeeperKind, *, desk_id: str) -> None:
        """Give *keeper_id* a fresh key; a keeper that exists keeps its key."""
        _, wrapped = self._keyring.new_keeper_key()
        await self._connection.execute(
            insert(self._tables.keeper)
            .values(keeper_id=keeper_id, kind=kind, desk_id=desk_id, wrapped_key=wrapped)
            .on_conflict_do_nothing()
        )

    async def write(
        self,
        kind: DocumentKind,
        content: bytes,
        *,
        keeper_id: UUID,
        keeper_kind: KeeperKind,
        desk_id: str,
        media_type: str = "text/plain; charset=utf-8",
        name: str | None = None,
        position: int = 0,
    ) -> UUID:
        """Seal *content* under a key of its own, wrapped by the keeper's, and return the document's id."""
        keeper_key = await self._keeper_key(keeper_id, keeper_kind)
        key, document_id = new_key(), new_id()
        await self._connection.execute(
            self._tables.document.insert().values(
                document_id=document_id,
                desk_id=desk_id,
                kind=kind,
                keeper_id=keeper_id,
                position=position,
                media_type=media_type,
                size_bytes=len(content),
                address=address(keeper_key, content),
                sealed_name=None
                if name is None
                else seal(key, name.encode("utf-8", "replace"), bound_to=document_id.bytes + b"n"),
                sealed=seal(key, content, bound_to=document_id.bytes),
            )
        )
        await self._connection.execute(
            self._tables.document_key.insert().values(
                document_id=document_id,
                keeper_id=keeper_id,
                keeper_kind=keeper_kind,
                wrapped_key=wrap(key, under=keeper_key),
            )
        )
        return document_id

    async def open(self, document_id: UUID) -> Document:
        """Return the document with its content; raise NoSuchDocument or KeyDestroyed."""
        found = await self._open_where(self._tables.document.c.document_id == document_id)
        if not found:
            raise NoSuchDocument
        return found[0]

    async def open_all(self, keeper_id: UUID, *kinds: DocumentKind) -> builtins.list[Document]:
        """Return the keeper's documents of these kinds in the order they came."""
        document = self._tables.document
        return await self._open_where((document.c.keeper_id == keeper_id) & document.c.kind.in_(kinds))

    async def list(self, keeper_id: UUID, *kinds: DocumentKind) -> builtins.list[DocumentCard]:
        """Return the cards of what open_all would open, without reading or decrypting any content."""
        document = self._tables.document
        rows = await self._rows(
            (document.c.keeper_id == keeper_id) & document.c.kind.in_(kinds),
            document.c.document_id,
            document.c.kind,
            document.c.media_type,
            document.c.size_bytes,
            document.c.sealed_name,
            document.c.position,
        )
        return [self._card(row) for row in rows]

    async def adopt(self, document_id: UUID, *, keeper_id: UUID, keeper_kind: KeeperKind) -> None:
        """Let another keeper hold the document's key too: 32 bytes are wrapped once more, nothing is copied."""
        keys, keeper = self._tables.document_key, self._tables.keeper
        row = (
            await self._connection.execute(
                select(keys.c.keeper_id, keys.c.keeper_kind, keys.c.wrapped_key)
                .join(keeper, (keeper.c.keeper_id == keys.c.keeper_id) & (keeper.c.kind == keys.c.keeper_kind))
                .where(keys.c.document_id == document_id)
                # A keeper that is gone cannot hand the key on; another that holds it can.
                .order_by(keeper.c.wrapped_key.is_(None))
                .limit(1)
            )
        ).one_or_none()
        if row is None:
            raise NoSuchDocument
        key = unwrap(row.wrapped_key, under=await self._keeper_key(row.keeper_id, KeeperKind(row.keeper_kind)))
        await self._connection.execute(
            insert(keys)
            .values(
                document_id=document_id,
                keeper_id=keeper_id,
                keeper_kind=keeper_kind,
                wrapped_key=wrap(key, under=await self._keeper_key(keeper_id, keeper_kind)),
            )
            .on_conflict_do_nothing()
        )

    async def destroy(self, keeper_id: UUID, keeper_kind: KeeperKind) -> None:
        """Destroy a keeper's key: what only it could open is gone, also from every backup of the data."""
        keeper = self._tables.keeper
        await self._connection.execute(
            update(keeper)
            .where(keeper.c.keeper_id == keeper_id, keeper.c.kind == keeper_kind)
            .values(wrapped_key=None, destroyed_at=func.clock_timestamp())
        )
        self._keeper_keys.pop((keeper_id, keeper_kind), None)

    async def _open_where(self, condition: ColumnElement[bool]) -> builtins.list[Document]:
        return [self._opened(row) for row in await self._rows(condition, *self._tables.document.c)]

    async def _rows(
        self, condition: ColumnElement[bool], *columns: ColumnElement[Any]
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        document, keys, keeper = self._tables.document, self._tables.document_key, self._tables.keeper
        rows = await self._connection.execute(
            select(*columns, keys.c.wrapped_key, keeper.c.wrapped_key.label("keeper_key"))
            .join(keys, keys.c.document_id == document.c.document_id)
            .join(keeper, (keeper.c.keeper_id == keys.c.keeper_id) & (keeper.c.kind == keys.c.keeper_kind))
            .where(condition)
            # A keeper that is gone opens nothing; another that holds the key does.
            .order_by(document.c.position, document.c.document_id, keeper.c.wrapped_key.is_(None))
            .ext(distinct_on(document.c.position, document.c.document_id))
        )
        return rows.all()

    def _opened(self, row: Row[*tuple[Any, ...]]) -> Document:
        key = self._document_key(row)
        return Document(
            document_id=row.document_id,
            kind=DocumentKind(row.kind),
            keeper_id=row.keeper_id,
            media_type=row.media_type,
            size_bytes=row.size_bytes,
            name=_name(row, key),
            content=unseal(key, row.sealed, bound_to=row.document_id.bytes),
        )

    def _card(self, row: Row[*tuple[Any, ...]]) -> DocumentCard:
        return DocumentCard(
            document_id=row.document_id,
            kind=DocumentKind(row.kind),
            media_type=row.media_type,
            size_bytes=row.size_bytes,
            name=_name(row, self._document_key(row)),
            position=row.position,
        )

    def _document_key(self, row: Row[*tuple[Any, ...]]) -> bytes:
        if row.keeper_key is None:
            raise KeyDestroyed
        return unwrap(row.wrapped_key, under=self._keyring.keeper_key(row.keeper_key))

    async def _keeper_key(self, keeper_id: UUID, kind: KeeperKind) -> bytes:
        known = self._keeper_keys.get((keeper_id, kind))
        if known is not None:
            return known
        keeper = self._tables.keeper
        row = (
            await self._connection.execute(
                select(keeper.c.wrapped_key).where(keeper.c.keeper_id == keeper_id, keeper.c.kind == kind)
            )
        ).one_or_none()
        if row is None:
            raise NoSuchDocument
        if row.wrapped_key is None:
            raise KeyDestroyed
        key = self._keyring.keeper_key(row.wrapped_key)
        self._keeper_keys[keeper_id, kind] = key
        return key


def _name(row: Row[*tuple[Any, ...]], key: bytes) -> str | None:
    if row.sealed_name is None:
        return None
    return unseal(key, row.sealed_name, bound_to=row.document_id.bytes + b"n").decode()
