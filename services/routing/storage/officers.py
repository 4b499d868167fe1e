"""How many people a desk has who may decide for it."""

from sqlalchemy import any_, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.access.actor import Role
from shared.access.tables import account


async def officers_of(connection: AsyncConnection, desk_id: str) -> int:
    """Return how many accounts of the desk itself are in force today."""
    one = account.c
    query = select(func.count()).where(
        one.desk_id == desk_id,
        literal(Role.DESK.value) == any_(one.roles),
        one.disabled_at.is_(None),
        one.valid_from <= func.current_date(),
        func.coalesce(one.valid_to, func.current_date()) >= func.current_date(),
    )
    return int(await connection.scalar(query) or 0)
