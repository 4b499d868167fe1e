"""What was answered to requests that carried a key: the same request again is answered alike and does nothing."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.storage.tables import answered_request


class RequestKey(NamedTuple):
    """Which request of which account this is, however often it is sent."""

    account_id: UUID
    key: str

    @property
    def lock(self) -> int:
        """Return the number that is locked while somebody works under this key."""
        named = f"{self.account_id}\0{self.key}".encode()
        return int.from_bytes(hashlib.sha256(named).digest()[:8], "big", signed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was answered, and to which request."""

    request_sha256: bytes
    status: int
    headers: Mapping[str, str]
    body: Mapping[str, Any] = field(repr=False)


class AnsweredRequests:
    """The rows of `answered_request` in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def find(self, key: RequestKey) -> Answered | None:
        """Return what was answered under this key; wait for whoever works under it until their transaction ends."""
        await self._connection.execute(select(func.pg_advisory_xact_lock(key.lock)))
        one = answered_request.c
        found = select(one.request_sha256, one.status, one.headers, one.body)
        rows = await self._connection.execute(found.where(one.account_id == key.account_id, one.key == key.key))
        row = rows.one_or_none()
        return None if row is None else Answered(**row._asdict())

    async def keep(self, key: RequestKey, answered: Answered, *, at: datetime) -> None:
        """Keep what is answered now."""
        values = {name: getattr(answered, name) for name in Answered.__dataclass_fields__}
        await self._connection.execute(insert(answered_request).values(**key._asdict(), **values, answered_at=at))

    async def forget(self, *, before: datetime) -> int:
        """Drop what was answered before a moment and return how many answers that were."""
        gone = await self._connection.execute(delete(answered_request).where(answered_request.c.answered_at < before))
        return gone.rowcount
