"""Who can be called when something needs an operator."""

from datetime import datetime

from sqlalchemy import any_, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.access.actor import Role
from shared.access.rows import is_valid_at
from shared.access.tables import account


async def operators_with_address(connection: AsyncConnection, *, now: datetime) -> int:
    """Return how many operators are told of incidents by mail."""
    found = (
        select(func.count())
        .select_from(account)
        .where(literal(Role.OPERATOR.value) == any_(account.c.roles), account.c.email.is_not(None), is_valid_at(now))
    )
    return int(await connection.scalar(found) or 0)
