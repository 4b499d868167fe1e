"""What came through the doors, counted there: one side of the balance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.storage.tables import door_entry
from shared.database.rows import TableRows, insert_together
from shared.events import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorEntry:
    """One thing a door has taken."""

    raw_id: UUID
    desk_id: str
    channel: Channel
    accepted_at: datetime


class DoorEntries:
    """The rows of `door_entry` in one transaction; they hang on no other table, so that they can check them."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def add(self, entries: Sequence[DoorEntry]) -> None:
        """Count what the doors have taken, in one statement however many there are."""
        await insert_together(self._connection, self.rows(entries))

    def rows(self, entries: Sequence[DoorEntry]) -> TableRows:
        """Return what `add` would insert, for a statement that inserts other rows too."""
        return {
            door_entry: [
                {
                    "raw_id": entry.raw_id,
                    "desk_id": entry.desk_id,
                    "channel": entry.channel.value,
                    "accepted_at": entry.accepted_at,
                }
                for entry in entries
            ]
        }
