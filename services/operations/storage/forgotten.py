"""What routing lets operations see of forgotten cases: how many, and since when."""

from typing import Final

from sqlalchemy import BigInteger, DateTime, column, select, table
from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.forgotten import ForgottenCases

# Declared here as far as operations reads it, for services do not import each other.
_WAITING: Final = table(
    "forgotten_waiting", column("cases", BigInteger), column("since", DateTime(timezone=True)), schema="routing"
)


async def forgotten_cases(connection: AsyncConnection) -> ForgottenCases:
    """Return how many cases are forgotten, and since when the oldest is known."""
    row = (await connection.execute(select(_WAITING.c.cases, _WAITING.c.since))).one()
    return ForgottenCases(cases=row.cases, since=row.since)
