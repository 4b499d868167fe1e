"""What notify lets operations see of mails that cannot leave: how many, and since when."""

from typing import Final

from sqlalchemy import BigInteger, DateTime, column, select, table
from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.unsent import UnsentMails

# Declared here as far as operations reads it, for services do not import each other.
_UNSENT: Final = table(
    "unsent_mail", column("mails", BigInteger), column("since", DateTime(timezone=True)), schema="notify"
)


async def unsent_mails(connection: AsyncConnection) -> UnsentMails:
    """Return how many mails wait that should have left, and since when."""
    row = (await connection.execute(select(_UNSENT.c.mails, _UNSENT.c.since))).one()
    return UnsentMails(mails=row.mails, since=row.since)
