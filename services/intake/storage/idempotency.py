"""Idempotency keys: the same request twice is one proposal and one answer."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.storage.tables import idempotency_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was answered under a key, and to which request."""

    request_sha256: bytes
    response: dict[str, Any]


def _lock_number(client: str, key: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{client}\0{key}".encode()).digest()[:8], "big", signed=True)


class IdempotencyKeys:
    """The rows of `idempotency_key` in one transaction; a key in use is locked until its transaction ends."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def try_lock(self, client: str, key: str) -> bool:
        """Return whether nobody else is working under this key."""
        return bool(await self._connection.scalar(select(func.pg_try_advisory_xact_lock(_lock_number(client, key)))))

    async def lock(self, client: str, key: str) -> None:
        """Wait until nobody else is working under this key."""
        await self._connection.execute(select(func.pg_advisory_xact_lock(_lock_number(client, key))))

    async def find(self, client: str, key: str) -> Answered | None:
        """Return what was answered before."""
        found = select(idempotency_key.c.request_sha256, idempotency_key.c.response)
        found = found.where(idempotency_key.c.client == client, idempotency_key.c.key == key)
        row = (await self._connection.execute(found)).one_or_none()
        return None if row is None else Answered(request_sha256=row.request_sha256, response=row.response)

    async def add(self, client: str, key: str, answered: Answered) -> None:
        """Keep what is answered now."""
        await self._connection.execute(
            idempotency_key.insert().values(
                client=client, key=key, request_sha256=answered.request_sha256, response=answered.response
            )
        )
