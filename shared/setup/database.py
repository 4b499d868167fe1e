"""Create roles and schemas, run every service's migrations, and register the readers."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from shared import access
from shared.database.engine import async_url
from shared.database.migrate import migrate
from shared.database.roles import create_roles, owner
from shared.errors import Refused
from shared.service import Service
from shared.setup.readers import register_readers
from shared.setup.settings import SetupSettings, read_setup_settings

# One number for all installers of one database, so that two of them run one after the other.
_LOCK = 0x64657368


@asynccontextmanager
async def as_owner(role: str) -> AsyncIterator[AsyncConnection]:
    """Begin a transaction as the owner *role*, through the administrator's address in the environment."""
    engine = create_async_engine(async_url(read_setup_settings().database_url), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.execute(text(f'SET LOCAL ROLE "{role}"'))
            yield connection
    finally:
        await engine.dispose()


class WrongLocale(Refused):
    """The database cannot sort and search Japanese (LC_CTYPE is C or POSIX, or the encoding is not UTF8)."""


async def set_up_database(settings: SetupSettings, services: Sequence[Service]) -> None:
    """Bring the database of *settings* to what these services expect, all in one transaction."""
    engine = create_async_engine(async_url(settings.database_url), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            ctype, encoding = (
                await connection.execute(
                    text(
                        "SELECT datctype, pg_encoding_to_char(encoding) FROM pg_database"
                        " WHERE datname = current_database()"
                    )
                )
            ).one()
            if ctype in {"C", "POSIX"} or encoding != "UTF8":
                raise WrongLocale(f"create the database with UTF8 and C.UTF-8; it has {encoding} and {ctype}")
            await create_roles(connection, settings.roles)
            versions = Path(access.__file__).parent / "migrations" / "versions"
            await migrate(connection, schema="access", versions=versions, role=owner("routing"))
            for service in services:
                await migrate(connection, schema=service.name, versions=service.migrations, role=owner(service.name))
            await register_readers(connection, services)
    finally:
        await engine.dispose()
