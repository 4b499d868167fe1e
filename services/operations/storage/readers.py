"""The register of readers of every service: which stand still, by whose wish and why."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, cast, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.queues import House, Pause
from services.operations.ports import NoSuchReader, NotRegistered
from services.operations.storage.tables import given_by
from shared.access.tables import account


class ReaderStore:
    """The tables reader of all services, in the caller's transaction."""

    def __init__(self, connection: AsyncConnection, house: House) -> None:
        """Look at the readers of *house* only."""
        self._connection = connection
        self._house = house

    async def pauses(self) -> dict[str, Pause]:
        """Return the readers that stand still, by name."""
        parts = []
        for service in self._house.services:
            reader = given_by(service).reader
            parts.append(
                select(reader.c.name, reader.c.paused_at, reader.c.paused_by, reader.c.paused_reason).where(
                    reader.c.paused_at.is_not(None)
                )
            )
        if not parts:
            return {}
        rows = await self._connection.execute(union_all(*parts))
        return {row.name: Pause(at=row.paused_at, by=row.paused_by, reason=row.paused_reason or "") for row in rows}

    async def names_of(self, pauses: dict[str, Pause]) -> dict[str, str]:
        """Return who paused each reader, as a person reads it."""
        if not pauses:
            return {}
        rows = await self._connection.execute(
            select(cast(account.c.id, Text), account.c.display_name).where(
                cast(account.c.id, Text).in_({pause.by for pause in pauses.values()})
            )
        )
        names = {row[0]: row[1] for row in rows}
        return {reader: names.get(pause.by, "") for reader, pause in pauses.items()}

    async def get(self, name: str) -> Pause | None:
        """Return the pause of a reader, locked for change; raise NoSuchReader or NotRegistered."""
        known = self._house.find(name)
        if known is None:
            raise NoSuchReader
        reader = given_by(known.service).reader
        row = (
            await self._connection.execute(
                select(reader.c.paused_at, reader.c.paused_by, reader.c.paused_reason)
                .where(reader.c.name == name)
                .with_for_update()
            )
        ).one_or_none()
        if row is None:
            raise NotRegistered
        if row.paused_at is None:
            return None
        return Pause(at=row.paused_at, by=row.paused_by, reason=row.paused_reason or "")

    async def pause(self, name: str, *, at: datetime, by: UUID, reason: str) -> None:
        """Let its processes stop taking messages."""
        await self._write(name, paused_at=at, paused_by=str(by), paused_reason=reason)

    async def resume(self, name: str) -> None:
        """Let its processes go on."""
        await self._write(name, paused_at=None, paused_by=None, paused_reason=None)

    async def _write(self, name: str, **values: object) -> None:
        known = self._house.find(name)
        if known is None:
            raise NoSuchReader
        reader = given_by(known.service).reader
        await self._connection.execute(update(reader).where(reader.c.name == name).values(**values))
