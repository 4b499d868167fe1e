"""What intake lets operations see of the mailboxes it polls: times and codes."""

from typing import Final

from sqlalchemy import Column, DateTime, MetaData, Table, Text, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.mailboxes import PolledMailbox

# Declared here as far as operations reads it, for services do not import each other.
_look: Final = Table(
    "mailbox_look",
    MetaData(schema="intake"),
    Column("desk_id", Text),
    Column("looked_at", DateTime(timezone=True)),
    Column("failing_since", DateTime(timezone=True)),
    Column("trouble", Text),
)


class MailboxLooks:
    """The rows of intake's `mailbox_look` in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def all(self) -> list[PolledMailbox]:
        """Return how every polled mailbox stands."""
        return [
            PolledMailbox(
                desk_id=row.desk_id,
                looked_at=row.looked_at,
                failing_since=row.failing_since,
                trouble=row.trouble,
            )
            for row in await self._connection.execute(select(_look))
        ]
