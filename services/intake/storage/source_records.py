"""Which record of another list or system became which proposal: whichever way it comes again, it is the same one."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Executable, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.storage.locks import LOCK_ALL
from services.intake.storage.tables import proposal, source_record
from shared.database.rows import TableRows, given_rows


class SourceKey(NamedTuple):
    """One record of one source of a desk; the key is a hash, for a stranger chose what it is made of."""

    desk_id: str
    source: str
    key: bytes

    @property
    def lock(self) -> int:
        """Return the number that is locked while somebody accepts this record."""
        named = f"{self.desk_id}\0{self.source}\0".encode() + self.key
        return int.from_bytes(hashlib.sha256(named).digest()[:8], "big", signed=True)


def source_key(desk_id: str, source: str, named: str) -> SourceKey:
    """Return the key of the record that its source calls *named*."""
    return SourceKey(desk_id=desk_id, source=source, key=hashlib.sha256(named.encode("utf-8", "replace")).digest())


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRecord:
    """A record that was received before; both are None while a person must look at it first."""

    content_sha256: bytes
    receipt: str | None
    proposal_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecord:
    """A record that is received now."""

    key: SourceKey
    raw_id: UUID
    known: KnownRecord


def _find() -> Executable:
    one = source_record.c
    given = given_rows("given", desk_id=one.desk_id.type, source=one.source.type, key=one.key.type)
    same = (one.desk_id == given.c.desk_id) & (one.source == given.c.source) & (one.key == given.c.key)
    # What was held at first has its number where the proposal stands.
    receipt = func.coalesce(one.receipt, proposal.c.receipt).label("receipt")
    joined = given.join(source_record, same).outerjoin(proposal, proposal.c.raw_id == one.raw_id)
    columns = (one.desk_id, one.source, one.key, one.content_sha256, receipt, one.proposal_id)
    return select(*columns).select_from(joined)


_FIND: Final = _find()


class SourceRecords:
    """The rows of `source_record` in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def lock(self, keys: Collection[SourceKey]) -> None:
        """Wait until nobody else is accepting any of these records."""
        if keys:
            await self._connection.execute(LOCK_ALL, {"number": sorted({key.lock for key in keys})})

    async def find(self, keys: Collection[SourceKey]) -> dict[SourceKey, KnownRecord]:
        """Return those records that were received before."""
        if not keys:
            return {}
        lists: Mapping[str, list[Any]] = {
            "desk_id": [key.desk_id for key in keys],
            "source": [key.source for key in keys],
            "key": [key.key for key in keys],
        }
        return {
            SourceKey(row.desk_id, row.source, row.key): KnownRecord(
                content_sha256=row.content_sha256, receipt=row.receipt, proposal_id=row.proposal_id
            )
            for row in await self._connection.execute(_FIND, lists)
        }

    def rows(self, records: Collection[NewRecord]) -> TableRows:
        """Return what to insert for records that are received now."""
        return {
            source_record: [
                {
                    "desk_id": one.key.desk_id,
                    "source": one.key.source,
                    "key": one.key.key,
                    "raw_id": one.raw_id,
                    "content_sha256": one.known.content_sha256,
                    "receipt": one.known.receipt,
                    "proposal_id": one.known.proposal_id,
                }
                for one in records
            ]
        }
