"""Files a person has chosen on the form but not sent yet: sealed, kept for a day, gone with the draft."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Row, Uuid, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.storage.tables import draft, draft_file
from shared.documents import Keyring
from shared.documents.keys import seal, unseal
from shared.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFile:
    """One chosen file; the content is empty where only the list was asked for."""

    file_id: UUID
    name: str = field(repr=False)
    media_type: str
    size_bytes: int
    content: bytes = field(default=b"", repr=False)


class Drafts:
    """The rows of drafts in one transaction."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._keyring = keyring

    async def add(self, draft_id: UUID, *, name: str, media_type: str, content: bytes, expires_at: datetime) -> None:
        """Seal a file under the draft's key; the draft begins with its first file."""
        key = await self._key(draft_id, expires_at)
        file_id = new_id()
        await self._connection.execute(
            draft_file.insert().values(
                file_id=file_id,
                draft_id=draft_id,
                media_type=media_type,
                size_bytes=len(content),
                sealed_name=seal(key, name.encode(), bound_to=file_id.bytes + b"n"),
                sealed=seal(key, content, bound_to=file_id.bytes),
            )
        )

    async def files(self, draft_id: UUID) -> list[DraftFile]:
        """Return the draft's files in the order they were chosen, without their contents."""
        columns = (draft_file.c.file_id, draft_file.c.media_type, draft_file.c.size_bytes, draft_file.c.sealed_name)
        found = select(*columns, draft.c.wrapped_key).join_from(draft_file, draft)
        rows = await self._connection.execute(
            found.where(draft_file.c.draft_id == draft_id).order_by(draft_file.c.file_id)
        )
        return [self._file(row, b"") for row in rows]

    async def contents(self, draft_ids: Collection[UUID]) -> dict[UUID, list[DraftFile]]:
        """Return the files of those drafts that have some, with their contents."""
        found: dict[UUID, list[DraftFile]] = {}
        if draft_ids:
            chosen = select(draft_file, draft.c.wrapped_key).join_from(draft_file, draft)
            of_these = draft_file.c.draft_id == func.any(bindparam("drafts", list(draft_ids), type_=ARRAY(Uuid)))
            for row in await self._connection.execute(chosen.where(of_these).order_by(draft_file.c.file_id)):
                found.setdefault(row.draft_id, []).append(self._file(row, row.sealed))
        return found

    def _file(self, row: Row[*tuple[Any, ...]], sealed: bytes) -> DraftFile:
        key, identity = self._keyring.keeper_key(row.wrapped_key), row.file_id.bytes
        return DraftFile(
            file_id=row.file_id,
            name=unseal(key, row.sealed_name, bound_to=identity + b"n").decode(),
            media_type=row.media_type,
            size_bytes=row.size_bytes,
            content=unseal(key, sealed, bound_to=identity) if sealed else b"",
        )

    async def drop_files(self, draft_id: UUID, file_ids: list[UUID]) -> None:
        """Forget files a person took off the form again."""
        await self._connection.execute(
            delete(draft_file).where(draft_file.c.draft_id == draft_id, draft_file.c.file_id.in_(file_ids))
        )

    async def drop(self, draft_ids: Collection[UUID]) -> None:
        """Forget drafts with their files."""
        if draft_ids:
            await self._connection.execute(delete(draft).where(draft.c.draft_id.in_(sorted(draft_ids))))

    async def drop_expired(self) -> int:
        """Forget every draft whose day is over and return how many there were."""
        result = await self._connection.execute(delete(draft).where(draft.c.expires_at < func.clock_timestamp()))
        return result.rowcount

    async def _key(self, draft_id: UUID, expires_at: datetime) -> bytes:
        _, wrapped = self._keyring.new_keeper_key()
        entry = insert(draft).values(draft_id=draft_id, wrapped_key=wrapped, expires_at=expires_at)
        again = entry.on_conflict_do_update(
            index_elements=[draft.c.draft_id], set_={"expires_at": entry.excluded.expires_at}
        )
        kept = await self._connection.scalar(again.returning(draft.c.wrapped_key))
        return self._keyring.keeper_key(bytes(kept or wrapped))
