"""Idempotency keys: the same request twice is one proposal and one answer."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import Executable, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.storage.locks import LOCK_ALL, TRY_LOCK_ALL
from services.intake.storage.tables import idempotency_key
from shared.database.rows import TableRows, given_rows


class RequestKey(NamedTuple):
    """Which request this is, however often it is sent."""

    client: str
    key: str

    @property
    def lock(self) -> int:
        """Return the number that is locked while somebody works under this key."""
        named = f"{self.client}\0{self.key}".encode()
        return int.from_bytes(hashlib.sha256(named).digest()[:8], "big", signed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was answered under a key, and to which request."""

    request_sha256: bytes
    response: dict[str, Any]


def _find() -> Executable:
    one = idempotency_key.c
    given = given_rows("given", client=one.client.type, key=one.key.type)
    same = (one.client == given.c.client) & (one.key == given.c.key)
    return select(one.client, one.key, one.request_sha256, one.response).join_from(given, idempotency_key, same)


_FIND: Final = _find()


class IdempotencyKeys:
    """The rows of `idempotency_key` in one transaction; a key in use is locked until its transaction ends."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def try_lock(self, keys: Collection[RequestKey]) -> set[RequestKey]:
        """Return those keys under which nobody else is working."""
        if not keys:
            return set()
        rows = await self._connection.execute(TRY_LOCK_ALL, {"number": [key.lock for key in keys]})
        locked = {row.number for row in rows if row.locked}
        return {key for key in keys if key.lock in locked}

    async def lock(self, keys: Collection[RequestKey]) -> None:
        """Wait until nobody else is working under any of these keys."""
        if keys:
            await self._connection.execute(LOCK_ALL, {"number": sorted(key.lock for key in keys)})

    async def find(self, keys: Collection[RequestKey]) -> dict[RequestKey, Answered]:
        """Return what was answered before under these keys."""
        if not keys:
            return {}
        lists = {"client": [key.client for key in keys], "key": [key.key for key in keys]}
        rows = await self._connection.execute(_FIND, lists)
        return {
            RequestKey(row.client, row.key): Answered(request_sha256=row.request_sha256, response=row.response)
            for row in rows
        }

    def rows(self, answers: Mapping[RequestKey, Answered]) -> TableRows:
        """Return what to insert to keep what is answered now."""
        rows = [
            {
                "client": key.client,
                "key": key.key,
                "request_sha256": answered.request_sha256,
                "response": answered.response,
            }
            for key, answered in answers.items()
        ]
        return {idempotency_key: rows}
