"""What intake lets operations see of files that wait for the scanner: how many, and since when."""

from typing import Final

from sqlalchemy import BigInteger, DateTime, column, select, table
from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.unscanned import UnscannedFiles

# Declared here as far as operations reads it, for services do not import each other.
_UNSCANNED: Final = table(
    "unscanned", column("files", BigInteger), column("since", DateTime(timezone=True)), schema="intake"
)


async def unscanned_files(connection: AsyncConnection) -> UnscannedFiles:
    """Return how many files wait, and since when."""
    row = (await connection.execute(select(_UNSCANNED.c.files, _UNSCANNED.c.since))).one()
    return UnscannedFiles(files=row.files, since=row.since)
