"""Checks that say whether a process can do its work."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.errors import DATABASE_ERRORS
from shared.web.health import Check


def database_answers(engine: AsyncEngine) -> Check:
    """Return a check that the database answers this process's role."""

    async def check() -> bool:
        try:
            async with engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except DATABASE_ERRORS:
            return False
        return True

    return check
