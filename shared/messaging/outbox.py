"""Record facts and queue them for the relay, in the caller's transaction."""

import zlib
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import TableRows, insert_together
from shared.events import Fact, Recorded
from shared.messaging.tables import SHARDS, MessagingTables
from shared.messaging.wire import row_of


def shard_of(aggregate_id: UUID) -> int:
    """Return the shard whose relay keeps the facts of one aggregate in order."""
    return zlib.crc32(aggregate_id.bytes) % SHARDS


class Outbox:
    """Joins the caller's transaction and never commits."""

    def __init__(self, connection: AsyncConnection, tables: MessagingTables) -> None:
        """Write through *connection* into *tables*."""
        self._connection = connection
        self._tables = tables

    async def add(self, *facts: Recorded[Fact]) -> None:
        """Write the facts into the event log and a pointer to each into the outbox, in their order."""
        await self.add_all(facts)

    async def add_all(self, facts: Sequence[Recorded[Fact]]) -> None:
        """Write many facts with one statement."""
        await insert_together(self._connection, self.rows(facts))

    def rows(self, facts: Sequence[Recorded[Fact]]) -> TableRows:
        """Return what `add_all` would write, for a statement that writes other rows too."""
        return {
            self._tables.event_log: [
                row_of(recorded) | {"data": recorded.fact.model_dump(mode="json")} for recorded in facts
            ],
            self._tables.outbox: [
                {"event_id": recorded.id, "shard": shard_of(recorded.aggregate_id)} for recorded in facts
            ],
        }
