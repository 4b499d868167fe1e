"""Which record of another list or system became which proposal: whichever way it comes again, it is the same one."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Executable, exists, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.outcome import Outcome
from services.intake.storage.locks import LOCK_ALL
from services.intake.storage.tables import proposal, raw_message, source_record
from shared.database.rows import TableRows, given_rows
from shared.events import Channel


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

    async def received_before(self, desk_id: str, source: str) -> int:
        """Count what a desk's gateways brought before the first record of *source*, and of which no record is known.

        Such a thing may well be a record of *source*: records are kept only since there are rows for them.
        """
        raw, one = raw_message.c, source_record.c
        first = (
            select(func.min(raw.received_at))
            .join_from(source_record, raw_message, one.raw_id == raw.raw_id)
            .where(one.desk_id == desk_id, one.source == source)
            .scalar_subquery()
        )
        unknown = select(func.count()).where(
            raw.desk_id == desk_id,
            raw.channel == Channel.GATEWAY,
            raw.outcome.in_((Outcome.CASE, Outcome.HELD)),
            raw.received_at < func.coalesce(first, text("timestamptz 'infinity'")),
            ~exists().where(one.raw_id == raw.raw_id),
        )
        return await self._connection.scalar(unknown) or 0

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
