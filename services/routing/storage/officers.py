"""How many people a desk has who may decide for it."""

from typing import Final

from sqlalchemy import Date, any_, cast, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.access.actor import Role
from shared.access.tables import account

# Accounts hold by days of the office, which begin nine hours before those of the database.
_TODAY: Final = cast(func.timezone("Asia/Tokyo", func.now()), Date)


async def officers_of(connection: AsyncConnection, desk_id: str) -> int:
    """Return how many accounts of the desk itself are in force today."""
    one = account.c
    query = select(func.count()).where(
        one.desk_id == desk_id,
        literal(Role.DESK.value) == any_(one.roles),
        one.disabled_at.is_(None),
        one.valid_from <= _TODAY,
        func.coalesce(one.valid_to, _TODAY) >= _TODAY,
    )
    return int(await connection.scalar(query) or 0)
