"""Write, open, list, adopt and find documents in the caller's transaction."""

import builtins
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BindParameter, Row, Select, Uuid, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import insert_new_rows, insert_together
from shared.documents.finding import by_id, by_keeper, cards_by_keeper
from shared.documents.keys import Keyring, address, new_key, seal, unseal, unwrap, wrap
from shared.documents.kinds import DocumentKind, KeeperKind
from shared.documents.shapes import Document, DocumentCard, KeyDestroyed, NewDocument, NewKeeper, NoSuchDocument, Sealed
from shared.documents.tables import DocumentTables
from shared.ids import new_id

__all__ = ["Document", "DocumentCard", "Documents", "KeyDestroyed", "NewDocument", "NewKeeper", "NoSuchDocument"]


class Documents:
    """The documents of one schema, opened with the installation's keyring."""

    def __init__(self, connection: AsyncConnection, tables: DocumentTables, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._tables = tables
        self._keyring = keyring
        self._keeper_keys: dict[tuple[UUID, KeeperKind], bytes] = {}

    async def create_keepers(self, keepers: Iterable[NewKeeper]) -> None:
        """Give each keeper a fresh key, with one statement; one that exists keeps its key."""
        fresh = {(one.keeper_id, one.kind): (one.desk_id, *self._keyring.new_keeper_key()) for one in keepers}
        added = await insert_new_rows(
            self._connection,
            self._tables.keeper,
            [
                {"keeper_id": keeper_id, "kind": kind.value, "desk_id": desk_id, "wrapped_key": wrapped}
                for (keeper_id, kind), (desk_id, _, wrapped) in fresh.items()
            ],
        )
        self._keeper_keys |= {keeper: key for keeper, (_, key, _) in fresh.items() if keeper in added}

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
        new = NewDocument(
            kind=kind,
            content=content,
            keeper_id=keeper_id,
            keeper_kind=keeper_kind,
            desk_id=desk_id,
            media_type=media_type,
            name=name,
            position=position,
        )
        return (await self.write_all([new]))[0]

    async def write_all(self, documents: Sequence[NewDocument]) -> builtins.list[UUID]:
        """Seal each document and return their ids in the same order; one statement, however many there are."""
        keys = await self._keys_of({(one.keeper_id, one.keeper_kind) for one in documents})
        sealed = self._sealed(documents, keys)
        await insert_together(self._connection, sealed.rows)
        return sealed.ids

    def seal_anew(self, keepers: Iterable[NewKeeper], documents: Sequence[NewDocument]) -> Sealed:
        """Seal documents of *keepers* that nobody else makes; the caller writes the rows, with others of his."""
        keys, rows = {}, []
        for one in keepers:
            keys[one.keeper_id, one.kind], wrapped = self._keyring.new_keeper_key()
            rows.append(
                {
                    "keeper_id": one.keeper_id,
                    "kind": one.kind.value,
                    "desk_id": one.desk_id,
                    "wrapped_key": wrapped,
                }
            )
        sealed = self._sealed(documents, keys)
        return Sealed(ids=sealed.ids, rows={self._tables.keeper: rows, **sealed.rows})

    def _sealed(self, documents: Sequence[NewDocument], keeper_keys: Mapping[tuple[UUID, KeeperKind], bytes]) -> Sealed:
        ids = [new_id() for _ in documents]
        rows, key_rows = [], []
        for document_id, one in zip(ids, documents, strict=True):
            key, keeper_key = new_key(), keeper_keys[one.keeper_id, one.keeper_kind]
            rows.append(_document_row(document_id, one, key, keeper_key))
            key_rows.append(
                {
                    "document_id": document_id,
                    "keeper_id": one.keeper_id,
                    "keeper_kind": one.keeper_kind.value,
                    "wrapped_key": wrap(key, under=keeper_key),
                }
            )
        return Sealed(ids=ids, rows={self._tables.document: rows, self._tables.document_key: key_rows})

    async def open(self, document_id: UUID) -> Document:
        """Return the document with its content; raise NoSuchDocument or KeyDestroyed."""
        found = [self._opened(row) for row in await self._by_id([document_id])]
        if not found:
            raise NoSuchDocument
        return found[0]

    async def open_all(self, keeper_id: UUID, *kinds: DocumentKind) -> builtins.list[Document]:
        """Return the keeper's documents of these kinds in the order they came."""
        return [self._opened(row) for row in await self._by_keeper(by_keeper, [keeper_id], kinds)]

    async def get_many(self, document_ids: Collection[UUID]) -> dict[UUID, Document]:
        """Return the documents of these ids that may be opened; one that is missing or destroyed is not among them."""
        rows = await self._by_id(document_ids)
        return {row.document_id: self._opened(row) for row in rows if row.keeper_key is not None}

    async def open_many(
        self, keeper_ids: Collection[UUID], *kinds: DocumentKind
    ) -> dict[UUID, builtins.list[Document]]:
        """Return what open_all returns for each keeper, with one statement; what was destroyed is left out."""
        opened: dict[UUID, builtins.list[Document]] = {keeper_id: [] for keeper_id in keeper_ids}
        for row in await self._by_keeper(by_keeper, keeper_ids, kinds):
            if row.keeper_key is not None:
                opened[row.keeper_id].append(self._opened(row))
        return opened

    async def list(self, keeper_id: UUID, *kinds: DocumentKind) -> builtins.list[DocumentCard]:
        """Return the cards of what open_all would open, without reading or decrypting any content."""
        rows = await self._by_keeper(cards_by_keeper, [keeper_id], kinds)
        return [self._card(row) for row in rows]

    async def list_many(
        self, filed_under: Collection[UUID], *kinds: DocumentKind
    ) -> dict[UUID, builtins.list[DocumentCard]]:
        """Return what list returns for each, with one statement; what was destroyed is left out."""
        cards: dict[UUID, builtins.list[DocumentCard]] = {one: [] for one in filed_under}
        for row in await self._by_keeper(cards_by_keeper, filed_under, kinds):
            if row.keeper_key is not None:
                cards[row.keeper_id].append(self._card(row))
        return cards

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

    async def discard(self, filed_under: Collection[UUID], *kinds: DocumentKind) -> None:
        """Take away documents that can be made again from others."""
        document, keys = self._tables.document, self._tables.document_key
        found = (document.c.keeper_id == func.any(_list_of(filed_under))) & document.c.kind.in_(kinds)
        ids = select(document.c.document_id).where(found)
        await self._connection.execute(delete(keys).where(keys.c.document_id.in_(ids)))
        await self._connection.execute(delete(document).where(found))

    async def destroy(self, keeper_id: UUID, keeper_kind: KeeperKind) -> None:
        """Destroy a keeper's key: what only it could open is gone, also from every backup of the data."""
        keeper = self._tables.keeper
        await self._connection.execute(
            update(keeper)
            .where(keeper.c.keeper_id == keeper_id, keeper.c.kind == keeper_kind)
            .values(wrapped_key=None, destroyed_at=func.clock_timestamp())
        )
        self._keeper_keys.pop((keeper_id, keeper_kind), None)

    async def _by_id(self, document_ids: Collection[UUID]) -> Sequence[Row[*tuple[Any, ...]]]:
        rows = await self._connection.execute(by_id(self._tables), {"ids": [*document_ids]})
        return rows.all()

    async def _by_keeper(
        self,
        statement: Callable[[DocumentTables], Select[*tuple[Any, ...]]],
        keeper_ids: Collection[UUID],
        kinds: Iterable[DocumentKind],
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        given = {"keepers": [*keeper_ids], "kinds": [kind.value for kind in kinds]}
        return (await self._connection.execute(statement(self._tables), given)).all()

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
            position=row.position,
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
        return (await self._keys_of({(keeper_id, kind)}))[keeper_id, kind]

    async def _keys_of(self, wanted: set[tuple[UUID, KeeperKind]]) -> dict[tuple[UUID, KeeperKind], bytes]:
        unknown = [keeper_id for keeper_id, kind in wanted if (keeper_id, kind) not in self._keeper_keys]
        if unknown:
            keeper = self._tables.keeper
            found = select(keeper.c.keeper_id, keeper.c.kind, keeper.c.wrapped_key)
            rows = await self._connection.execute(found.where(keeper.c.keeper_id == func.any(_list_of(unknown))))
            for row in rows:
                if row.wrapped_key is not None:
                    self._keeper_keys[row.keeper_id, KeeperKind(row.kind)] = self._keyring.keeper_key(row.wrapped_key)
                elif (row.keeper_id, KeeperKind(row.kind)) in wanted:
                    raise KeyDestroyed
            if not self._keeper_keys.keys() >= wanted:
                raise NoSuchDocument
        return self._keeper_keys


def _document_row(document_id: UUID, new: NewDocument, key: bytes, keeper_key: bytes) -> dict[str, Any]:
    name = None if new.name is None else new.name.encode("utf-8", "replace")
    return {
        "document_id": document_id,
        "desk_id": new.desk_id,
        "kind": new.kind.value,
        "keeper_id": new.filed_under or new.keeper_id,
        "position": new.position,
        "media_type": new.media_type,
        "size_bytes": len(new.content),
        "address": address(keeper_key, new.content),
        "sealed_name": None if name is None else seal(key, name, bound_to=document_id.bytes + b"n"),
        "sealed": seal(key, new.content, bound_to=document_id.bytes),
    }


def _list_of(ids: Collection[UUID]) -> BindParameter[Any]:
    """Return one parameter for all *ids*: the statement is the same for one and for a hundred."""
    return bindparam(None, list(ids), type_=ARRAY(Uuid))


def _name(row: Row[*tuple[Any, ...]], key: bytes) -> str | None:
    if row.sealed_name is None:
        return None
    return unseal(key, row.sealed_name, bound_to=row.document_id.bytes + b"n").decode()
